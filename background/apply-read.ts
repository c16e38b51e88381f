// Reads, inside the writing transaction, what a batch may touch. Few requests matter more than few bytes here: new
// messages are found missing with one request per conversation.
import type { IDBPTransaction } from 'idb';
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

/** What folding needs, as rows. */
export type KnownRows = Omit<Known, 'conversations' | 'contacts'> & {
  conversations: ReadonlyMap<ConversationId, ConversationRow>;
  contacts: ReadonlyMap<ContactId, ContactRow>;
};

const rangeFactor = 4;

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
  };
  const store = <Name extends (typeof appliedStores)[number]>(name: Name) => transaction.objectStore(name);
  const reads: Promise<void>[] = [];
  const remember = <Row>(request: Promise<Row | undefined>, keep: (row: Row) => void) => {
    reads.push(request.then((row) => (row === undefined ? undefined : keep(row))));
  };
  for (const id of touched.conversations) {
    remember(store('conversations').get([account, id]), (row) => known.conversations.set(id, row));
  }
  for (const id of touched.contacts) {
    remember(store('contacts').get([account, id]), (row) => known.contacts.set(id, row));
  }
  for (const id of touched.presence) {
    remember(store('presence').get([account, id]), (row) => known.presence.set(id, row));
  }
  for (const [conversation, messages] of touched.messages) {
    remember(readMessages(transaction, account, conversation, messages), (rows) => {
      for (const row of rows) known.messages.set(messageKey(row), row);
    });
  }
  if (touched.messages.size > 0) {
    // Hardly ever more than a few, in all conversations together.
    remember(store('edits').getAll(within(account)), (rows) => {
      for (const row of rows) known.edits.set(editKey(row.conversation, row.replaces), row.message);
    });
  }
  await Promise.all(reads);
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

/** The stored messages with the ids of these, and the originals of edits among them. */
async function readMessages(
  transaction: ApplyTransaction,
  account: AccountId,
  conversation: ConversationId,
  messages: readonly Message[],
): Promise<Message[]> {
  const store = transaction.objectStore('messages');
  const ids = [...new Set(messages.flatMap((message) => (message.replaces === undefined ? [message.id] : [])))].sort();
  const edited = [...new Set(messages.flatMap((message) => message.replaces ?? []))];
  const originals = edited.map((clientId) => store.index('clientId').getAll([account, conversation, clientId]));
  const stored = readByIds(ids);

  async function readByIds(wanted: readonly string[]): Promise<Message[]> {
    const [first, last] = [wanted[0], wanted.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (wanted.length > 2) {
      const range = IDBKeyRange.bound([account, conversation, first], [account, conversation, last]);
      const limit = wanted.length * rangeFactor;
      const rows = await store.getAll(range, limit);
      if (rows.length < limit) return rows;
    }
    const rows = await Promise.all(wanted.map((id) => store.get([account, conversation, id])));
    return rows.filter((row) => row !== undefined);
  }

  return (await Promise.all([stored, ...originals])).flat();
}
