// Whatever a server sends: nothing is thrown, the state can be stored and read, it stays small, and a package that comes again says the
// same again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../src/model/event.ts';
import { foldAnswer, foldGone } from '../../../src/ucwa/channel/answers.ts';
import { startDraft } from '../../../src/ucwa/channel/draft.ts';
import { foldPackage } from '../../../src/ucwa/channel/fold.ts';
import { settle } from '../../../src/ucwa/channel/settle.ts';
import { blankState, type ChannelState, readState } from '../../../src/ucwa/channel/state.ts';
import { readEventPackage } from '../../../src/ucwa/wire/events.ts';
import { readResource } from '../../../src/ucwa/wire/resource.ts';
import { WireError } from '../../../src/ucwa/wire/wire-error.ts';
import { messagesOf, own, pool } from './support.ts';

const conversations = ['/c/1', '/c/2', '/c/3'];
const people = ['bo', 'cy', 'dee'];
const conversationHref = fc.constantFrom(...conversations);
const type = fc.constantFrom('added', 'updated', 'deleted', 'started', 'completed');
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const link = (href: string) => ({ href });

const resource = (conversation: string) =>
  fc.record({
    rel: some(fc.constantFrom('conversation', 'messaging', 'participant', 'message', 'participantMessaging', 'other')),
    state: some(
      fc.constantFrom('Connecting', 'Incoming', 'Connected', 'Conferencing', 'Conferenced', 'Disconnected', 7),
    ),
    direction: some(fc.constantFrom('Incoming', 'Outgoing', null)),
    operationId: some(fc.constantFrom('op1', 'op2', '__proto__')),
    threadId: some(fc.constantFrom('t1', 't2', '')),
    participantCount: some(fc.constantFrom(2, 3, 'x')),
    uri: some(fc.constantFrom(...people.map((name) => `sip:${name}@example.org`), own, 'x', '')),
    timeStamp: some(fc.constantFrom('/Date(1700000000000)/', '/Date(1700000000005)/', 'nonsense')),
    _links: fc.record({
      self: fc.constant(link(`${conversation}/self`)),
      participant: some(fc.constantFrom(...people.map((name) => link(`${conversation}/participants/${name}`)))),
      conversation: some(conversationHref.map(link)),
      accept: some(fc.constant(link('/accept'))),
      plainMessage: some(
        fc.constantFrom(link('data:text/plain,hi'), link('data:text/plain;base64,aGk='), link('https://x/')),
      ),
      message: some(fc.constant(link('data:text/plain,preview'))),
      addMessaging: some(fc.constant(link(`${conversation}/add`))),
      localParticipant: some(fc.constant(link(`${conversation}/participants/ana`))),
    }),
  });

const anyEvent = conversationHref.chain((conversation) => {
  const href = fc.oneof(
    fc.constantFrom(
      ...people.flatMap((name) => [
        `${conversation}/participants/${name}`,
        `${conversation}/participants/${name}/messaging`,
      ]),
    ),
    fc.constantFrom(
      conversation,
      `${conversation}/messaging`,
      `${conversation}/messages/1`,
      `${conversation}/messages/2`,
      '/i/1',
      'data:x',
      '\\',
    ),
  );
  const rel = fc.constantFrom(
    ...['conversation', 'messaging', 'participant', 'localParticipant', 'participantMessaging', 'message'],
    ...['messagingInvitation', 'onlineMeetingInvitation', 'phoneAudioInvitation', 'contactPresence', '__proto__'],
  );
  return fc.record({
    sender: fc.constantFrom(
      { rel: 'conversation', href: conversation },
      { rel: 'communication', href: '/communication' },
      { rel: 'people', href: '/people' },
    ),
    event: fc
      .tuple(
        rel,
        href,
        type,
        some(fc.constantFrom('participant', 'localParticipant', 'typingParticipants', 'attendees')),
        some(resource(conversation)),
        some(fc.constantFrom('Success', 'Failure')),
      )
      .map(([name, target, happening, owner, embedded, status]) => ({
        link: { rel: name, href: target },
        type: happening,
        ...(owner && { in: { rel: owner, href: `${conversation}/participants/bo` } }),
        ...(embedded && { _embedded: { [name]: embedded } }),
        ...(status && { status }),
      })),
  });
});

const anyPackage = fc.record({
  events: fc.array(anyEvent, { maxLength: 8 }),
  way: fc.constantFrom('next', 'next', 'next', 'next', 'resync', 'resume'),
});

function factsAt(nowMs: number) {
  return { user: own, origin: pool, nowMs, sent: { op1: { type: 'text/plain', text: 'own', atMs: 1 } } };
}

function foldText(state: ChannelState, text: string, nowMs: number): { state: ChannelState; events: ChatEvent[] } {
  const draft = startDraft(state, factsAt(nowMs));
  foldPackage(draft, readEventPackage(text, 'application/json'));
  return draft;
}

// Every second thing that is asked for is there.
function answer(state: ChannelState, found: object, nowMs: number) {
  const draft = startDraft(state, factsAt(nowMs));
  for (const [index, lookup] of draft.state.lookups.splice(0).entries()) {
    try {
      if (index % 2 === 0) foldAnswer(draft, lookup, readResource(JSON.stringify(found), 'application/json'));
      else foldGone(draft, lookup);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }
  settle(draft);
  return draft;
}

const stored = (state: ChannelState): ChannelState => {
  const read = readState(JSON.parse(JSON.stringify(state)));
  if (!read) throw new Error('the state cannot be read back');
  return read;
};

describe('any packages', () => {
  it('never throw, keep a state that can be stored, say the same when they come again, and give every message its own place', () => {
    const life = fc.array(fc.tuple(anyPackage, resource('/c/1')), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(life, (packages) => {
        let state = blankState(`${pool}/a/1`, '/events?ack=1', 1_700_000_000_000);
        const told: ChatEvent[] = [];
        for (const [number, [{ events, way }, found]] of packages.entries()) {
          const sender = events.map(({ sender: block, event }) => ({ ...block, events: [event] }));
          const text = JSON.stringify({ _links: { [way]: link(`/events?ack=${number + 2}`) }, sender });
          const nowMs = 1_700_000_000_000 + number * 1000;
          const before = JSON.stringify(state);
          const first = foldText(state, text, nowMs);
          expect(JSON.stringify(state)).toBe(before);
          const again = foldText(state, text, nowMs);
          expect(again.events).toEqual(first.events);
          const answered = answer(stored(first.state), found, nowMs);
          told.push(...first.events, ...answered.events);
          state = stored(answered.state);
        }
        const places = messagesOf(told).map(({ conversation, order }) => `${conversation} ${order}`);
        expect(new Set(places).size).toBe(places.length);
        expect(Object.keys(state.conversations).length).toBeLessThanOrEqual(3 + 20);
        expect(state.lookups.length).toBeLessThan(60);
      }),
      { numRuns: 300 },
    );
  });

  it('keep a state of limited size, however long the life is', () => {
    let state = blankState(`${pool}/a/1`, '/events?ack=1', 1);
    for (let number = 0; number < 1_200; number += 1) {
      const conversation = `/c/${number}`;
      const uri = `sip:p${number}@example.org`;
      const message = {
        direction: 'Incoming',
        timeStamp: `/Date(${1_700_000_000_000 + number})/`,
        _links: { plainMessage: link('data:text/plain,hi'), participant: link(`${conversation}/p`) },
      };
      const events = [
        {
          link: { rel: 'conversation', href: conversation },
          type: 'added',
          _embedded: { conversation: { state: 'Connected' } },
        },
        {
          link: { rel: 'participant', href: `${conversation}/p` },
          type: 'added',
          _embedded: { participant: { uri, _links: { self: link(`${conversation}/p`) } } },
        },
        {
          link: { rel: 'message', href: `${conversation}/m` },
          type: 'completed',
          status: 'Success',
          _embedded: { message },
        },
        { link: { rel: 'conversation', href: conversation }, type: 'deleted' },
      ];
      const sender = [{ rel: 'conversation', href: conversation, events }];
      const text = JSON.stringify({ _links: { next: link('/events?ack=2') }, sender });
      const folded = foldText(state, text, 1_700_000_000_000 + number);
      expect(messagesOf(folded.events)).toHaveLength(1);
      state = folded.state;
    }
    expect(Object.keys(state.conversations).length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(state).length).toBeLessThan(120_000);
  }, 30_000);
});

describe('any stored state', () => {
  it('is read, or is none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = readState(value);
        expect(read === undefined || typeof read.next === 'string').toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
