import {
  type ConversationRow,
  type MessageRow,
  openDatabase,
  type SkylarkDatabase,
} from '../../../extension/database.ts';

const account = 'bench-account';
const user = '8:fred.2';
const dayMs = 86_400_000;
const rowsAtOnce = 5_000;
const words = 'the lark sings high above the field where nobody walks at this hour of a grey and windy morning'.split(
  ' ',
);

/** A sentence that depends on the number only. */
export function sentence(number: number): string {
  const length = 3 + (number % 15);
  return Array.from({ length }, (_, index) => words[(number * 7 + index * 3) % words.length]).join(' ');
}

function aMessage(conversation: string, index: number, order: number): MessageRow {
  const text = sentence(index);
  const isOwn = index % 3 === 0;
  return {
    ...{ account, conversation, id: String(order), order, version: order, composedAtMs: order, mentions: [] },
    ...{ sender: isOwn ? user : conversation, clientId: `c${order}`, incoming: isOwn ? 0 : 1 },
    content: { kind: 'text', body: [{ kind: 'text', text }], isAction: false },
    raw: { type: 'RichText', content: text },
  };
}

function aConversation(index: number, last: MessageRow): ConversationRow {
  const id = `8:person.${index}`;
  const unread = index % 20 === 0 ? 1 : 0;
  return {
    ...{ account, id, kind: 'direct', partner: id, topic: '', members: [], version: last.order, clearedUpTo: 0 },
    ...{
      readUpTo: unread ? last.order - 1 : last.order,
      notifyLevel: 'all',
      isMember: true,
      unread,
      unreadMentions: 0,
    },
    activeAtMs: last.order,
    listOrder: [unread ? 0 : 1, -last.order],
    completeTo: last.order,
    searchText: `person ${index}`,
    lastMessage: {
      ...{ id: last.id, order: last.order, sender: last.sender, composedAtMs: last.order, kind: 'text' },
      text: last.raw.content,
    },
  };
}

async function putAll(database: SkylarkDatabase, messages: readonly MessageRow[]): Promise<void> {
  for (let from = 0; from < messages.length; from += rowsAtOnce) {
    const transaction = database.transaction('messages', 'readwrite', { durability: 'relaxed' });
    for (const row of messages.slice(from, from + rowsAtOnce)) void transaction.store.put(row);
    await transaction.done;
  }
}

/** Puts one connected account into the empty database, with so many conversations that share so many messages. */
export async function fillDatabase(conversations: number, messages: number): Promise<void> {
  const database = await openDatabase();
  const each = Math.max(1, Math.floor(messages / conversations));
  const nowMs = Date.now();
  const rows: MessageRow[] = [];
  const people = database.transaction(['accounts', 'sessions', 'contacts', 'presence', 'conversations'], 'readwrite');
  void people
    .objectStore('accounts')
    .put({ id: account, kind: 'skype', server: 'http://127.0.0.1:9', user, name: 'Fred Adams', addedAtMs: 1 });
  void people
    .objectStore('sessions')
    .put({ account, state: 'paused', sinceMs: nowMs, contactAtMs: nowMs, failures: 0, ownPresence: 'offline' });
  for (let index = 0; index < conversations; index += 1) {
    const id = `8:person.${index}`;
    const newestMs = nowMs - index * 60_000;
    for (let count = each - 1; count >= 0; count -= 1)
      rows.push(aMessage(id, index + count, newestMs - count * 30_000 - dayMs));
    const last = rows.at(-1);
    if (last) void people.objectStore('conversations').put(aConversation(index, last));
    void people.objectStore('contacts').put({
      ...{ account, id, kind: 'person', name: `Person ${index}`, isContact: true, isAuthorised: true },
      ...{ isBlocked: false, isFavourite: false, resolvedAtMs: nowMs },
    });
    void people
      .objectStore('presence')
      .put({ account, contact: id, isConnected: true, status: 'online', capabilities: [], heardAtMs: nowMs });
  }
  await people.done;
  await putAll(database, rows);
  database.close();
}
