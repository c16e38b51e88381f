// Named account options (skype.md 9.2). The call policy has an old and a new name with different values for the same thing; it
// is stored once, under the new name.
import { callPolicy } from '../../src/skype/wire/settings.ts';
import { badRequest } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';

const mostOptions = 200;
const longestValue = 4_096;
const namePattern = /^[A-Za-z0-9._-]{1,100}$/;

type CallPolicy = keyof typeof callPolicy.newValues;

function findPolicy(values: Readonly<Record<CallPolicy, unknown>>, value: unknown): CallPolicy | undefined {
  return value === values.anyone ? 'anyone' : value === values.contacts ? 'contacts' : undefined;
}

/** The stored name and value for what a client writes under either name. Throws 400 for a value that cannot be. */
function toStored(name: string, value: unknown): { name: string; value: unknown } {
  const values =
    name === callPolicy.oldName ? callPolicy.oldValues : name === callPolicy.newName ? callPolicy.newValues : undefined;
  if (!values) return { name, value };
  const policy = findPolicy(values, value);
  if (!policy) throw badRequest(`${name} takes ${Object.values(values).join(' or ')}.`);
  return { name: callPolicy.newName, value: callPolicy.newValues[policy] };
}

function checkName(name: string): void {
  if (!namePattern.test(name)) throw badRequest('This cannot be the name of an option.');
}

/** The value of an option; undefined when it was never set. The call policy starts as "contacts only". */
export async function readOption(queryable: Queryable, userId: number, name: string): Promise<unknown> {
  checkName(name);
  const isOldPolicy = name === callPolicy.oldName;
  const [row] = await queryable.query<{ value: unknown }>(
    'select value from account_options where user_id = $1 and name = $2',
    [userId, isOldPolicy ? callPolicy.newName : name],
  );
  if (!isOldPolicy && name !== callPolicy.newName) return row?.value;
  const policy = findPolicy(callPolicy.newValues, row?.value) ?? 'contacts';
  return isOldPolicy ? callPolicy.oldValues[policy] : callPolicy.newValues[policy];
}

/** Sets an option. Throws 400 for a name or value that cannot be, or when there are too many. */
export async function writeOption(transaction: Queryable, userId: number, name: string, value: unknown): Promise<void> {
  checkName(name);
  const stored = toStored(name, value);
  const json = JSON.stringify(stored.value ?? null);
  if (json.length > longestValue) throw badRequest('The value of the option is too long.');
  await transaction.query(
    `insert into account_options (user_id, name, value) values ($1, $2, $3)
     on conflict (user_id, name) do update set value = excluded.value`,
    [userId, stored.name, json],
  );
  const [row] = await transaction.query<{ count: number }>(
    'select count(*) as count from account_options where user_id = $1',
    [userId],
  );
  if ((row?.count ?? 0) > mostOptions) throw badRequest('There are too many options.');
}
