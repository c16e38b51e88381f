import { nameKeyOf } from '../../identity/users.ts';
import type { Queryable } from '../../storage/database.ts';
import { nameOfAddress } from '../addresses.ts';
import { validationFailure } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';

const addressPattern = /^(?:sip:)?[^@\s]{1,200}@[^@\s]{1,200}$/i;

/**
 * The prefixed identifiers of the people at these addresses. Addresses at which nobody is are left out, as those of other
 * organisations are: whoever sends them does not learn who is here. Throws 400 for what is no address; `name` is the field.
 */
export async function peopleAt(
  queryable: Queryable,
  context: UcwaContext,
  name: string,
  uris: readonly string[],
): Promise<string[]> {
  const wrong = uris.find((uri) => !addressPattern.test(uri.trim()));
  if (wrong !== undefined) throw validationFailure(name, 'expected addresses such as sip:bo@example.org');
  const names = uris.flatMap((uri) => nameOfAddress(context, uri) ?? []);
  const rows = await queryable.query<{ mri: string }>(
    "select mri from users where name_key = any ($1::text[]) and kind <> 'guest' order by id",
    [names.map(nameKeyOf)],
  );
  return rows.map((row) => row.mri);
}
