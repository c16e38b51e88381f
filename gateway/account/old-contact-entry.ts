// Contacts in the flat forms of before v2 (skype.md 8.5): names without prefix, numbers for the types of phones. Their readers
// are other ones than those of v2, and the notes show them with nulls.
import { avatarLink } from './avatar-link.ts';
import { type ContactRow, compact, nonEmpty } from './contact-entry.ts';

/** The network of a contact, in the words of v1. */
export const oldTypeOf = (row: ContactRow): 'agent' | 'skype' => (row.kind === 'bot' ? 'agent' : 'skype');

function phonesOf(row: ContactRow) {
  const numbers = [row.phone_home, row.phone_office, row.phone_mobile];
  return nonEmpty(numbers.flatMap((number, type) => (number ? [{ number, type }] : [])));
}

/** One entry of the contact list of v1; links start with `origin`. */
export function oldContactEntry(row: ContactRow, origin: string) {
  const { city, province, country } = row;
  return {
    id: row.name,
    type: oldTypeOf(row),
    display_name: row.edited_name ?? row.display_name,
    authorized: row.has_authorized,
    blocked: row.is_blocked,
    name: compact({ first: row.firstname, surname: row.lastname, nickname: row.display_name }),
    ...compact({
      avatar_url: avatarLink(origin, row),
      mood: row.mood,
      locations: nonEmpty(city || province || country ? [{ city, state: province, country }] : []),
      phones: phonesOf(row),
    }),
  };
}

/** One entry of the still older list on the user API; without details it is who and no more. */
export function oldestContactEntry(row: ContactRow, origin: string, hasDetails: boolean) {
  const { display_name, authorized, blocked, ...details } = oldContactEntry(row, origin);
  const core = { skypename: row.name, fullname: display_name, display_name, authorized, blocked };
  return hasDetails ? { ...core, ...details } : core;
}
