// Reads the extension's database from one of its own pages, in portions: a run may leave some hundred thousand messages.
import type { Page } from 'puppeteer-core';

export type StoredMessage = {
  conversation: string;
  id: string;
  order: number;
  sender: string;
  text: string;
  incoming: number;
};
export type StoredConversation = { id: string; unread: number; readUpTo: number };
export type OutboxState = { conversation: string; text: string; state: string };
export type Stored = { messages: StoredMessage[]; conversations: StoredConversation[]; outbox: OutboxState[] };
export type StoredAccount = { id: string; kind: string; user: string; state: string };

const portion = 5_000;

/** What somebody said, without the element that UCWA puts around it; what nobody said begins with "<". */
const textOf = `const textOf = ({ content, raw }) =>
  content.kind === 'text' ? raw.content.replace(/^<span[^>]*>(.*)<.span>$/s, '$1') : '<' + content.kind;`;

/** An expression that opens the database, and answers what `body` (which sees `store`, `all`, `ask`) answers. */
const reading = (stores: readonly string[], body: string) => `new Promise((resolve, reject) => {
  const opening = indexedDB.open('skylark');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = async () => {
    const database = opening.result;
    try {
      const transaction = database.transaction(${JSON.stringify(stores)});
      const ask = (request) => new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
      const store = (name) => transaction.objectStore(name);
      const all = (name) => ask(store(name).getAll());
      resolve(await (async () => { ${body} })());
    } catch (error) {
      reject(error);
    } finally {
      database.close();
    }
  };
})`;

/** The accounts, with the state of their connections. */
export async function readAccounts(page: Page): Promise<StoredAccount[]> {
  const body = `const sessions = await all('sessions');
    return (await all('accounts')).map(({ id, kind, user }) =>
      ({ id, kind, user, state: sessions.find((one) => one.account === id)?.state ?? '' }));`;
  return (await page.evaluate(reading(['accounts', 'sessions'], body))) as StoredAccount[];
}

async function readMessages(page: Page, account: string): Promise<StoredMessage[]> {
  const messages: StoredMessage[] = [];
  let after: unknown = [account];
  for (;;) {
    const body = `${textOf}
      const range = IDBKeyRange.bound(${JSON.stringify(after)}, ${JSON.stringify([account, []])}, true);
      return (await ask(store('messages').getAll(range, ${portion}))).map((row) => [
        row.conversation, row.id, row.order, row.sender, textOf(row), row.incoming]);`;
    const rows = (await page.evaluate(reading(['messages'], body))) as [
      string,
      string,
      number,
      string,
      string,
      number,
    ][];
    for (const [conversation, id, order, sender, text, incoming] of rows) {
      messages.push({ conversation, id, order, sender, text, incoming });
    }
    const last = rows.at(-1);
    if (rows.length < portion || !last) return messages;
    after = [account, last[0], last[1]];
  }
}

/** Everything about the messages of an account. The worker may go on meanwhile: only what rests can be judged. */
export async function readStored(page: Page, account: string): Promise<Stored> {
  const body = `const own = (row) => row.account === ${JSON.stringify(account)};
    return {
      conversations: (await all('conversations')).filter(own).map(({ id, unread, readUpTo }) => ({ id, unread, readUpTo })),
      outbox: (await all('outbox')).filter(own).map(({ conversation, text, state }) => ({ conversation, text, state })),
    };`;
  const rest = (await page.evaluate(reading(['conversations', 'outbox'], body))) as Omit<Stored, 'messages'>;
  return { ...rest, messages: await readMessages(page, account) };
}

/** How much is stored, without reading it. */
export async function readAmount(page: Page, account: string): Promise<{ messages: number; waiting: number }> {
  const body = `const range = IDBKeyRange.bound(${JSON.stringify([account])}, ${JSON.stringify([account, []])});
    const outbox = await ask(store('outbox').getAll(range));
    return { messages: await ask(store('messages').count(range)), waiting: outbox.filter(({ state }) => state !== 'failed').length };`;
  return (await page.evaluate(reading(['messages', 'outbox'], body))) as { messages: number; waiting: number };
}

/** The order of the newest message of a conversation; 0 when there is none. */
export async function readNewest(page: Page, account: string, conversation: string): Promise<number> {
  const within = JSON.stringify([account, conversation]);
  const body = `const range = IDBKeyRange.bound(${within}, [...${within}, []]);
    const cursor = await ask(store('messages').index('order').openCursor(range, 'prev'));
    return cursor ? cursor.value.order : 0;`;
  return (await page.evaluate(reading(['messages'], body))) as number;
}

/** How many incidents were recorded, by kind. */
export async function readIncidents(page: Page): Promise<Record<string, number>> {
  const kinds = (await page.evaluate(
    reading(['incidents'], `return (await all('incidents')).map(({ kind }) => kind);`),
  )) as string[];
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
