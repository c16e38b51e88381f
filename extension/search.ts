// Search over conversations and people as the user types: everything searchable is read once, matching is in memory.
import type { AccountId } from '../src/model/account.ts';
import type { Contact } from '../src/model/contact.ts';
import type { Presence } from '../src/model/presence.ts';
import type { SkylarkDatabase } from './database.ts';
import { peopleOf } from './people.ts';
import type { ListEntry } from './queries.ts';
import { conversationName, type People, properName } from './ui/names.ts';

export type FoundContact = { account: AccountId; contact: Contact; name: string; presence?: Presence };

/** Every listed conversation and every contact, each with the words it is found by. */
export type Searchable = {
  people: People;
  conversations: { entry: ListEntry; words: string }[];
  contacts: (FoundContact & { words: string })[];
};

export type Found = { conversations: ListEntry[]; contacts: FoundContact[] };

/** Text in the form that is compared: lower case, without accents, one space between words. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

const keyOf = (account: AccountId, contact: string | undefined) => JSON.stringify([account, contact]);

/** Reads what a search looks through, of all accounts. Contacts that have a conversation are found by that only. */
export async function readSearchable(database: SkylarkDatabase): Promise<Searchable> {
  const read = database.transaction(['accounts', 'sessions', 'conversations', 'contacts', 'presence'], 'readonly');
  const [accounts, sessions, rows, contacts, presences] = await Promise.all([
    read.objectStore('accounts').getAll(),
    read.objectStore('sessions').getAll(),
    read.objectStore('conversations').index('listOrder').getAll(),
    read.objectStore('contacts').getAll(),
    read.objectStore('presence').getAll(),
  ]);
  const names = new Map(contacts.map((contact) => [keyOf(contact.account, contact.id), contact.name]));
  const people = peopleOf(accounts, (account, contact) => names.get(keyOf(account, contact)));
  const connected = new Set(sessions.filter((session) => session.state === 'online').map((session) => session.account));
  const known = new Map(presences.map((row) => [connected.has(row.account) && keyOf(row.account, row.contact), row]));
  const presenceOf = (account: AccountId, contact: string | undefined) => {
    const presence = known.get(keyOf(account, contact));
    return presence && { presence };
  };
  const notListed = new Set([
    ...rows.map((row) => keyOf(row.account, row.partner)),
    ...accounts.map((account) => keyOf(account.id, account.user)),
  ]);
  return {
    people,
    conversations: rows.map((row) => ({
      entry: { row, typing: [], ...presenceOf(row.account, row.partner) },
      words: fold(`${conversationName(people, row.account, row)} ${row.searchText}`),
    })),
    contacts: contacts.flatMap((contact) => {
      const { account, id } = contact;
      const name = properName(contact.name);
      if (!name || !contact.isContact || contact.isBlocked || notListed.has(keyOf(account, id))) return [];
      return [{ account, contact, name, words: fold(name), ...presenceOf(account, id) }];
    }),
  };
}

/**
 * Conversations and contacts that contain every word of the query; those where a word begins with it come first, then
 * in the order of the list, contacts by name. At most `limit` of each.
 */
export function search(searchable: Searchable, query: string, limit = 50, account?: AccountId): Found {
  const terms = fold(query).split(' ');
  function best<T extends { words: string }>(candidates: readonly T[]): T[] {
    const found = candidates.filter(({ words }) => terms.every((term) => words.includes(term)));
    const begins = ({ words }: T) => terms.every((term) => ` ${words}`.includes(` ${term}`));
    return [...found.filter(begins), ...found.filter((candidate) => !begins(candidate))].slice(0, limit);
  }
  const isWanted = (owner: { account: AccountId }) => account === undefined || owner.account === account;
  const contacts = searchable.contacts.filter(isWanted).sort((a, b) => a.name.localeCompare(b.name));
  return {
    conversations: best(searchable.conversations.filter(({ entry }) => isWanted(entry.row))).map(({ entry }) => entry),
    contacts: best(contacts),
  };
}
