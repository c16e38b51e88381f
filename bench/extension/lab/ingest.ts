import { createApply } from '../../../background/apply.ts';
import { createContext } from '../../../background/context.ts';
import { browser } from '../../../extension/browser.ts';
import {
  type ConversationRow,
  type MessageRow,
  openDatabase,
  type SkylarkDatabase,
} from '../../../extension/database.ts';
import type { Account } from '../../../src/model/account.ts';
import { decodeEvents } from '../../../src/skype/decode/events.ts';
import { pollReply } from '../../../src/skype/wire/event.ts';
import { readWire } from '../../../src/skype/wire/read.ts';
import { sentence } from './fill.ts';

const user = '8:fred.2';
const account: Account = {
  id: 'ingest',
  kind: 'skype',
  server: 'http://127.0.0.1:9',
  user,
  name: 'Fred',
  addedAtMs: 1,
};
/** The reply of a poll with so many messages, as the server writes it. */
function pollText(batch: number, messages: number, people: number): string {
  const eventMessages = Array.from({ length: messages }, (_, index) => {
    const number = batch * messages + index;
    const person = `8:person.${number % people}`;
    const time = new Date(1_700_000_000_000 + number * 1_000).toISOString();
    return {
      ...{ id: 1000 + number, type: 'EventMessage', resourceType: 'NewMessage', time },
      resourceLink: `http://127.0.0.1:9/v1/users/ME/conversations/${person}/messages/${number}`,
      resource: {
        ...{
          id: String(1_700_000_000_000 + number * 1_000),
          type: 'Message',
          messagetype: 'RichText',
          contenttype: 'text',
        },
        ...{ originalarrivaltime: time, composetime: time, version: String(1_700_000_000_000 + number * 1_000) },
        from: `http://127.0.0.1:9/v1/users/ME/contacts/${person}`,
        conversationLink: `http://127.0.0.1:9/v1/users/ME/conversations/${person}`,
        ...{ imdisplayname: `Person ${number % people}`, clientmessageid: `c${number}`, isactive: true },
        content: `${sentence(number)} <b>${sentence(number + 1)}</b>`,
      },
    };
  });
  return JSON.stringify({ eventMessages });
}

async function withDatabase<T>(name: string, work: (database: SkylarkDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase(() => {}, name);
  try {
    return await work(database);
  } finally {
    database.close();
    await new Promise<void>((resolve, reject) => {
      const deleting = indexedDB.deleteDatabase(name);
      deleting.onsuccess = () => resolve();
      deleting.onerror = () => reject(deleting.error);
    });
  }
}

type Ingested = {
  messagesPerSecond: number;
  rows: MessageRow[];
  /** The rows of the conversations, as each batch left them; empty unless they were asked for. */
  conversations: ConversationRow[][];
};

async function ingest(batches: number, messages: number, people: number, isRecorded = false): Promise<Ingested> {
  return withDatabase('bench-ingest', async (database) => {
    const context = createContext({
      browser,
      transport: () => Promise.reject(new Error('nothing is sent')),
      loadPart: () => Promise.reject(new Error('no other script is needed')),
      openDatabase: async () => database,
      ...{ nowMs: Date.now, random: Math.random, wait: () => Promise.resolve(), version: '0', report: () => {} },
    });
    const apply = createApply(context);
    const texts = Array.from({ length: batches }, (_, batch) => pollText(batch, messages, people));
    const conversations: ConversationRow[][] = [];
    const beganMs = performance.now();
    for (const text of texts) {
      const reply = readWire(pollReply, JSON.parse(text));
      if (!reply.ok) throw new Error('the reply cannot be read');
      await apply(account, decodeEvents(reply.value.eventMessages ?? [], { user, nowMs: Date.now() }));
      if (isRecorded) conversations.push(await database.getAll('conversations'));
    }
    const tookMs = performance.now() - beganMs;
    const rows = await database.getAll('messages');
    if (rows.length !== batches * messages)
      throw new Error(`${rows.length} of ${batches * messages} messages are stored`);
    return { messagesPerSecond: (rows.length / tookMs) * 1000, rows, conversations };
  });
}

/** Messages a second from the text of a poll's reply to the committed rows with everything derived. */
export async function timeIngest(batches: number, messages: number, people: number): Promise<number> {
  return (await ingest(batches, messages, people)).messagesPerSecond;
}

/**
 * Messages a second when the very same rows are only put, in transactions of the same size, into the same kind of stores:
 * the messages, and with them, unless only messages are asked for, the rows of their conversations.
 */
export async function timeRawPuts(
  batches: number,
  messages: number,
  people: number,
  isMessagesOnly: boolean,
): Promise<number> {
  const { rows, conversations } = await ingest(batches, messages, people, true);
  rows.sort((a, b) => a.order - b.order);
  return withDatabase('bench-raw', async (database) => {
    const beganMs = performance.now();
    for (let batch = 0; batch < batches; batch += 1) {
      const transaction = database.transaction(['messages', 'conversations'], 'readwrite', { durability: 'relaxed' });
      const store = transaction.objectStore('messages');
      for (const row of rows.slice(batch * messages, (batch + 1) * messages)) void store.put(row);
      const others = isMessagesOnly ? [] : (conversations[batch] ?? []);
      for (const row of others) void transaction.objectStore('conversations').put(row);
      await transaction.done;
    }
    return (rows.length / (performance.now() - beganMs)) * 1000;
  });
}
