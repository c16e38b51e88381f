import { autoBuddySetting } from '../../src/skype/wire/people.ts';
import type { Queryable } from '../storage/database.ts';

/** The people settings that are on (skype.md 9.4): one that is off has no entry, and "on" is a text. */
export async function listPeopleSettings(queryable: Queryable, userId: number) {
  const rows = await queryable.query<{ name: string }>(
    'select name from people_settings where user_id = $1 and value order by name',
    [userId],
  );
  return { Settings: rows.map(({ name }) => ({ Name: name, Value: 'true' })) };
}

/** Sets whether address book contacts become contacts by themselves. */
export async function setAutoBuddy(queryable: Queryable, userId: number, isOn: boolean): Promise<void> {
  await queryable.query(
    `insert into people_settings (user_id, name, value) values ($1, $2, $3)
     on conflict (user_id, name) do update set value = excluded.value`,
    [userId, autoBuddySetting, isOn],
  );
}
