// Finds people: by what they call themselves, and by what the asker has in common with them (skype.md 8.3). What comes out of here
// is public: never an e-mail address or a telephone number, not even when it was what was searched for.
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { avatarLink } from './avatar-link.ts';
import { type ProfileRow, profileColumns } from './profiles.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;

const mostWords = 8;

/** Someone who blocked the asker is not found, and the asker does not learn that. */
const blocksNobody = `not exists (
  select 1 from contacts theirs where theirs.user_id = users.id and theirs.mri = $2 and theirs.is_blocked)`;

/** A column without letter case. What `lower` does beyond ASCII depends on how the database was made, so $5 and $6 do the rest. */
const folded = (column: string) => `translate(lower(${column}), $5, $6)`;

/** The capitals of the letters beyond ASCII in a text that has none, and these letters, in the same order. */
function capitalsOf(text: string): readonly [string, string] {
  const letters = [...new Set(text.replace(/\p{ASCII}/gu, ''))];
  const pairs = letters.map((letter) => [letter.toUpperCase(), letter] as const);
  const single = pairs.filter(([capital, letter]) => capital !== letter && [...capital].length === 1);
  return [single.map(([capital]) => capital).join(''), single.map(([, letter]) => letter).join('')];
}

/**
 * The people whose name or display name has every word of `text`, or who let themselves be found by this verified e-mail
 * address. Nothing in `text` is a wildcard; letter case does not count; without a word nobody is found. Guests are never found,
 * and bots have their own list.
 */
export async function searchPeople(
  queryable: Queryable,
  asker: Person,
  text: string,
  limit: number,
): Promise<ProfileRow[]> {
  const sought = text.trim().normalize('NFC').toLowerCase();
  const words = sought.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  return queryable.query<ProfileRow>(
    `select ${profileColumns} from users
     where users.kind = 'user' and users.id <> $1 and ${blocksNobody}
       and ((select bool_and(position(word in ${folded("users.name || ' ' || users.display_name")}) > 0)
             from unnest($3::text[]) as word)
         or exists (select 1 from contact_points point where point.user_id = users.id and point.kind = 'email'
             and point.is_verified and point.is_searchable and lower(point.address) = $4))
     order by users.name_key = $4 desc, position($4 in ${folded('users.display_name')}) = 1 desc,
       position($4 in users.name_key) = 1 desc, ${folded('users.display_name')}, users.id
     limit $7`,
    [asker.userId, asker.mri, words.slice(0, mostWords), sought, ...capitalsOf(sought), limit],
  );
}

/**
 * People whom the asker may know: members of the same groups, and contacts of contacts who have accepted the asker. Those with most in
 * common come first; never anyone who is on the list already, who is blocked or who blocks.
 */
export async function recommendPeople(queryable: Queryable, asker: Person, limit: number): Promise<ProfileRow[]> {
  return queryable.query<ProfileRow>(
    `with links as (
       select fellow.user_id from members own
       join conversations on conversations.id = own.conversation_id and conversations.is_thread
       join members fellow on fellow.conversation_id = own.conversation_id and fellow.left_at is null
       where own.user_id = $1 and own.left_at is null
       union all
       select known.id from contacts own
       join users middle on middle.mri = own.mri and middle.kind = 'user'
       join contacts granted on granted.user_id = middle.id and granted.mri = $2 and granted.is_authorized
       join contacts theirs on theirs.user_id = middle.id and theirs.is_listed and not theirs.is_blocked
       join users known on known.mri = theirs.mri
       where own.user_id = $1 and own.is_listed
     )
     select ${profileColumns} from users join links on links.user_id = users.id
     where users.kind = 'user' and users.id <> $1 and ${blocksNobody}
       and not exists (select 1 from contacts own where own.user_id = $1 and own.mri = users.mri
         and (own.is_listed or own.is_blocked))
     group by users.id order by count(*) desc, users.id limit $3`,
    [asker.userId, asker.mri, limit],
  );
}

/** Whole years since a day (`YYYY-MM-DD`), as text; empty when there is no day, or it has not come yet. */
function ageOf(birthday: string | null, nowMs: number): string {
  if (!birthday) return '';
  const today = new Date(nowMs).toISOString();
  const years = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4));
  const age = today.slice(5, 10) < birthday.slice(5) ? years - 1 : years;
  return age < 0 ? '' : String(age);
}

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });
const isCountryCode = (text: string): boolean => /^[A-Za-z]{2}$/.test(text);

/** Someone found, in the form of the directory: texts only, empty for what is not known. Links start with `origin`. */
export function directoryEntry(row: ProfileRow, origin: string, nowMs: number) {
  const country = row.country ?? '';
  return {
    skypeId: row.name,
    name: row.display_name,
    city: row.city ?? '',
    state: row.province ?? '',
    country: isCountryCode(country) ? (countryNames.of(country.toUpperCase()) ?? country) : country,
    countryCode: isCountryCode(country) ? country.toLowerCase() : '',
    language: (row.language ?? '').toLowerCase(),
    gender: row.gender ?? '',
    age: ageOf(row.birthday, nowMs),
    about: row.about ?? '',
    avatarUrl: avatarLink(origin, row) ?? '',
    contactType: 'Skype',
  };
}

/** The same in the form of the old search (skype.md 8.5). */
export function contactCard(row: ProfileRow, nowMs: number) {
  const { skypeId, name, city, state, countryCode, language, gender, age, about } = directoryEntry(row, '', nowMs);
  return {
    ContactCards: {
      CurrentLocation: { City: city, Country: countryCode, Province: state },
      Skype: {
        About: about,
        Age: age,
        DisplayName: name,
        Gender: gender,
        Language: language,
        Rank: 0,
        SkypeName: skypeId,
      },
    },
  };
}
