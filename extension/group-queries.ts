// What the screens about one conversation, and those that choose people, read from the stored chat data.
import type { Account, AccountId, ContactId } from '../src/model/account.ts';
import { type Presence, showPresence, type VisiblePresence } from '../src/model/presence.ts';
import type { ConversationRow, SessionRow, SkylarkDatabase } from './database.ts';
import { peopleOf } from './people.ts';
import type { ConversationKey } from './queries.ts';
import { type People, properName } from './ui/names.ts';

export const detailsStores = ['accounts', 'sessions', 'conversations', 'contacts', 'presence'] as const;

/** One conversation with the names and presences of everybody in it. */
export type ConversationDetails = {
  account: Account;
  session?: SessionRow;
  row: ConversationRow;
  people: People;
  /** `unknown` while the account is not connected. */
  presenceOf(contact: ContactId): VisiblePresence;
  /** The same with what the person does; undefined when it is not known. */
  storedPresenceOf(contact: ContactId): Presence | undefined;
};

/** One conversation and its people; null when it is not stored. Reads two rows for each member. */
export async function readDetails(
  database: SkylarkDatabase,
  { account, conversation }: ConversationKey,
): Promise<ConversationDetails | null> {
  const read = database.transaction(detailsStores, 'readonly');
  const [owner, session, row] = await Promise.all([
    read.objectStore('accounts').get(account),
    read.objectStore('sessions').get(account),
    read.objectStore('conversations').get([account, conversation]),
  ]);
  if (!owner || !row) return null;
  const ids = [...new Set([...row.members.map((member) => member.id), ...(row.partner ? [row.partner] : [])])];
  const names = new Map<ContactId, string>();
  const presences = new Map<ContactId, Presence>();
  await Promise.all(
    ids.map(async (id) => {
      const [contact, presence] = await Promise.all([
        read.objectStore('contacts').get([account, id]),
        session?.state === 'online' ? read.objectStore('presence').get([account, id]) : undefined,
      ]);
      if (contact?.name) names.set(id, contact.name);
      if (presence) presences.set(id, presence);
    }),
  );
  return {
    account: owner,
    row,
    people: peopleOf([owner], (_account, contact) => names.get(contact)),
    presenceOf: (contact) => showPresence(presences.get(contact)),
    storedPresenceOf: (contact) => presences.get(contact),
    ...(session && { session }),
  };
}

export const choosableStores = ['accounts', 'sessions', 'contacts', 'presence'] as const;

/** Somebody who can be brought into a group. */
export type Choosable = { id: ContactId; name: string; presence: VisiblePresence };

/** The contacts of an account with a name, those who are blocked aside, by name. */
export async function readChoosable(database: SkylarkDatabase, account: AccountId): Promise<Choosable[]> {
  const read = database.transaction(choosableStores, 'readonly');
  const ofAccount = IDBKeyRange.bound([account], [account, []]);
  const [owner, session, contacts, presences] = await Promise.all([
    read.objectStore('accounts').get(account),
    read.objectStore('sessions').get(account),
    read.objectStore('contacts').getAll(ofAccount),
    read.objectStore('presence').getAll(ofAccount),
  ]);
  const known = new Map(session?.state === 'online' ? presences.map((row) => [row.contact, row]) : []);
  return contacts
    .flatMap(({ id, name, isContact, isBlocked }) => {
      const shown = properName(name);
      if (!shown || !isContact || isBlocked || id === owner?.user) return [];
      return [{ id, name: shown, presence: showPresence(known.get(id)) }];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Who is in a conversation; nobody, when it is not stored. */
export async function readMemberIds(
  database: SkylarkDatabase,
  { account, conversation }: ConversationKey,
): Promise<ReadonlySet<ContactId>> {
  const row = await database.get('conversations', [account, conversation]);
  return new Set(row?.members.map((member) => member.id));
}

/** What is known here of a group that a link leads to. */
export async function readKnownGroup(
  database: SkylarkDatabase,
  { account, conversation }: ConversationKey,
): Promise<{ topic: string | undefined; isMember: boolean }> {
  const row = await database.get('conversations', [account, conversation]);
  return { topic: properName(row?.topic), isMember: row?.isMember ?? false };
}
