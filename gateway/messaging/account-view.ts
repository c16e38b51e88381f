// What the messaging gateway keeps about a user beside chats: free properties and a contact list of its own, which has no effect
// on who may see or write to whom (skype.md 4).
import { parseMri } from '../../src/skype/identifiers.ts';
import { badRequest, misformattedUrl } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';
import type { Caller } from './caller.ts';
import type { MessagingContext } from './messaging-context.ts';
import { checkProperties } from './properties.ts';

/** The gateway's contact list holds this many people. */
const mostContacts = 5000;

/** What was set with `setUserProperty`. */
export async function showOwnProperties(queryable: Queryable, userId: number): Promise<Record<string, string>> {
  const rows = await queryable.query<{ name: string; value: string }>(
    'select name, value from user_properties where user_id = $1 order by name',
    [userId],
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

/** `GET /v1/users/ME/properties`: what was set, and the names by which two clients learn who they are. */
export async function showUserProperties(queryable: Queryable, caller: Caller): Promise<Record<string, string>> {
  return {
    ...(await showOwnProperties(queryable, caller.userId)),
    primaryMemberName: caller.name,
    skypeName: caller.name,
    userDetails: JSON.stringify({ name: caller.displayName, upn: caller.name }),
  };
}

/** Sets one property of a user, as text. Throws 400 for a bad name or too many, 413 for a value that is too long. */
export async function setUserProperty(
  context: MessagingContext,
  userId: number,
  name: string,
  value: unknown,
): Promise<void> {
  const properties = checkProperties(context.limits, await showOwnProperties(context.database, userId), name, value);
  await context.database.query(
    `insert into user_properties (user_id, name, value) values ($1, $2, $3)
     on conflict (user_id, name) do update set value = excluded.value`,
    [userId, name, properties[name]],
  );
}

function checkMris(mris: readonly string[]): void {
  for (const mri of mris) if (!parseMri(mri)) throw misformattedUrl();
}

/** Adds people to the gateway's own contact list. Throws 400 for identifiers that are none, or too many. */
export async function addGatewayContacts(
  context: MessagingContext,
  userId: number,
  mris: readonly string[],
): Promise<void> {
  checkMris(mris);
  await context.database.transaction(async (transaction) => {
    await transaction.query(
      'insert into gateway_contacts (user_id, mri) select $1, unnest($2::text[]) on conflict do nothing',
      [userId, mris],
    );
    const [row] = await transaction.query<{ n: number }>(
      'select count(*) as n from gateway_contacts where user_id = $1',
      [userId],
    );
    if ((row?.n ?? 0) > mostContacts) throw badRequest('The contact list is full.');
  });
}

/** Takes someone off the gateway's own contact list; someone who is not on it is no error. */
export async function removeGatewayContact(context: MessagingContext, userId: number, mri: string): Promise<void> {
  checkMris([mri]);
  await context.database.query('delete from gateway_contacts where user_id = $1 and mri = $2', [userId, mri]);
}

/** The gateway's own contact list. */
export async function listGatewayContacts(queryable: Queryable, userId: number): Promise<{ id: string }[]> {
  return queryable.query<{ id: string }>('select mri as id from gateway_contacts where user_id = $1 order by mri', [
    userId,
  ]);
}
