// Profiles as they are stored and as they are shown (skype.md 8.2).
import type { Queryable } from '../storage/database.ts';
import { avatarLink } from './avatar-link.ts';

export type ProfileRow = {
  mri: string;
  name: string;
  display_name: string;
  firstname: string;
  lastname: string | null;
  about: string | null;
  avatar_url: string | null;
  birthday: string | null;
  city: string | null;
  country: string | null;
  province: string | null;
  emails: string[];
  gender: string | null;
  homepage: string | null;
  jobtitle: string | null;
  language: string | null;
  mood: string | null;
  rich_mood: string | null;
  phone_home: string | null;
  phone_mobile: string | null;
  phone_office: string | null;
};

/** The columns of a ProfileRow, for `select` from `users`. */
export const profileColumns = [
  ...['mri', 'name', 'display_name', 'firstname', 'lastname', 'about', 'avatar_url', 'birthday', 'city', 'country'],
  ...['province', 'emails', 'gender', 'homepage', 'jobtitle', 'language', 'mood', 'rich_mood', 'phone_home'],
  ...['phone_mobile', 'phone_office'],
]
  .map((column) => `users.${column}`)
  .join(', ');

/**
 * A whole profile: exactly the nineteen keys that the strictest client wants, null for what is not set; links start with
 * `origin`.
 */
export function fullProfile(row: ProfileRow, origin: string) {
  return {
    username: row.name,
    firstname: row.firstname,
    lastname: row.lastname,
    about: row.about,
    avatarUrl: avatarLink(origin, row),
    birthday: row.birthday,
    city: row.city,
    country: row.country,
    province: row.province,
    emails: row.emails,
    gender: row.gender,
    homepage: row.homepage,
    jobtitle: row.jobtitle,
    language: row.language,
    mood: row.mood,
    richMood: row.rich_mood,
    phoneHome: row.phone_home,
    phoneMobile: row.phone_mobile,
    phoneOffice: row.phone_office,
  };
}

/** What everybody may know of a user; links start with `origin`. */
export function publicProfile(row: ProfileRow, origin: string) {
  return {
    username: row.name,
    displayname: row.display_name,
    firstname: row.firstname,
    lastname: row.lastname,
    avatarUrl: avatarLink(origin, row),
    city: row.city,
    country: row.country,
    mood: row.mood,
    richMood: row.rich_mood,
  };
}

/** The profile of one user; undefined when there is none. */
export async function findProfile(queryable: Queryable, userId: number): Promise<ProfileRow | undefined> {
  const [row] = await queryable.query<ProfileRow>(`select ${profileColumns} from users where id = $1`, [userId]);
  return row;
}

/** The profiles of users named without prefix, in no particular order; unknown names are left out. */
export function findProfiles(queryable: Queryable, nameKeys: readonly string[]): Promise<ProfileRow[]> {
  return queryable.query<ProfileRow>(`select ${profileColumns} from users where name_key = any ($1::text[])`, [
    [...nameKeys],
  ]);
}

/**
 * As findProfiles, but only those whole profiles that a user may see: the own one, and those of contacts on the own list who
 * have authorised and not blocked the user (bots need not).
 */
export function findContactProfiles(
  queryable: Queryable,
  viewer: { readonly userId: number; readonly mri: string },
  nameKeys: readonly string[],
): Promise<ProfileRow[]> {
  return queryable.query<ProfileRow>(
    `select ${profileColumns} from users
     where name_key = any ($3::text[]) and (id = $1 or exists (
       select 1 from contacts own where own.user_id = $1 and own.mri = users.mri and own.is_listed
         and (users.kind = 'bot' or exists (
           select 1 from contacts granted where granted.user_id = users.id and granted.mri = $2 and granted.is_authorized
             and not granted.is_blocked))))`,
    [viewer.userId, viewer.mri, [...nameKeys]],
  );
}

/** Of these names, those of the user and of the people in a conversation with the user. */
export async function keepFellows(
  queryable: Queryable,
  userId: number,
  nameKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await queryable.query<{ name_key: string }>(
    `select name_key from users where name_key = any ($2::text[]) and (id = $1 or exists (
       select 1 from members own
       join members fellow on fellow.conversation_id = own.conversation_id and fellow.left_at is null
       where own.user_id = $1 and own.left_at is null and fellow.user_id = users.id))`,
    [userId, [...nameKeys]],
  );
  return new Set(rows.map((row) => row.name_key));
}
