import * as v from 'valibot';
import type { Queryable } from '../storage/database.ts';

const longestText = 2_000;
const text = v.nullable(v.pipe(v.string(), v.maxLength(longestText)));
const isDay = (value: string): boolean => {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
};
const date = v.nullable(
  v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d{2}-\d{2}$/, 'expected YYYY-MM-DD'),
    v.check(isDay, 'expected a day of the calendar'),
  ),
);
const gender = v.nullable(
  v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^[012]?$/, 'expected 0, 1 or 2')),
);

/** Body of `POST /users/{id}/profile/partial`: any of the profile's fields; null clears one. */
export const profileChange = v.object({
  payload: v.strictObject({
    firstname: v.optional(text),
    lastname: v.optional(text),
    about: v.optional(text),
    birthday: v.optional(date),
    city: v.optional(text),
    country: v.optional(text),
    province: v.optional(text),
    gender: v.optional(gender),
    homepage: v.optional(text),
    jobtitle: v.optional(text),
    language: v.optional(text),
    mood: v.optional(text),
    richMood: v.optional(text),
    phoneHome: v.optional(text),
    phoneMobile: v.optional(text),
    phoneOffice: v.optional(text),
  }),
});

export type ProfilePayload = v.InferOutput<typeof profileChange>['payload'];

const columns: Readonly<Record<keyof ProfilePayload, string>> = {
  firstname: 'firstname',
  lastname: 'lastname',
  about: 'about',
  birthday: 'birthday',
  city: 'city',
  country: 'country',
  province: 'province',
  gender: 'gender',
  homepage: 'homepage',
  jobtitle: 'jobtitle',
  language: 'language',
  mood: 'mood',
  richMood: 'rich_mood',
  phoneHome: 'phone_home',
  phoneMobile: 'phone_mobile',
  phoneOffice: 'phone_office',
};

const isField = (name: string): name is keyof ProfilePayload => Object.hasOwn(columns, name);

/** Changes some fields of a profile. A new mood is also the new rich mood, and a new name the new display name. */
export async function changeProfile(transaction: Queryable, userId: number, payload: ProfilePayload): Promise<void> {
  const changes: ProfilePayload = { ...(payload.mood === undefined ? {} : { richMood: payload.mood }), ...payload };
  for (const [name, value] of Object.entries(changes)) {
    if (!isField(name) || value === undefined) continue;
    // Clients cannot read a profile whose first name is not a text (skype.md 8.2).
    const stored = name === 'firstname' ? (value ?? '') : value;
    await transaction.query(`update users set ${columns[name]} = $2 where id = $1`, [userId, stored]);
  }
  if (changes.firstname === undefined && changes.lastname === undefined) return;
  await transaction.query(
    `update users set display_name = coalesce(nullif(trim(concat_ws(' ', firstname, lastname)), ''), name) where id = $1`,
    [userId],
  );
}
