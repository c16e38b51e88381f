// Contacts in the form that pleases every client: no nulls, no empty lists, typed locations, types of phones as texts
// (skype.md 8.1 and 13.6).
import { avatarLink } from './avatar-link.ts';
import { type ProfileRow, profileColumns } from './profiles.ts';

export type ContactRow = ProfileRow & {
  kind: 'user' | 'bot' | 'guest';
  person_id: string;
  edited_name: string | null;
  is_authorized: boolean;
  is_blocked: boolean;
  is_favorite: boolean;
  has_authorized: boolean;
  created_at_ms: number;
};

/** Selects the ContactRows of user $1, whose prefixed identifier is $2, by what the user decided about them (`own`). */
export const selectContacts = (decision: 'own.is_listed' | 'own.is_authorized') => `
select ${profileColumns}, users.kind, users.person_id, own.display_name as edited_name, own.is_authorized, own.is_blocked, own.is_favorite,
  own.created_at_ms, (users.kind = 'bot' or coalesce(granted.is_authorized, false)) as has_authorized
from contacts own
join users on users.mri = own.mri
left join contacts granted on granted.user_id = users.id and granted.mri = $2
where own.user_id = $1 and ${decision}
order by users.id`;

/** The object without its undefined, null and empty-text members. */
export function compact<T extends Record<string, unknown>>(members: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.fromEntries(kept) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>;
}

/** The list, or undefined for an empty one. */
export function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function locationsOf({ city, province, country }: ProfileRow) {
  const place = compact({ city, state: province, country });
  return nonEmpty(Object.keys(place).length > 0 ? [{ type: 'home', ...place }] : []);
}

function phonesOf(row: ProfileRow) {
  const numbers = { home: row.phone_home, office: row.phone_office, mobile: row.phone_mobile };
  return nonEmpty(Object.entries(numbers).flatMap(([type, number]) => (number ? [{ type, number }] : [])));
}

function profileOf(row: ProfileRow, origin: string) {
  const genders: Readonly<Record<string, string>> = { '1': 'male', '2': 'female' };
  return compact({
    avatar_url: avatarLink(origin, row),
    birthday: row.birthday,
    gender: genders[row.gender ?? ''],
    locations: locationsOf(row),
    phones: phonesOf(row),
    mood: row.mood,
    name: compact({ first: row.firstname, surname: row.lastname, nickname: row.name }),
    about: row.about,
    website: row.homepage,
    language: row.language,
  });
}

function agentOf(row: ContactRow) {
  if (row.kind !== 'bot') return {};
  const description = { type: 'Participant', capabilities: [] };
  return { agent: { ...description, trust: 'trusted', info: { ...description, trusted: true }, stage_info: {} } };
}

/** A time as clients can read it: whole seconds (skype.md 8.1). */
export function wholeSeconds(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** One entry of the contact list; links start with `origin`. */
export function contactEntry(row: ContactRow, origin: string) {
  return {
    mri: row.mri,
    person_id: row.person_id,
    display_name: row.edited_name ?? row.display_name,
    display_name_source: row.edited_name === null ? 'profile' : 'user_edits',
    authorized: row.has_authorized,
    blocked: row.is_blocked,
    creation_time: wholeSeconds(row.created_at_ms),
    ...(row.is_favorite ? { favorite: true } : {}),
    ...agentOf(row),
    profile: profileOf(row, origin),
  };
}
