// Reads, inside the writing transaction, what a batch may touch. Few requests matter more than few bytes here: messages
// that arrived after everything stored of their conversation are not looked for.
import type { IDBPObjectStore, IDBPTransaction } from 'idb';
import type { ContactRow, ConversationRow, SkylarkSchema, StoreName } from '../extension/database.ts';
import type { AccountId, ContactId, ConversationId } from '../src/model/account.ts';
import type { ChatEvent } from '../src/model/event.ts';
import type { Message } from '../src/model/message.ts';
import type { Presence } from '../src/model/presence.ts';
import { editKey, type Known, messageKey } from '../src/sync/fold.ts';

/** The stores that one batch may change, all in one transaction. */
export const appliedStores = [
  'conversations',
  'messages',
  'edits',
  'contacts',
  'presence',
  'endpoints',
  'requests',
  'outbox',
  'typing',
  'reading',
  'cursors',
  'channels',
  'incidents',
] as const satisfies readonly StoreName[];

export type ApplyTransaction = IDBPTransaction<SkylarkSchema, (typeof appliedStores)[number][], 'readwrite'>;
type MessageStore = IDBPObjectStore<SkylarkSchema, (typeof appliedStores)[number][], 'messages', 'readwrite'>;

/** What folding needs, as rows. */
export type KnownRows = Omit<Known, 'conversations' | 'contacts'> & {
  conversations: ReadonlyMap<ConversationId, ConversationRow>;
  contacts: ReadonlyMap<ContactId, ContactRow>;
  /** Who was typing, and where: the keys of these rows. */
  typing: readonly SkylarkSchema['typing']['key'][];
};

/** Reading a few rows too many at once takes less time than asking for each; more than this many times too many does not. */
const rangeFactor = 2;

/** Everything stored that folding these events can depend on. */
export async function readKnown(
  transaction: ApplyTransaction,
  account: AccountId,
  events: readonly ChatEvent[],
): Promise<KnownRows> {
  const touched = collect(events);
  const known = {
    conversations: new Map<ConversationId, ConversationRow>(),
    messages: new Map<string, Message>(),
    edits: new Map<string, Message>(),
    contacts: new Map<ContactId, ContactRow>(),
    presence: new Map<ContactId, Presence>(),
    typing: [] as SkylarkSchema['typing']['key'][],
  };
  const store = <Name extends (typeof appliedStores)[number]>(name: Name) => transaction.objectStore(name);
  async function keep<Row>(rows: Promise<Row[]>, remember: (row: Row) => unknown): Promise<void> {
    for (const row of await rows) remember(row);
  }
  async function readConversations(): Promise<void> {
    const rows = readRows(store('conversations'), [account], touched.conversations);
    await keep(rows, (row) => known.conversations.set(row.id, row));
    const read = async ([id, messages]: [ConversationId, Message[]]) => {
      const row = known.conversations.get(id);
      const sought = messages.filter((message) => mayBeStored(message, row));
      const found = readMessages(store('messages'), [account, id], sought);
      await keep(found, (message) => known.messages.set(messageKey(message), message));
    };
    await Promise.all([...touched.messages].map(read));
  }
  await Promise.all([
    readConversations(),
    keep(readRows(store('contacts'), [account], touched.contacts), (row) => known.contacts.set(row.id, row)),
    keep(readRows(store('presence'), [account], touched.presence), (row) => known.presence.set(row.contact, row)),
    // Hardly ever more than a few, in all conversations together.
    touched.messages.size > 0 &&
      keep(store('edits').getAll(within(account)), (row) =>
        known.edits.set(editKey(row.conversation, row.replaces), row.message),
      ),
    events.length > 0 && keep(store('typing').getAllKeys(within(account)), (key) => known.typing.push(key)),
  ]);
  return known;
}

/** All keys that begin with an account, or with a conversation of it. */
export function within(...beginning: [AccountId] | [AccountId, ConversationId]): IDBKeyRange {
  return IDBKeyRange.bound(beginning, [...beginning, []]);
}

function collect(events: readonly ChatEvent[]) {
  const conversations = new Set<ConversationId>();
  const contacts = new Set<ContactId>();
  const presence = new Set<ContactId>();
  const messages = new Map<ConversationId, Message[]>();
  for (const event of events) {
    if (event.type === 'message') {
      const { message } = event;
      conversations.add(message.conversation);
      contacts.add(message.sender);
      const others = messages.get(message.conversation);
      if (others) others.push(message);
      else messages.set(message.conversation, [message]);
    } else if (event.type === 'conversation') conversations.add(event.conversation.id);
    else if (event.type === 'contact') contacts.add(event.contact.id);
    else if (event.type === 'presence') presence.add(event.presence.contact);
  }
  return { conversations, contacts, presence, messages };
}

/**
 * False when a message cannot be stored, nor change one that is: its order is its id, so that no version of it has another
 * one, and no stored message of the conversation has one as high.
 */
function mayBeStored({ id, order, replaces }: Message, row: ConversationRow | undefined): boolean {
  return replaces !== undefined || String(order) !== id || order <= (row?.lastMessage?.order ?? 0);
}

/** The stored messages with the ids of these, and the originals of edits among them. */
async function readMessages(
  store: MessageStore,
  place: [AccountId, ConversationId],
  messages: readonly Message[],
): Promise<Message[]> {
  const ids = messages.flatMap((message) => (message.replaces === undefined ? [message.id] : []));
  const edited = new Set(messages.flatMap((message) => message.replaces ?? []));
  const originals = [...edited].map((clientId) => store.index('clientId').getAll([...place, clientId]));
  return (await Promise.all([readRows(store, place, ids), ...originals])).flat();
}

/** A store of the transaction, as far as rows are read from it by key. */
type Rows<Row, Key> = {
  get(key: Key): Promise<Row | undefined>;
  getAll(range: IDBKeyRange, limit: number): Promise<Row[]>;
};

/** The stored rows whose keys are `beginning` and one of the ids, and maybe others between them. */
async function readRows<Row, Beginning extends [string] | [string, string]>(
  store: Rows<Row, [...Beginning, string]>,
  beginning: Beginning,
  ids: Iterable<string>,
): Promise<Row[]> {
  const wanted = [...new Set(ids)].sort();
  const [first, last] = [wanted[0], wanted.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (wanted.length > 2) {
    const limit = wanted.length * rangeFactor;
    const rows = await store.getAll(IDBKeyRange.bound([...beginning, first], [...beginning, last]), limit);
    if (rows.length < limit) return rows;
  }
  const rows = await Promise.all(wanted.map((id) => store.get([...beginning, id])));
  return rows.filter((row) => row !== undefined);
}
