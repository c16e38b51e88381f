import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApply } from '../../background/apply.ts';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import type { ChatEvent } from '../../src/model/event.ts';
import { weighUnread } from '../../src/sync/unread.ts';
import { anna, composed, fred, joe, messageEvent, team, textMessage, wordsOf } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { account } from '../support/signed-in.ts';
import { createLoneContext } from '../support/worker-context.ts';

let database: SkylarkDatabase;
let announced: string[][];
let nowMs = 5_000;

function build() {
  const context = createLoneContext({ nowMs: () => nowMs });
  context.onCommitted((stores) => announced.push([...stores]));
  return { context, apply: createApply(context) };
}

let parts: ReturnType<typeof build>;
const apply = (events: ChatEvent[], addition = {}) => parts.apply(account, { events, unreadable: [] }, addition);
const say = (order: number, changes: Parameters<typeof textMessage>[1] = {}) =>
  messageEvent(textMessage(order, changes));
const row = (id = joe) => database.get('conversations', [account.id, id]);
const orders = async () => (await database.getAll('messages')).map((message) => message.order).sort((a, b) => a - b);

beforeEach(async () => {
  extension.reset();
  announced = [];
  nowMs = 5_000;
  database = await openDatabase();
  parts = build();
});
afterEach(async () => {
  database.close();
  (await parts.context.database()).close();
});

describe('a committed batch', () => {
  it('derives everything the list shows', async () => {
    await apply([
      { type: 'contact', contact: { id: joe, name: 'Joe Bloggs' } },
      say(10),
      say(20, { text: 'and this', mentions: [fred] }),
    ]);
    expect(await row()).toMatchObject({
      ...{ unread: 2, unreadMentions: 1, activeAtMs: 20, listOrder: [0, -20], searchText: 'joe bloggs' },
      lastMessage: { id: '20', text: 'and this', sender: joe, kind: 'text' },
    });
  });

  it('announces only what it changed, and nothing the second time', async () => {
    await apply([say(10)]);
    await apply([say(10)]);
    expect(announced[0]).toEqual(expect.arrayContaining(['messages', 'conversations']));
    expect(announced.slice(1).flat()).not.toContain('messages');
    expect(announced.slice(1).flat()).not.toContain('conversations');
  });

  it('answers what is new and unread, and whom nobody knows', async () => {
    const { arrivals, strangers } = await apply([say(10), say(20, { sender: fred })]);
    expect(arrivals.map((message) => message.order)).toEqual([10]);
    expect(strangers).toEqual([joe]);
    expect((await apply([say(10)])).arrivals).toEqual([]);
    await apply([], { resolved: [joe] });
    expect((await apply([say(30)])).strangers).toEqual([]);
  });

  it('follows a read position, edits and deletions of unread messages', async () => {
    await apply([say(10, { clientId: 'c' }), say(20), say(30)]);
    await apply([{ type: 'conversation', conversation: { id: joe, readUpTo: 10 } }]);
    expect((await row())?.unread).toBe(2);
    await apply([say(20, { version: 40, content: { kind: 'deleted' } })]);
    expect((await row())?.unread).toBe(1);
    await apply([say(50, { replaces: 'c', text: 'edited', version: 50 })]);
    expect(await row()).toMatchObject({ unread: 1, lastMessage: { id: '30' } });
    expect(wordsOf(await database.get('messages', [account.id, joe, '10']))).toBe('edited');
  });

  it('keeps an edit that came first until its original is there, also across batches', async () => {
    await apply([say(50, { replaces: 'c', text: 'edited' })]);
    expect(await database.count('edits')).toBe(1);
    await apply([say(10, { clientId: 'c' })]);
    expect(wordsOf(await database.get('messages', [account.id, joe, '10']))).toBe('edited');
    expect(await database.count('edits')).toBe(0);
  });

  it('keeps the higher version of a message that comes again with a later order', async () => {
    await apply([say(10, { id: 'a', version: 500, text: 'second version' }), say(20)]);
    await apply([say(30, { id: 'a', version: 400, text: 'first version' }), say(20)]);
    expect(wordsOf(await database.get('messages', [account.id, joe, 'a']))).toBe('second version');
    expect(await row()).toMatchObject({ unread: 2, lastMessage: { id: '20' } });
  });

  it('looks for no message that arrived after all that are stored, and counts nothing for it', async () => {
    const people = Array.from({ length: 6 }, (_, i) => `8:person.${i}`);
    const from = (order: number) =>
      people.map((id) => say(order, { conversation: id, sender: id, senderName: 'Somebody' }));
    await apply([...from(10), ...from(20)]);
    const [looks, counts] = [vi.spyOn(IDBObjectStore.prototype, 'get'), vi.spyOn(IDBIndex.prototype, 'count')];
    const ranges = vi.spyOn(IDBObjectStore.prototype, 'getAll');
    try {
      await apply(from(30));
      // Conversations, contacts and edits, whoever they are of.
      expect([looks.mock.calls.length, counts.mock.calls.length, ranges.mock.calls.length]).toEqual([0, 0, 3]);
      await apply([say(20, { conversation: 'x', sender: 'x' })]);
      expect(looks.mock.calls).toContainEqual([[account.id, 'x']]);
    } finally {
      vi.restoreAllMocks();
    }
    const rows = await Promise.all(people.map((id) => row(id)));
    expect(rows.map((found) => found?.unread)).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it('reads what lies far apart one by one', async () => {
    const people = Array.from({ length: 40 }, (_, i) => `8:person.${String(i).padStart(2, '0')}`);
    await apply(people.map((id) => say(10, { conversation: id, sender: id })));
    const some = people.filter((_, i) => i % 13 === 0);
    await apply(
      some.flatMap((id) => [say(10, { conversation: id, sender: id }), say(20, { conversation: id, sender: id })]),
    );
    const unread = await Promise.all(people.map(async (id) => (await row(id))?.unread));
    expect(unread).toEqual(people.map((id) => (some.includes(id) ? 2 : 1)));
  });

  it('counts anew when a conversation is reconciled', async () => {
    await apply([say(10), say(20, { mentions: [fred] })]);
    const before = await row();
    if (before) await database.put('conversations', { ...before, unread: 77, unreadMentions: 7 });
    await apply([], { history: { conversation: joe, completeTo: 20 } });
    expect(await row()).toMatchObject({ unread: 2, unreadMentions: 1 });
  });

  it('counts right also when there are very many, whatever comes and goes', async () => {
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => say(from + i, { mentions: i % 10 === 0 ? [fred] : [] }));
    let readUpTo = 0;
    const expected = async () => {
      const rows = (await database.getAll('messages')).filter(({ order }) => order > readUpTo);
      const weights = rows.map(({ incoming }) => incoming);
      return [weights.filter((weight) => weight > 0).length, weights.filter((weight) => weight === 2).length];
    };
    const steps: ChatEvent[][] = [
      many(1000, 250),
      many(1250, 50),
      many(1280, 50),
      [say(1005, { version: 9000, content: { kind: 'deleted' } }), ...many(1400, 5)],
      [say(900), say(1500, { sender: joe, mentions: ['*'] })],
      [{ type: 'conversation', conversation: { id: joe, readUpTo: 1100 } }],
      many(1600, 70),
      [say(1700, { sender: fred }), say(1710)],
      [{ type: 'conversation', conversation: { id: joe, clearedUpTo: 1705 } }, say(1720)],
    ];
    for (const events of steps) {
      await apply(events);
      const after = await row();
      readUpTo = after?.readUpTo ?? 0;
      expect([after?.unread, after?.unreadMentions]).toEqual(await expected());
    }
    expect((await row())?.unread).toBe(2);
  });

  it('takes out what was cleared from the history', async () => {
    await apply([say(10), say(20), say(30)]);
    await apply([{ type: 'conversation', conversation: { id: joe, clearedUpTo: 20 } }]);
    expect(await orders()).toEqual([30]);
    expect((await row())?.unread).toBe(1);
    await apply([{ type: 'conversation', conversation: { id: joe, clearedUpTo: 30 } }]);
    expect(await row()).not.toHaveProperty('lastMessage');
    expect(await row()).not.toHaveProperty('listOrder');
  });

  it('does not let older messages hide a gap that opened while they were asked for', async () => {
    await apply([say(10)], { history: { conversation: joe, older: 'page 2', from: undefined } });
    expect((await row())?.older).toBe('page 2');
    await apply([say(100)], { history: { conversation: joe, completeTo: 100, older: 'gap', forgetBelow: 90 } });
    await apply([say(5)], { history: { conversation: joe, older: 'end', from: 'page 2' } });
    expect((await row())?.older).toBe('gap');
    await apply([say(80)], { history: { conversation: joe, older: 'page 3', from: 'gap' } });
    expect((await row())?.older).toBe('page 3');
  });

  it('forgets what lies below a gap that was too large to close', async () => {
    await apply([say(10), say(20)]);
    await apply([say(90), say(100)], {
      history: { conversation: joe, completeTo: 100, older: 'page 2', forgetBelow: 90 },
    });
    expect(await orders()).toEqual([90, 100]);
    expect(await row()).toMatchObject({ completeTo: 100, older: 'page 2', unread: 2 });
  });

  it('removes an own message from the outbox by its client id, or by the id the server gave', async () => {
    const out = {
      ...{ account: account.id, conversation: joe, ...composed('mine'), createdAtMs: 1, attempts: 1 },
      ...{ nextAttemptAtMs: 0, queuedAtMs: 0, state: 'sent' as const },
    };
    await database.put('outbox', { ...out, clientId: 'c1' });
    await database.put('outbox', { ...out, clientId: 'c2', sentId: '20' });
    await database.put('outbox', { ...out, clientId: 'c3' });
    await apply([say(10, { sender: fred, clientId: 'c1' }), say(20, { sender: fred }), say(30, { clientId: 'c3' })]);
    expect((await database.getAll('outbox')).map(({ clientId }) => clientId)).toEqual(['c3']);
  });

  it('notes who types for some seconds, and that they stopped when their message comes', async () => {
    await apply([{ type: 'typing', conversation: joe, contact: joe, isTyping: true, atMs: 0 }]);
    expect(await database.getAll('typing')).toMatchObject([{ contact: joe, untilMs: 15_000 }]);
    await apply([say(10)]);
    expect(await database.count('typing')).toBe(0);
  });

  it('records what could not be read and commits the rest', async () => {
    const unreadable = [{ what: 'NewMessage 7', path: 'resource.id', reason: 'is not a number' }];
    await parts.apply(account, { events: [say(10)], unreadable });
    expect(await database.getAll('incidents')).toMatchObject([
      { kind: 'unreadable', what: 'NewMessage 7', detail: 'resource.id: is not a number' },
    ]);
    expect(await orders()).toEqual([10]);
  });

  it('finds a conversation by the new name of somebody in it', async () => {
    const members = [fred, joe, anna].map((id) => ({ id, role: 'user' as const }));
    await apply([
      { type: 'conversation', conversation: { id: team, kind: 'group', topic: 'Team', members, version: 1 } },
    ]);
    await apply([{ type: 'contact', contact: { id: anna, name: 'Anna' } }]);
    expect((await row(team))?.searchText).toBe('team anna');
    await apply([{ type: 'contact', contact: { id: anna, name: 'Anna Maria' } }]);
    expect((await row(team))?.searchText).toBe('team anna maria');
  });

  it('commits nothing when one part cannot be written', async () => {
    const fault = apply([say(10)], {
      beside: async () => {
        throw new Error('no space');
      },
    });
    await expect(fault).rejects.toThrow('no space');
    expect(await orders()).toEqual([]);
    expect(await row()).toBeUndefined();
    expect(announced).toEqual([]);
  });
});

describe('any sequence of batches', () => {
  const event = fc
    .record({
      order: fc.integer({ min: 1, max: 12 }),
      conversation: fc.constantFrom(joe, team),
      author: fc.constantFrom(fred, joe),
      kind: fc.constantFrom('say', 'say', 'say', 'delete', 'edit', 'read', 'clear'),
      isMention: fc.boolean(),
    })
    .map(({ order, conversation, author, kind, isMention }): ChatEvent => {
      const about = { conversation, sender: author, clientId: `c${order}`, mentions: isMention ? [fred] : [] };
      // In one conversation the id tells the order, in the other it does not.
      const place = order * 10 + (conversation === joe && author === joe ? 1 : 0);
      const id = conversation === joe ? String(place) : `${author}${order}`;
      if (kind === 'say') return say(place, { ...about, id });
      if (kind === 'delete') return say(place, { ...about, id, version: 500, content: { kind: 'deleted' } });
      if (kind === 'edit') {
        const { clientId: replaces, ...rest } = about;
        return say(order * 10 + 300, { ...rest, replaces, text: 'edited' });
      }
      const change = kind === 'read' ? { readUpTo: order * 10 } : { clearedUpTo: order * 5 };
      return { type: 'conversation', conversation: { id: conversation, ...change } };
    });
  const batches = fc.array(fc.array(event, { maxLength: 8 }), { maxLength: 6 });

  it('keeps unread, mentions and last message equal to what they are when computed anew', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        await database.clear('messages');
        await database.clear('conversations');
        await database.clear('edits');
        for (const events of all) await apply(events);
        const messages = await database.getAll('messages');
        for (const conversation of await database.getAll('conversations')) {
          const own = messages.filter((message) => message.conversation === conversation.id);
          const weights = own
            .filter((message) => message.order > conversation.readUpTo)
            .map((message) => weighUnread(message, fred));
          expect(conversation.unread).toBe(weights.filter((weight) => weight > 0).length);
          expect(conversation.unreadMentions).toBe(weights.filter((weight) => weight === 2).length);
          expect(own.every((message) => message.order > conversation.clearedUpTo)).toBe(true);
          const last = Math.max(0, ...own.map((message) => message.order));
          expect(conversation.lastMessage?.order ?? 0).toBe(last);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
