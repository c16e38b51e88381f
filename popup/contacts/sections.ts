// How the contact list is laid out: favourites, the user's groups, everybody, and those who are blocked.
import type { ContactRow, RequestRow, SessionRow, SkylarkDatabase } from '../../extension/database.ts';
import { fold } from '../../extension/search.ts';
import type { AccountId, ContactId } from '../../src/model/account.ts';
import type { Presence } from '../../src/model/presence.ts';
import { shownName, userName } from './names.ts';

export type ContactView = { row: ContactRow; name: string; presence?: Presence };

export type ContactsView = {
  session?: SessionRow;
  /** Everybody who is a contact or blocked, by name. */
  contacts: ContactView[];
  requests: RequestRow[];
};

/** A heading is absent where everybody is in one list. */
export type Section = {
  key: string;
  heading?: { kind: 'favourites' | 'everybody' } | { kind: 'group'; name: string };
  rows: ContactView[];
};

export const contactsStores = ['sessions', 'contacts', 'presence', 'requests'] as const;

/** Reads what the contact list of an account shows. Presence says nothing while the account is not connected. */
export async function readContacts(database: SkylarkDatabase, account: AccountId): Promise<ContactsView> {
  const read = database.transaction(contactsStores, 'readonly');
  const ofAccount = IDBKeyRange.bound([account], [account, []]);
  const [session, rows, presences, requests] = await Promise.all([
    read.objectStore('sessions').get(account),
    read.objectStore('contacts').getAll(ofAccount),
    read.objectStore('presence').getAll(ofAccount),
    read.objectStore('requests').getAll(ofAccount),
  ]);
  const known = new Map<ContactId, Presence>(
    session?.state === 'online' ? presences.map((row) => [row.contact, row]) : [],
  );
  const contacts = rows
    .filter((row) => row.isContact || row.isBlocked)
    .map((row): ContactView => {
      const presence = known.get(row.id);
      return { row, name: shownName(row.id, row.name), ...(presence && { presence }) };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
  return { contacts, requests: requests.sort((a, b) => b.atMs - a.atMs), ...(session && { session }) };
}

/** The sections of the list; with words to search for one section of those whose name has them all. */
export function arrangeContacts(contacts: readonly ContactView[], query: string): Section[] {
  const shown = contacts.filter(({ row }) => !row.isBlocked);
  const words = fold(query).split(' ');
  if (fold(query) !== '') {
    const isFound = ({ row, name }: ContactView) => {
      const text = fold(`${name} ${userName(row.id)}`);
      return words.every((word) => text.includes(word));
    };
    return sectionsOf({ key: 'found', rows: shown.filter(isFound) });
  }
  const favourites = shown.filter(({ row }) => row.isFavourite);
  const names = [...new Set(shown.flatMap(({ row }) => row.groups ?? []))].sort((a, b) => a.localeCompare(b));
  const groups = names.map((name): Section => {
    const rows = shown.filter(({ row }) => row.groups?.includes(name));
    return { key: `group ${name}`, heading: { kind: 'group', name }, rows };
  });
  const above = sectionsOf({ key: 'favourites', heading: { kind: 'favourites' }, rows: favourites }, ...groups);
  const everybody: Section = {
    key: 'everybody',
    rows: shown,
    ...(above.length > 0 && { heading: { kind: 'everybody' } }),
  };
  return [...above, ...sectionsOf(everybody)];
}

/** Those whom the user has blocked. */
export function blockedContacts(contacts: readonly ContactView[]): ContactView[] {
  return contacts.filter(({ row }) => row.isBlocked);
}

const sectionsOf = (...sections: Section[]): Section[] => sections.filter(({ rows }) => rows.length > 0);
