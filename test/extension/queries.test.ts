import '../support/extension.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import {
  readConversation,
  readListing,
  readOldestPreferences,
  readOrderAfter,
  readUnread,
} from '../../extension/queries.ts';
import { conversationName, personName } from '../../extension/ui/names.ts';
import { anna, fred, joe, team } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import {
  aContact,
  aConversation,
  account,
  aMessage,
  anAccount,
  anOutboxRow,
  aPresence,
  aSession,
  store,
} from '../support/stored-chat.ts';

let database: SkylarkDatabase;
const atJoe = { account, conversation: joe };

beforeEach(async () => {
  extension.reset();
  database = await openDatabase();
  await store(database, { accounts: [anAccount()], sessions: [aSession()] });
});
afterEach(() => {
  vi.restoreAllMocks();
  database.close();
});

describe('the list of conversations', () => {
  it('has unread conversations first, then recent ones, and leaves out those that are not listed', async () => {
    const { listOrder: _listOrder, ...hidden } = aConversation('8:hidden', { activeAtMs: 90 });
    await store(database, {
      conversations: [
        aConversation('8:old', { activeAtMs: 10 }),
        aConversation('8:new', { activeAtMs: 30 }),
        aConversation('8:unread', { activeAtMs: 5, unread: 2 }),
        hidden,
      ],
    });
    const { entries } = await readListing(database, { limit: 50 });
    expect(entries.map(({ row }) => row.id)).toEqual(['8:unread', '8:new', '8:old']);
  });

  it('reads a bounded number of rows, however many are stored', async () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `8:person-${index}`);
    await store(database, {
      conversations: ids.map((id, index) => aConversation(id, { activeAtMs: index, unread: index % 7 === 0 ? 1 : 0 })),
      contacts: ids.map((id) => aContact(id, `Name of ${id}`)),
      presence: ids.map((id) => aPresence(id)),
    });
    const getAll = vi.spyOn(IDBIndex.prototype, 'getAll');
    const get = vi.spyOn(IDBObjectStore.prototype, 'get');
    const wholeStores = vi.spyOn(IDBObjectStore.prototype, 'getAll');
    const { entries, hasMore } = await readListing(database, { limit: 50 });
    expect(entries).toHaveLength(50);
    expect(hasMore).toBe(true);
    expect(getAll.mock.calls.map(([, count]) => count)).toEqual([51]);
    expect(get.mock.calls.length).toBeLessThanOrEqual(100);
    const whole = wholeStores.mock.contexts.map((context) => (context as IDBObjectStore).name);
    expect(whole.sort()).toEqual(['accounts', 'drafts', 'outbox', 'sessions', 'typing']);
  });

  it('narrows to one account in the order of the list', async () => {
    const other = 'account-2';
    await store(database, {
      accounts: [anAccount({ id: other, addedAtMs: 2 })],
      conversations: [
        aConversation('8:a', { activeAtMs: 1 }),
        aConversation('8:b', { account: other, activeAtMs: 2 }),
        aConversation('8:c', { account: other, activeAtMs: 3 }),
        aConversation('8:d', { account: other, activeAtMs: 4 }),
      ],
    });
    const { entries, hasMore, accounts } = await readListing(database, { limit: 2, account: other });
    expect(entries.map(({ row }) => row.id)).toEqual(['8:d', '8:c']);
    expect(hasMore).toBe(true);
    expect(accounts.map((view) => view.account.id)).toEqual([account, other]);
  });

  it('knows the names of partners, last senders and members of groups without a topic', async () => {
    await store(database, {
      contacts: [aContact(joe, 'Joe Bloggs'), aContact(anna, 'Anna Cooper')],
      conversations: [
        aConversation(joe),
        aConversation(team, {
          kind: 'group',
          members: [fred, joe, anna].map((id) => ({ id, role: 'user' as const })),
        }),
      ],
    });
    const { entries, people } = await readListing(database, { limit: 50 });
    const names = entries.map(({ row }) => conversationName(people, account, row));
    expect(names.sort()).toEqual(['Joe Bloggs', 'Joe Bloggs and Anna Cooper']);
    expect(personName(people, account, fred)).toBe('Fred Adams');
  });

  it('claims the presence of a partner only while the account is connected', async () => {
    await store(database, { conversations: [aConversation(joe)], presence: [aPresence(joe, { status: 'busy' })] });
    expect((await readListing(database, { limit: 50 })).entries[0]?.presence?.status).toBe('busy');
    await store(database, { sessions: [aSession({ state: 'waiting' })] });
    expect((await readListing(database, { limit: 50 })).entries[0]?.presence).toBeUndefined();
  });

  it('brings drafts and what is not sent; a message that failed wins over a newer one on its way', async () => {
    await store(database, {
      conversations: [aConversation(joe), aConversation(anna)],
      drafts: [
        { ...atJoe, text: 'half a', savedAtMs: 1 },
        { account, conversation: anna, text: '  ', savedAtMs: 1 },
      ],
      outbox: [
        anOutboxRow({ clientId: 'a', state: 'failed', createdAtMs: 1 }),
        anOutboxRow({ clientId: 'b', createdAtMs: 2 }),
        anOutboxRow({ clientId: 'c', conversation: anna, state: 'sent', createdAtMs: 3 }),
      ],
    });
    const { entries } = await readListing(database, { limit: 50 });
    const of = (id: string) => entries.find(({ row }) => row.id === id);
    expect(of(joe)).toMatchObject({ draft: 'half a', pending: { clientId: 'a' } });
    expect(of(anna)).not.toHaveProperty('draft');
    expect(of(anna)).not.toHaveProperty('pending');
  });
});

describe('what can be marked as read', () => {
  it('is every listed unread conversation of the account, up to its last message', async () => {
    const lastMessage = { id: '7', order: 7, sender: joe, composedAtMs: 7, kind: 'text', text: 'x' } as const;
    await store(database, {
      conversations: [
        aConversation(joe, { unread: 3, lastMessage }),
        aConversation(anna, { unread: 1, lastMessage, account: 'account-2' }),
        aConversation('8:read', { lastMessage }),
      ],
    });
    expect(await readUnread(database, account)).toEqual([{ ...atJoe, order: 7 }]);
    expect(await readUnread(database)).toHaveLength(2);
  });
});

describe('an open conversation', () => {
  const orders = (view: { messages: { order: number }[] } | undefined) => view?.messages.map(({ order }) => order);

  beforeEach(async () => {
    const messages = Array.from({ length: 100 }, (_, index) => aMessage(index + 1));
    await store(database, {
      conversations: [aConversation(joe), aConversation(anna)],
      messages: [...messages, aMessage(1_000, { conversation: anna })],
    });
  });

  it('is read from its end, oldest message first, as many as asked', async () => {
    const view = await readConversation(database, atJoe, { count: 3 });
    expect(orders(view)).toEqual([98, 99, 100]);
    expect(view?.hasOlderStored).toBe(true);
  });

  it('can be read up to an order, and says when nothing older is stored', async () => {
    const view = await readConversation(database, atJoe, { count: 10, upTo: 4 });
    expect(orders(view)).toEqual([1, 2, 3, 4]);
    expect(view?.hasOlderStored).toBe(false);
  });

  it('does not show what the user cleared', async () => {
    await store(database, { conversations: [aConversation(joe, { clearedUpTo: 97 })] });
    expect(orders(await readConversation(database, atJoe, { count: 10 }))).toEqual([98, 99, 100]);
    expect(orders(await readConversation(database, atJoe, { count: 10, upTo: 50 }))).toEqual([]);
  });

  it('knows the names of its senders, and its own messages that are not confirmed', async () => {
    await store(database, {
      contacts: [aContact(joe, 'Joe Bloggs')],
      outbox: [
        anOutboxRow({ clientId: 'b', createdAtMs: 2 }),
        anOutboxRow({ clientId: 'a', createdAtMs: 1 }),
        anOutboxRow({ clientId: 'c', conversation: anna }),
      ],
    });
    const view = await readConversation(database, atJoe, { count: 1 });
    expect(view && personName(view.people, account, joe)).toBe('Joe Bloggs');
    expect(view?.outbox.map(({ clientId }) => clientId)).toEqual(['a', 'b']);
  });

  it('is undefined when it is not stored', async () => {
    expect(await readConversation(database, { account, conversation: '8:nobody' }, { count: 1 })).toBeUndefined();
  });

  it('finds the order some messages later, to scroll towards the newest', async () => {
    expect(await readOrderAfter(database, atJoe, 50, 10)).toBe(60);
    expect(await readOrderAfter(database, atJoe, 95, 10)).toBeUndefined();
  });
});

describe('the preferences that choose the colours', () => {
  it('are those of the account that was added first and has any', async () => {
    const preferences = (id: string, flags: number[]) => ({ account: id, flags, callPolicy: 'anyone', readAtMs: 1 });
    expect(await readOldestPreferences(database)).toBeUndefined();
    await store(database, {
      accounts: [anAccount({ id: 'b', addedAtMs: 3 }), anAccount({ id: 'c', addedAtMs: 2 })],
      preferences: [preferences('b', [1]), preferences('c', [28])],
    });
    expect((await readOldestPreferences(database))?.flags).toEqual([28]);
  });
});
