import { describe, expect, it } from 'vitest';
import { beginMs, block, bo, cy, event, families, linesOf, membersOf, own, resource, TestChannel } from './support.ts';

describe.each(Object.entries(families))('who is in the chat, addresses of the %s', (_name, family) => {
  function conference(...names: string[]): TestChannel {
    const channel = new TestChannel(family);
    channel.beginConference(...names);
    return channel;
  }

  it('is told of the people who are there when the user comes in, without a line', () => {
    const channel = conference('bo');
    expect(membersOf(channel.events)).toEqual({ [own]: true, [bo]: true });
    expect(linesOf(channel.events)).toEqual([]);
  });

  it('unknown, participant added: is in the conversation, not in its chat', () => {
    const channel = conference('bo');
    channel.person('cy');
    const told = channel.take(channel.conversationEvents(channel.participant('cy', 'added')));
    expect(linesOf(told)).toEqual([{ type: 'added', by: cy, targets: [cy] }]);
    expect(membersOf(told)).toEqual({ [own]: true, [bo]: true, [cy]: false });
  });

  it('unknown, participantMessaging added: joined the chat', () => {
    const channel = conference('bo');
    channel.person('cy');
    const told = channel.take(channel.conversationEvents(channel.inChat('cy', 'added')));
    expect(linesOf(told)).toEqual([{ type: 'chatJoined', targets: [cy] }]);
    expect(membersOf(told)).toEqual({ [own]: true, [bo]: true, [cy]: true });
  });

  it('present, participantMessaging added: joined the chat', () => {
    const channel = conference('bo');
    channel.person('cy');
    channel.take(channel.conversationEvents(channel.participant('cy', 'added')));
    const told = channel.take(channel.conversationEvents(channel.inChat('cy', 'added')));
    expect(linesOf(told)).toEqual([{ type: 'chatJoined', targets: [cy] }]);
  });

  it.each(['added', 'updated'])('in the chat, participantMessaging %s: nothing', (type) => {
    const channel = conference('bo');
    expect(channel.take(channel.conversationEvents(channel.inChat('bo', type)))).toEqual([]);
  });

  it('in the chat, participantMessaging deleted: left the chat, is still in the conversation', () => {
    const channel = conference('bo');
    const told = channel.take(channel.conversationEvents(channel.inChat('bo', 'deleted')));
    expect(linesOf(told)).toEqual([{ type: 'chatLeft', targets: [bo] }]);
    expect(membersOf(told)).toEqual({ [own]: true, [bo]: false });
  });

  it('comes back: joined the chat again', () => {
    const channel = conference('bo');
    channel.take(channel.conversationEvents(channel.inChat('bo', 'deleted')));
    const told = channel.take(channel.conversationEvents(channel.inChat('bo', 'added')));
    expect(linesOf(told)).toEqual([{ type: 'chatJoined', targets: [bo] }]);
  });

  it('in the chat, participant deleted: left, once', () => {
    const channel = conference('bo', 'cy');
    const told = channel.take(channel.conversationEvents(channel.participant('cy', 'deleted')));
    expect(linesOf(told)).toEqual([{ type: 'removed', by: cy, targets: [cy] }]);
    expect(channel.take(channel.conversationEvents(channel.inChat('cy', 'deleted')))).toEqual([]);
    expect(membersOf(told)).toEqual({ [own]: true, [bo]: true });
  });

  it('leaves chat and conversation in one package, views included: one line', () => {
    const channel = conference('bo', 'cy');
    const told = channel.take(
      channel.conversationEvents(channel.inChat('cy', 'deleted')),
      channel.conversationEvents(
        channel.participant('cy', 'deleted', { in: { rel: 'attendees', href: `${family.conversation}/attendees` } }),
        channel.participant('cy', 'deleted'),
      ),
    );
    expect(linesOf(told)).toEqual([{ type: 'removed', by: cy, targets: [cy] }]);
  });

  it('present, participantMessaging deleted: nothing', () => {
    const channel = conference('bo');
    channel.take(channel.conversationEvents(channel.inChat('bo', 'deleted')));
    expect(channel.take(channel.conversationEvents(channel.inChat('bo', 'deleted')))).toEqual([]);
  });

  it('deleted without an earlier added, of nobody who is known: nothing', () => {
    const channel = conference('bo');
    expect(channel.take(channel.conversationEvents(channel.inChat('cy', 'deleted')))).toEqual([]);
  });

  it('joins and leaves in one package: nothing', () => {
    const channel = conference('bo', 'cy');
    const told = channel.take(
      channel.conversationEvents(channel.inChat('cy', 'deleted'), channel.inChat('cy', 'added')),
    );
    expect(told).toEqual([]);
  });

  it('the user, participantMessaging deleted: left the chat, told in the name of another', () => {
    const channel = conference('bo');
    const told = channel.take(
      channel.conversationEvents(channel.ownInChat('deleted'), channel.messagingEvent('Disconnected')),
    );
    expect(linesOf(told)).toEqual([{ type: 'chatLeft', targets: [own] }]);
    expect(membersOf(told)).toEqual({ [own]: false, [bo]: true });
    const [line] = told.flatMap((entry) => (entry.type === 'message' ? [entry.message] : []));
    expect(line?.sender).toBe(bo);
    const back = channel.take(
      channel.conversationEvents(channel.messagingEvent('Connected'), channel.ownInChat('added')),
    );
    expect(linesOf(back)).toEqual([{ type: 'chatJoined', targets: [own] }]);
  });

  it.each([['Disconnected'], ['deleted']])('the conversation is over (%s): one line, nobody is in or out', (how) => {
    const channel = conference('bo', 'cy');
    const over = {
      ...channel.conversationEvent('updated', 'Disconnected'),
      reason: { code: 'Informational', subcode: 'Ended' },
    };
    const gone = { ...channel.conversationEvent('deleted', ''), reason: { code: 'Informational', subcode: 'Ended' } };
    const told = channel.take(channel.communicationEvents(how === 'deleted' ? gone : over));
    expect(linesOf(told)).toEqual([{ type: 'ended' }]);
    expect(membersOf(told)).toEqual({ [own]: undefined, [bo]: undefined, [cy]: undefined });
    expect(channel.take(channel.communicationEvents(gone))).toEqual([]);
  });

  it.each([['resync'], ['resume']])('after %s nothing is said about single people', (link) => {
    const channel = conference('bo', 'cy');
    const told = channel.takeLinks({ [link]: { href: `${family.application}/events?ack=9` } });
    expect(linesOf(told)).toEqual([]);
    expect(channel.state.next).toBe(`${family.application}/events?ack=9`);
  });

  it('after resync the set of people is the one that the server has now', () => {
    const channel = conference('bo', 'cy');
    const list = `${family.application}/communication/conversations`;
    channel.resources[''] = resource('conversations', list, {}, { conversation: [family.conversation] });
    channel.resources[new URL(family.conversation, 'https://pool.example.org').href] =
      channel.conversation('Conferenced');
    channel.resources[new URL(`${family.conversation}/messaging`, 'https://pool.example.org').href] =
      channel.messaging('Connected');
    for (const name of ['ana', 'bo']) {
      const href = new URL(family.messaging(name), 'https://pool.example.org').href;
      const participant = name === 'ana' ? family.local : family.participant(name);
      channel.resources[href] = resource('participantMessaging', family.messaging(name), {}, { participant });
    }
    channel.resources[new URL(family.local, 'https://pool.example.org').href] = resource('participant', family.local, {
      uri: own,
    });
    const told = channel.takeLinks({ resync: { href: `${family.application}/events?ack=9` } });
    expect(linesOf(told)).toEqual([]);
    expect(membersOf(told)).toEqual({ [own]: true, [bo]: true, [cy]: false });
    const later = channel.take(channel.conversationEvents(channel.inChat('cy', 'added')));
    expect(linesOf(later)).toEqual([{ type: 'chatJoined', targets: [cy] }]);
  });

  it.each([[['participants']], [['attendees', 'leaders']]])(
    'after resync people who came meanwhile are named by the links %s of the conversation',
    (collections) => {
      const channel = conference('bo');
      const give = (
        rel: string,
        href: string,
        properties: Record<string, unknown>,
        links: Record<string, string[]>,
      ) => {
        channel.resources[new URL(href, 'https://pool.example.org').href] = resource(rel, href, properties, links);
      };
      const at = (rel: string) => `${family.conversation}/${rel}`;
      channel.resources[''] = resource(
        'conversations',
        `${family.application}/communication/conversations`,
        {},
        {
          conversation: [family.conversation],
        },
      );
      const links = Object.fromEntries(collections.map((rel) => [rel, [at(rel)]]));
      const state = { state: 'Conferenced', threadId: 'thread-1' };
      give('conversation', family.conversation, state, { ...links, messaging: [at('messaging')] });
      give('messaging', at('messaging'), { state: 'Connected' }, {});
      const people = { bo: family.participant('bo'), cy: family.participant('cy') };
      const [first = '', last = first] = collections;
      give(first, at(first), {}, { participant: first === last ? Object.values(people) : [people.bo] });
      if (first !== last) give(last, at(last), {}, { participant: [people.cy] });
      for (const [name, href] of Object.entries(people)) {
        channel.person(name, {}, { participantMessaging: family.messaging(name) });
        give('participantMessaging', family.messaging(name), {}, { participant: [href] });
      }
      const told = channel.takeLinks({ resync: { href: `${family.application}/events?ack=9` } });
      expect(linesOf(told)).toEqual([]);
      expect(membersOf(channel.events)).toMatchObject({ [bo]: true, [cy]: true });
    },
  );

  it('typing is neither a join nor a leave', () => {
    const channel = conference('bo');
    const owner = { in: { rel: 'typingParticipants', href: `${family.conversation}/typingParticipants` } };
    const told = channel.take(channel.conversationEvents(channel.participant('bo', 'added', owner)));
    expect(told).toEqual([
      { type: 'typing', conversation: 'conf:thread-1', contact: bo, isTyping: true, atMs: beginMs },
    ]);
    const stopped = channel.take(channel.conversationEvents(channel.participant('bo', 'deleted', owner)));
    expect(stopped).toMatchObject([{ type: 'typing', isTyping: false }]);
    expect(membersOf(channel.events)).toEqual({ [own]: true, [bo]: true });
  });

  it('a view of the people changes a role, and is neither a join nor a leave', () => {
    const channel = conference('bo');
    const inView = (rel: string, type: string) =>
      channel.take(
        channel.conversationEvents(
          channel.participant('bo', type, { in: { rel, href: `${family.conversation}/${rel}` } }),
        ),
      );
    const roleIn = (told: ReturnType<typeof inView>) =>
      told.flatMap((entry) => (entry.type === 'conversation' ? (entry.conversation.members ?? []) : []));
    expect(roleIn(inView('leaders', 'added'))).toContainEqual(expect.objectContaining({ id: bo, role: 'admin' }));
    expect(inView('leaders', 'deleted')).toEqual([]);
    expect(roleIn(inView('attendees', 'added'))).toContainEqual(expect.objectContaining({ id: bo, role: 'user' }));
    expect([inView('lobby', 'added'), inView('lobby', 'deleted')]).toEqual([[], []]);
    expect(membersOf(channel.events)).toEqual({ [own]: true, [bo]: true });
    expect(linesOf(channel.events)).toEqual([]);
  });

  it('comes without `in`: the owner is found by the embedded resource, then by asking, never by the address', () => {
    const channel = conference('bo');
    channel.person('cy');
    const strange = `${family.conversation}/modalities/9`;
    const embedded = resource('participantMessaging', strange, {}, { participant: family.participant('cy') });
    const joined = channel.take(
      channel.conversationEvents(event('participantMessaging', strange, 'added', { embedded })),
    );
    expect(linesOf(joined)).toEqual([{ type: 'chatJoined', targets: [cy] }]);
    const left = channel.take(channel.conversationEvents(event('participantMessaging', strange, 'deleted')));
    expect(linesOf(left)).toEqual([{ type: 'chatLeft', targets: [cy] }]);
    channel.resources[new URL(strange, 'https://pool.example.org').href] = embedded;
    const back = channel.take(channel.conversationEvents(event('participantMessaging', strange, 'added')));
    expect(linesOf(back)).toEqual([{ type: 'chatJoined', targets: [cy] }]);
  });

  it('several blocks of the same conversation in one package count together', () => {
    const channel = conference('bo');
    channel.person('cy');
    const told = channel.take(
      block('conversation', family.conversation, channel.participant('cy', 'added')),
      block('people', `${family.application}/people`),
      block('conversation', family.conversation, channel.inChat('cy', 'added')),
    );
    expect(linesOf(told)).toEqual([{ type: 'chatJoined', targets: [cy] }]);
  });

  it('lines of a package that was not committed have the same ids when it comes again', () => {
    const channel = conference('bo');
    const blocks = [channel.conversationEvents(channel.inChat('bo', 'deleted'))];
    const first = channel.fold(blocks).events;
    channel.nowMs += 500;
    const again = channel.fold(blocks).events;
    const ids = (events: typeof first) =>
      events.flatMap((entry) => (entry.type === 'message' ? [entry.message.id] : []));
    expect(ids(first)).toHaveLength(1);
    expect(ids(again)).toEqual(ids(first));
  });
});
