import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/model/event.ts';
import { type Changes, fold, type Known } from '../../src/sync/fold.ts';
import { anna, fred, freeze, joe, messageEvent, team, textMessage, wordsOf } from '../support/chat.ts';

const nothing = (): Known => ({
  conversations: new Map(),
  messages: new Map(),
  edits: new Map(),
  contacts: new Map(),
  presence: new Map(),
});

/** What is known after the changes of a batch are written, as the worker does it. */
function write(known: Known, changes: Changes): Known {
  const edits = new Map(known.edits);
  for (const [key, edit] of changes.edits) edit ? edits.set(key, edit) : edits.delete(key);
  const conversations = new Map([...known.conversations, ...changes.conversations]);
  const messages = new Map([...known.messages, ...changes.messages]);
  for (const [key, message] of messages) {
    if (message.order <= (conversations.get(message.conversation)?.clearedUpTo ?? 0)) messages.delete(key);
  }
  return {
    conversations,
    messages,
    edits,
    contacts: new Map([...known.contacts, ...changes.contacts]),
    presence: new Map([...known.presence, ...changes.presence]),
  };
}

function foldAll(batches: readonly (readonly ChatEvent[])[]): Known {
  return batches.reduce((known, batch) => {
    for (const part of Object.values(known)) for (const value of part.values()) freeze(value);
    return write(known, fold(known, batch, fred));
  }, nothing());
}

const conversationEvent = (conversation: Extract<ChatEvent, { type: 'conversation' }>['conversation']): ChatEvent =>
  freeze({ type: 'conversation', conversation });

describe('folding messages', () => {
  it('keeps the highest version of a message, whichever came first', () => {
    const first = textMessage(10, { text: 'one' });
    const second = textMessage(10, { text: 'two', version: 20 });
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const { messages } = foldAll(order.map((message) => [messageEvent(message)]));
      expect([...messages.values()].map(wordsOf)).toEqual(['two']);
    }
  });

  it('changes nothing when a message comes again', () => {
    const message = messageEvent(textMessage(10));
    const changes = fold(foldAll([[message]]), [message], fred);
    expect(changes.messages.size).toBe(0);
  });

  it('keeps the client id and the sender name that only one of the versions tells', () => {
    const told = textMessage(10, { clientId: 'c1', senderName: 'Joe' });
    const later = textMessage(10, { version: 11, text: 'edited' });
    const [message] = foldAll([[messageEvent(told)], [messageEvent(later)]]).messages.values();
    expect(message).toMatchObject({ clientId: 'c1', senderName: 'Joe', version: 11 });
  });

  it('puts an edit that travels as a message of its own in the place of the original', () => {
    const original = textMessage(10, { clientId: 'c1', text: 'Helo' });
    const edit = textMessage(30, { replaces: 'c1', text: 'Hello' });
    const { messages } = foldAll([[messageEvent(original)], [messageEvent(edit)]]);
    expect([...messages.values()]).toMatchObject([{ id: '10', order: 10, version: 30, editedAtMs: 30 }]);
    expect([...messages.values()].map(wordsOf)).toEqual(['Hello']);
  });

  it('keeps an edit that comes before its original until the original is there', () => {
    const original = textMessage(10, { clientId: 'c1', text: 'Helo' });
    const edit = textMessage(30, { replaces: 'c1', text: 'Hello' });
    const before = foldAll([[messageEvent(edit)]]);
    expect(before.messages.size).toBe(0);
    expect(before.edits.size).toBe(1);
    const after = foldAll([[messageEvent(edit)], [messageEvent(original)]]);
    expect([...after.messages.values()].map(wordsOf)).toEqual(['Hello']);
    expect(after.edits.size).toBe(0);
  });

  it('lets nobody edit what somebody else wrote', () => {
    const original = textMessage(10, { conversation: team, clientId: 'c1', text: 'mine' });
    const forged = textMessage(30, { conversation: team, sender: anna, replaces: 'c1', text: 'forged' });
    for (const order of [
      [original, forged],
      [forged, original],
    ]) {
      const { messages } = foldAll(order.map((message) => [messageEvent(message)]));
      expect([...messages.values()].map(wordsOf)).toEqual(['mine']);
    }
  });

  it('finds the right original when two people used the same client id', () => {
    const batch = [
      textMessage(10, { conversation: team, clientId: 'c1', text: 'of Joe' }),
      textMessage(11, { conversation: team, clientId: 'c1', sender: anna, text: 'of Anna' }),
      textMessage(30, { conversation: team, replaces: 'c1', text: 'of Joe, edited' }),
    ];
    const { messages } = foldAll([batch.map(messageEvent)]);
    expect([...messages.values()].map(wordsOf)).toEqual(['of Joe, edited', 'of Anna']);
  });

  it('takes a deletion as a version', () => {
    const deleted = textMessage(10, { version: 40, content: { kind: 'deleted' } });
    const { messages } = foldAll([[messageEvent(textMessage(10))], [messageEvent(deleted)]]);
    expect([...messages.values()]).toMatchObject([{ content: { kind: 'deleted' } }]);
  });

  it('hides what was cleared from the history, also when it comes later', () => {
    const cleared = conversationEvent({ id: joe, clearedUpTo: 15 });
    const [early, late] = [messageEvent(textMessage(10)), messageEvent(textMessage(20))];
    for (const batches of [[[early, late], [cleared]], [[cleared], [early, late]], [[early, cleared, late]]]) {
      expect([...foldAll(batches).messages.values()].map((message) => message.order)).toEqual([20]);
    }
  });
});

describe('folding conversations', () => {
  it('makes a conversation for a message in an unknown one', () => {
    const { conversations } = foldAll([[messageEvent(textMessage(10))]]);
    expect(conversations.get(joe)).toMatchObject({ kind: 'direct', partner: joe, readUpTo: 0 });
  });

  it('moves the read position with an own message, and never back', () => {
    const own = textMessage(20, { sender: fred });
    const { conversations } = foldAll([
      [messageEvent(own)],
      [conversationEvent({ id: joe, readUpTo: 5, version: 99 })],
      [messageEvent(textMessage(7, { sender: fred }))],
    ]);
    expect(conversations.get(joe)?.readUpTo).toBe(20);
  });

  it('lets the thread tell its members although the conversation has a higher version', () => {
    const members = [
      { id: fred, role: 'admin' },
      { id: joe, role: 'user' },
    ] as const;
    const { conversations } = foldAll([
      [conversationEvent({ id: team, kind: 'group', version: 50, topic: 'Team' })],
      [conversationEvent({ id: team, version: 10, members: [...members], topic: 'old topic' })],
    ]);
    expect(conversations.get(team)).toMatchObject({ topic: 'Team', members, version: 50 });
  });

  it('takes an update without a version as the newest', () => {
    const { conversations } = foldAll([
      [conversationEvent({ id: team, version: 50, notifyLevel: 'all' })],
      [conversationEvent({ id: team, notifyLevel: 'none' })],
    ]);
    expect(conversations.get(team)?.notifyLevel).toBe('none');
  });
});

describe('folding people', () => {
  it('keeps a name that an update without one does not tell', () => {
    const { contacts } = foldAll([
      [freeze({ type: 'contact', contact: { id: joe, name: 'Joe', isContact: true } })],
      [freeze({ type: 'contact', contact: { id: joe, name: '', isBlocked: true } })],
    ]);
    expect(contacts.get(joe)).toMatchObject({ name: 'Joe', isContact: true, isBlocked: true });
  });

  it('calls a stranger by the name on the message', () => {
    const { contacts } = foldAll([[messageEvent(textMessage(10, { senderName: 'Joe Bloggs' }))]]);
    expect(contacts.get(joe)).toMatchObject({ name: 'Joe Bloggs', isContact: false });
  });

  it('keeps the presence that was heard last', () => {
    const heard = (status: 'online' | 'away', heardAtMs: number): ChatEvent =>
      freeze({ type: 'presence', presence: { contact: joe, isConnected: true, status, capabilities: [], heardAtMs } });
    for (const batches of [
      [[heard('away', 1)], [heard('online', 2)]],
      [[heard('online', 2)], [heard('away', 1)]],
    ]) {
      expect(foldAll(batches).presence.get(joe)?.status).toBe('online');
    }
  });

  it('ends typing with the message, and never shows the own', () => {
    const typing = (contact: string): ChatEvent =>
      freeze({ type: 'typing', conversation: joe, contact, isTyping: true, atMs: 5 });
    const changes = fold(nothing(), [typing(joe), typing(fred), messageEvent(textMessage(10))], fred);
    expect([...changes.typing.values()]).toEqual([{ conversation: joe, contact: joe, isTyping: false }]);
  });

  it('answers which own messages came back', () => {
    const own = textMessage(10, { sender: fred, clientId: 'c1' });
    const { echoes } = fold(nothing(), [messageEvent(own), messageEvent(textMessage(11))], fred);
    expect(echoes).toEqual([{ conversation: joe, id: '10', clientId: 'c1', content: 'message 10' }]);
  });

  it('answers which own edits came back, as the message they changed', () => {
    const own = textMessage(10, { sender: fred, clientId: 'c1' });
    const edits = [
      textMessage(12, { sender: fred, replaces: 'c1', text: 'better' }),
      textMessage(13, { sender: joe, replaces: 'c1', text: 'forged' }),
    ];
    const { echoes } = fold(nothing(), [own, ...edits].map(messageEvent), fred);
    expect(echoes.slice(1)).toEqual([{ conversation: joe, id: '10', clientId: undefined, content: 'better' }]);
  });
});

/** A history as a server would tell it: every event says what was true at its version. */
const history = fc
  .array(
    fc.record({
      conversation: fc.constantFrom(joe, team),
      author: fc.constantFrom(fred, joe, anna),
      kind: fc.constantFrom('message', 'message', 'message', 'edit', 'version', 'topic', 'members', 'read', 'clear'),
      target: fc.nat(30),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((steps) => {
    const events: ChatEvent[] = [];
    const written: { order: number; clientId: string; conversation: string; sender: string }[] = [];
    for (const [index, { conversation, author, kind, target }] of steps.entries()) {
      const tick = (index + 1) * 10;
      const sender = conversation === joe && author === anna ? joe : author;
      const original = written[target % Math.max(written.length, 1)];
      if (kind === 'message' || (!original && (kind === 'edit' || kind === 'version'))) {
        const clientId = `c${tick}`;
        written.push({ order: tick, clientId, conversation, sender });
        events.push(messageEvent(textMessage(tick, { conversation, sender, clientId, senderName: sender })));
      } else if (original && kind === 'edit') {
        const { clientId: replaces, conversation: place, sender: by } = original;
        events.push(
          messageEvent(textMessage(tick, { conversation: place, sender: by, replaces, text: `edit ${tick}` })),
        );
      } else if (original && kind === 'version') {
        const { order, clientId, conversation: place, sender: by } = original;
        const changes = { conversation: place, sender: by, clientId, version: tick, text: `version ${tick}` };
        events.push(messageEvent(textMessage(order, changes)));
      } else if (kind === 'topic')
        events.push(conversationEvent({ id: conversation, version: tick, topic: `t${tick}` }));
      else if (kind === 'members') {
        events.push(conversationEvent({ id: conversation, version: tick, members: [{ id: author, role: 'user' }] }));
      } else if (kind === 'read') events.push(conversationEvent({ id: conversation, version: tick, readUpTo: target }));
      else events.push(conversationEvent({ id: conversation, version: tick, clearedUpTo: target }));
    }
    return events;
  });

/** The same events in another order, cut into batches anywhere, some of them twice. */
const delivery = (events: readonly ChatEvent[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...events], { minLength: events.length, maxLength: events.length }),
      fc.subarray([...events]),
      fc.array(fc.nat(events.length * 2), { maxLength: 6 }),
    )
    .map(([shuffled, again, cuts]) => {
      const all = [...shuffled, ...again];
      const places = [0, ...cuts.sort((a, b) => a - b), all.length];
      return places.slice(1).map((end, index) => all.slice(places[index], end));
    });

/** What a user can see. An edit on its own is not visible; blank conversations differ in nothing but their guess. */
function visible(known: Known) {
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    messages: sorted(known.messages).map(([key, { version, order, content }]) => [key, version, order, content]),
    conversations: sorted(known.conversations).map(([id, { topic, members, readUpTo, clearedUpTo, version }]) => ({
      ...{ id, topic, members, readUpTo, clearedUpTo, version },
    })),
    contacts: sorted(known.contacts).map(([id, { name }]) => [id, name]),
  };
}

describe('any delivery of the same events', () => {
  it('leads to the same state: reordered, repeated, cut into batches anywhere', () => {
    const cases = history.chain((events) => fc.tuple(fc.constant(events), delivery(events)));
    fc.assert(
      fc.property(cases, ([events, batches]) => {
        expect(visible(foldAll(batches))).toEqual(visible(foldAll([events])));
      }),
      { numRuns: 500 },
    );
  });
});
