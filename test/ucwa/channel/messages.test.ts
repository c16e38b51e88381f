import { describe, expect, it } from 'vitest';
import {
  beginMs,
  bo,
  cy,
  event,
  families,
  linesOf,
  membersOf,
  messagesOf,
  own,
  pool,
  resource,
  TestChannel,
  textsOf,
} from './support.ts';

describe.each(Object.entries(families))('messages of the channel, addresses of the %s', (_name, family) => {
  const absolute = (href: string) => new URL(href, pool).href;

  it('shows the text of an incoming chat once, although it comes twice', () => {
    const channel = new TestChannel(family);
    const before = channel.acceptIncoming('Hi Ana');
    expect(textsOf(before)).toEqual([]);
    const told = channel.take(channel.conversationEvents(channel.message(1, 'Hi Ana')));
    expect(textsOf(told)).toEqual(['Hi Ana']);
    const [message] = messagesOf(told);
    expect(message).toMatchObject({ conversation: bo, sender: bo, order: beginMs, composedAtMs: beginMs });
  });

  it('accepts an invitation at once, and only once', () => {
    const channel = new TestChannel(family);
    const accept = { accept: `${family.application}/communication/messagingInvitations/602/accept` };
    channel.take(channel.communicationEvents(channel.invitation('started', { text: 'Hi', links: accept })));
    const href = absolute(accept.accept);
    expect(channel.state.actions).toEqual([{ kind: 'accept', href, attempts: 0 }]);
    channel.state.actions = [];
    channel.take(channel.communicationEvents(channel.invitation('updated', { text: 'Hi', links: accept })));
    expect(channel.state.actions).toEqual([]);
  });

  it('asks for an invitation that is not embedded, and accepts it', () => {
    const channel = new TestChannel(family);
    const href = `${family.application}/communication/messagingInvitations/602`;
    const links = { accept: `${href}/accept`, conversation: family.conversation };
    channel.resources[absolute(href)] = resource('messagingInvitation', href, { direction: 'Incoming' }, links);
    channel.take(channel.communicationEvents(event('messagingInvitation', href, 'started')));
    expect(channel.state.actions).toEqual([{ kind: 'accept', href: absolute(links.accept), attempts: 0 }]);
  });

  it('leaves what is not messaging to other devices', () => {
    const channel = new TestChannel(family);
    const href = `${family.application}/communication/phoneAudioInvitations/1`;
    const links = { accept: `${href}/accept`, decline: `${href}/decline`, conversation: family.conversation };
    const embedded = resource('phoneAudioInvitation', href, { direction: 'Incoming' }, links);
    const told = channel.take(
      channel.communicationEvents(event('phoneAudioInvitation', href, 'started', { embedded })),
    );
    expect(channel.state.actions).toEqual([{ kind: 'decline', href: absolute(links.decline), attempts: 0 }]);
    expect(told).toEqual([]);
  });

  it('accepts a meeting and joins its chat when that is the own business', () => {
    const channel = new TestChannel(family);
    const href = `${family.application}/communication/onlineMeetingInvitations/1`;
    const links = { accept: `${href}/accept`, decline: `${href}/decline`, conversation: family.conversation };
    const embedded = resource('onlineMeetingInvitation', href, { direction: 'Incoming' }, links);
    channel.take(channel.communicationEvents(event('onlineMeetingInvitation', href, 'started', { embedded })));
    expect(channel.state.actions.map(({ kind }) => kind)).toEqual(['accept']);
    channel.state.actions = [];
    const told = channel.take(
      channel.communicationEvents(channel.conversationEvent('added', 'Conferenced')),
      channel.conversationEvents(channel.localAdded(), channel.messagingEvent('Disconnected')),
    );
    expect(channel.state.actions).toMatchObject([{ kind: 'addMessaging' }]);
    channel.state.actions = [];
    const joined = channel.take(
      channel.conversationEvents(channel.messagingEvent('Connected'), channel.ownInChat('added')),
    );
    expect(channel.state.actions).toEqual([]);
    expect(linesOf([...told, ...joined])).toEqual([]);
    expect(membersOf(channel.events)).toEqual({ [own]: true });
  });

  it.each([
    ['Missed', 0],
    ['ConnectedElsewhere', beginMs],
  ])('keeps the text of an invitation that came to nothing (%s)', (subcode, readUpTo) => {
    const channel = new TestChannel(family);
    channel.take(
      channel.communicationEvents(
        channel.invitation('started', { text: 'Are you there?' }),
        channel.conversationEvent('added', 'Incoming'),
      ),
    );
    const reason = { code: 'LocalFailure', subcode };
    const told = channel.take(
      channel.communicationEvents(channel.invitation('completed', { status: 'Failure', reason })),
      channel.communicationEvents(channel.conversationEvent('updated', 'Disconnected')),
      channel.communicationEvents(channel.conversationEvent('deleted', '')),
    );
    expect(messagesOf(told)).toMatchObject([{ conversation: bo, sender: bo, raw: { content: 'Are you there?' } }]);
    const read = told.flatMap((entry) => (entry.type === 'conversation' ? (entry.conversation.readUpTo ?? []) : []));
    expect(Math.max(0, ...read)).toBe(readUpTo);
    expect(linesOf(told)).toEqual([]);
  });

  it('lets a message that comes after all take the place of the text of its invitation', () => {
    const channel = new TestChannel(family);
    channel.take(channel.communicationEvents(channel.invitation('started', { text: 'Late' })));
    const missed = { status: 'Failure', reason: { code: 'LocalFailure', subcode: 'Missed' } };
    const first = channel.take(channel.communicationEvents(channel.invitation('completed', missed)));
    const second = channel.take(channel.conversationEvents(channel.message(1, 'Late')));
    expect(messagesOf(second).map(({ id }) => id)).toEqual(messagesOf(first).map(({ id }) => id));
    const another = channel.take(channel.conversationEvents(channel.message(2, 'Late')));
    expect(messagesOf(another).map(({ id }) => id)).not.toEqual(messagesOf(first).map(({ id }) => id));
  });

  it('knows the message of an invitation again that took long to be accepted', () => {
    const channel = new TestChannel(family);
    const missed = { status: 'Failure', reason: { code: 'LocalFailure', subcode: 'Missed' } };
    channel.take(channel.communicationEvents(channel.invitation('started', { text: 'Late' })));
    const first = channel.take(channel.communicationEvents(channel.invitation('completed', missed)));
    channel.nowMs += 29_000;
    const second = channel.take(channel.conversationEvents(channel.message(1, 'Late')));
    expect(messagesOf(second).map(({ id }) => id)).toEqual(messagesOf(first).map(({ id }) => id));
  });

  it('takes nothing for the text of an invitation but the first message after it', () => {
    const channel = new TestChannel(family);
    const missed = { status: 'Failure', reason: { code: 'LocalFailure', subcode: 'Missed' } };
    channel.take(channel.communicationEvents(channel.invitation('started', { text: 'Late' })));
    channel.take(channel.communicationEvents(channel.invitation('completed', missed)));
    channel.nowMs += 29_000;
    const told = channel.take(channel.conversationEvents(channel.message(1, 'Hello?'), channel.message(2, 'Late')));
    expect(textsOf(told)).toEqual(['Hello?', 'Late']);
    expect(new Set(messagesOf(channel.events).map(({ id }) => id)).size).toBe(3);
  });

  it('shows the text of a second invitation to a conversation when the first came to nothing', () => {
    const channel = new TestChannel(family);
    const missed = { status: 'Failure', reason: { code: 'LocalFailure', subcode: 'Missed' } };
    for (const text of ['First', 'Second']) {
      channel.take(channel.communicationEvents(channel.invitation('started', { text })));
      channel.take(channel.communicationEvents(channel.invitation('completed', missed)));
    }
    expect(textsOf(channel.events)).toEqual(['First', 'Second']);
  });

  it('shows a message once that is told as started and as completed, and again after a resync', () => {
    const channel = new TestChannel(family);
    channel.acceptIncoming();
    const completed = channel.message(1, 'Once');
    const told = channel.take(channel.conversationEvents({ ...completed, type: 'started' }, completed));
    const again = channel.take(channel.conversationEvents(completed));
    expect(textsOf([...told, ...again])).toEqual(['Once']);
  });

  it('gives messages of the same time places of their own, in their order', () => {
    const channel = new TestChannel(family);
    channel.acceptIncoming();
    const told = channel.take(channel.conversationEvents(channel.message(1, 'a'), channel.message(2, 'b')));
    expect(messagesOf(told).map(({ order, raw }) => [order, raw.content])).toEqual([
      [beginMs, 'a'],
      [beginMs + 1, 'b'],
    ]);
  });

  it('asks for a message that is not embedded', () => {
    const channel = new TestChannel(family);
    channel.acceptIncoming();
    const full = channel.message(1, 'By asking') as {
      link: { href: string };
      _embedded: { message: Record<string, unknown> };
    };
    channel.resources[absolute(full.link.href)] = full._embedded.message;
    const told = channel.take(
      channel.conversationEvents(event('message', full.link.href, 'completed', { status: 'Success' })),
    );
    expect(textsOf(told)).toEqual(['By asking']);
  });

  it('waits with the messages of a conversation of several until it knows who wrote them', () => {
    const channel = new TestChannel(family);
    channel.beginConference('bo');
    channel.person('cy');
    const draft = channel.fold([
      channel.conversationEvents(channel.message(1, 'Hello', { name: 'cy' }), channel.message(2, 'Hi')),
    ]);
    expect(textsOf(draft.events)).toEqual([]);
    channel.commit(draft);
    const told = channel.answer();
    expect(messagesOf(told).map(({ sender, raw }) => [sender, raw.content])).toEqual([
      [cy, 'Hello'],
      [bo, 'Hi'],
    ]);
  });

  it('keeps a text whose writer the server does not name', () => {
    const channel = new TestChannel(family);
    channel.beginConference('bo');
    const told = channel.take(channel.conversationEvents(channel.message(1, 'Boo', { name: 'cy' })));
    expect(messagesOf(told)).toMatchObject([
      { sender: `participant:${absolute(family.participant('cy'))}`, raw: { content: 'Boo' } },
    ]);
  });

  it('makes a safe tree of formatted text', () => {
    const channel = new TestChannel(family);
    channel.acceptIncoming();
    const html =
      '<span style="color:red" onclick="x()">See <a href="https://example.org/">this</a><script>bad()</script></span>';
    const links = { htmlMessage: `data:text/html;base64,${Buffer.from(html).toString('base64')}` };
    const told = channel.take(channel.conversationEvents(channel.message(1, '', { links })));
    const [message] = messagesOf(told);
    expect(message?.raw).toEqual({ type: 'text/html', content: html });
    const body = JSON.stringify(message?.content);
    expect(body).toContain('"href":"https://example.org/"');
    expect(body).not.toMatch(/onclick|<script/);
  });

  it('shows plain text as it was typed', () => {
    const channel = new TestChannel(family);
    channel.acceptIncoming();
    const told = channel.take(channel.conversationEvents(channel.message(1, 'Tom &amp; <b>Grüße</b>')));
    const [message] = messagesOf(told);
    expect(message?.content).toEqual({
      kind: 'text',
      body: [{ kind: 'text', text: 'Tom &amp; <b>Grüße</b>' }],
      isAction: false,
    });
  });

  it('says in an incident when a message carries no text', () => {
    const channel = new TestChannel(family);
    channel.acceptIncoming();
    const href = `${family.conversation}/messaging/messages/1`;
    const embedded = resource('message', href, { direction: 'Incoming' });
    channel.take(channel.conversationEvents(event('message', href, 'completed', { status: 'Success', embedded })));
    expect(channel.unreadable).toEqual([{ what: 'message', path: '_links', reason: 'expected a text' }]);
  });

  describe('own messages', () => {
    function outgoing(): TestChannel {
      const channel = new TestChannel(family);
      channel.person('bo');
      const properties = { direction: 'Outgoing', operationId: 'op-1' };
      channel.take(
        channel.communicationEvents(
          channel.invitation('started', { properties, embedded: {}, links: { to: bo } }),
          channel.conversationEvent('added', 'Connecting'),
        ),
        channel.conversationEvents(channel.localAdded(), channel.messagingEvent('Connecting')),
      );
      channel.take(
        channel.communicationEvents(channel.conversationEvent('updated', 'Connected')),
        channel.conversationEvents(
          channel.participant('bo', 'added'),
          channel.inChat('bo', 'added'),
          channel.ownInChat('added'),
          channel.messagingEvent('Connected'),
        ),
        channel.communicationEvents(channel.invitation('completed', { properties, embedded: {}, status: 'Success' })),
      );
      return channel;
    }

    it('an invitation that was accepted leaves an open chat of two, without a line', () => {
      const channel = outgoing();
      expect(channel.state.outcomes).toMatchObject([
        { operationId: 'op-1', isSuccess: true, conversation: absolute(family.conversation) },
      ]);
      expect(linesOf(channel.events)).toEqual([]);
      expect(membersOf(channel.events)).toEqual({ [own]: true, [bo]: true });
      expect(channel.events).toContainEqual(
        expect.objectContaining({
          type: 'conversation',
          conversation: expect.objectContaining({ id: bo, kind: 'direct', partner: bo }),
        }),
      );
    });

    it('come back with the text that was kept', () => {
      const channel = outgoing();
      channel.sent['m-1'] = { type: 'text/plain', text: 'Lunch?', atMs: beginMs };
      const told = channel.take(channel.conversationEvents(channel.ownMessage(1, 'm-1')));
      expect(messagesOf(told)).toMatchObject([
        { conversation: bo, id: 'm-1', clientId: 'm-1', sender: own, raw: { content: 'Lunch?' } },
      ]);
      expect(channel.state.outcomes.at(-1)).toMatchObject({ operationId: 'm-1', isSuccess: true });
      expect(channel.take(channel.conversationEvents(channel.ownMessage(1, 'm-1')))).toEqual([]);
    });

    it('that did not get through are told to the sender, and are not shown', () => {
      const channel = outgoing();
      channel.sent['m-1'] = { type: 'text/plain', text: 'Lunch?', atMs: beginMs };
      const reason = { code: 'RemoteFailure', subcode: 'Unreachable' };
      expect(channel.take(channel.conversationEvents(channel.ownMessage(1, 'm-1', 'Failure', reason)))).toEqual([]);
      expect(channel.state.outcomes.at(-1)).toMatchObject({
        operationId: 'm-1',
        isSuccess: false,
        subcode: 'Unreachable',
      });
    });

    it('of which some people got nothing stay, with an incident', () => {
      const channel = outgoing();
      channel.sent['m-1'] = { type: 'text/plain', text: 'Lunch?', atMs: beginMs };
      const own1 = channel.ownMessage(1, 'm-1') as { _embedded: { message: { _links: Record<string, unknown> } } };
      own1._embedded.message._links.failedDeliveryParticipant = [{ href: family.participant('bo') }];
      const told = channel.take(channel.conversationEvents(own1));
      expect(textsOf(told)).toEqual(['Lunch?']);
      expect(channel.unreadable).toHaveLength(1);
    });

    it('in a conversation that ends before anybody says with whom it was are an incident', () => {
      const channel = new TestChannel();
      channel.sent['m-1'] = { type: 'text/plain', text: 'Lunch?', atMs: beginMs };
      const told = channel.take(
        channel.communicationEvents(channel.conversationEvent('added', 'Connected')),
        channel.conversationEvents(channel.ownMessage(1, 'm-1')),
        channel.communicationEvents(channel.conversationEvent('deleted', '')),
      );
      expect(messagesOf(told)).toEqual([]);
      expect(channel.unreadable).toMatchObject([{ what: 'message', path: 'participant' }]);
    });

    it('a chat of two that is left and taken up again says so; its end says nothing', () => {
      const channel = outgoing();
      const left = channel.take(channel.conversationEvents(channel.inChat('bo', 'deleted')));
      expect(linesOf(left)).toEqual([{ type: 'chatLeft', targets: [bo] }]);
      const back = channel.take(channel.conversationEvents(channel.inChat('bo', 'added')));
      expect(linesOf(back)).toEqual([{ type: 'chatJoined', targets: [bo] }]);
      const over = channel.take(
        channel.conversationEvents(
          channel.messagingEvent('Disconnected'),
          channel.inChat('bo', 'deleted'),
          channel.ownInChat('deleted'),
        ),
        channel.communicationEvents(
          channel.conversationEvent('updated', 'Disconnected'),
          channel.conversationEvent('deleted', ''),
        ),
      );
      expect(linesOf(over)).toEqual([]);
      expect(membersOf(over)).toEqual({ [own]: undefined, [bo]: undefined });
    });

    it('a chat of two with a third person becomes a conversation of its own', () => {
      const channel = outgoing();
      channel.person('cy');
      const told = channel.take(
        channel.communicationEvents(channel.conversationEvent('updated', 'Conferencing', { threadId: 'thread-2' })),
        channel.communicationEvents(channel.conversationEvent('updated', 'Conferenced', { threadId: 'thread-2' })),
        channel.conversationEvents(channel.participant('cy', 'added'), channel.inChat('cy', 'added')),
      );
      expect(linesOf(told)).toEqual([{ type: 'chatJoined', targets: [cy] }]);
      expect(messagesOf(told).map(({ conversation }) => conversation)).toEqual(['conf:thread-2']);
      expect(membersOf(told)).toEqual({ [own]: true, [bo]: true, [cy]: true });
    });

    it('follows a chat of two into the conference that it becomes, without a line about the way', () => {
      const channel = outgoing();
      const told = [
        ...channel.take(
          channel.communicationEvents(channel.conversationEvent('updated', 'Conferencing', { threadId: 'thread-1' })),
        ),
        ...channel.take(
          channel.conversationEvents(channel.messagingEvent('Disconnected'), channel.ownInChat('deleted')),
        ),
      ];
      expect(channel.state.actions).toEqual([
        { kind: 'addMessaging', href: absolute(`${family.conversation}/messaging/add`), attempts: 0 },
      ]);
      channel.state.actions = [];
      told.push(
        ...channel.take(
          channel.communicationEvents(channel.conversationEvent('updated', 'Conferenced')),
          channel.conversationEvents(channel.messagingEvent('Connected'), channel.ownInChat('added')),
        ),
      );
      expect(channel.state.actions).toEqual([]);
      expect(linesOf(told)).toEqual([]);
      expect(membersOf(channel.events)).toEqual({ [own]: true, [bo]: true });
    });

    it('does not bring the user back into a chat that was left on purpose', () => {
      const channel = outgoing();
      channel.take(channel.communicationEvents(channel.conversationEvent('updated', 'Conferenced')));
      channel.leaving = { [absolute(family.conversation)]: channel.nowMs };
      const told = channel.take(
        channel.conversationEvents(channel.messagingEvent('Disconnected'), channel.ownInChat('deleted')),
      );
      expect(channel.state.actions).toEqual([]);
      expect(linesOf(told)).toEqual([{ type: 'chatLeft', targets: [own] }]);
    });

    it('goes on where somebody else answered', () => {
      const channel = outgoing();
      const other = `${family.application}/communication/conversations/77`;
      const derived = `${other}/messaging`;
      channel.resources[absolute(derived)] = resource(
        'messaging',
        derived,
        { state: 'Connected' },
        { conversation: other, sendMessage: `${derived}/messages` },
      );
      channel.resources[absolute(other)] = resource(
        'conversation',
        other,
        { state: 'Connected' },
        { messaging: derived },
      );
      const properties = { direction: 'Outgoing', operationId: 'op-2' };
      const parts = {
        properties,
        embedded: {},
        links: { to: cy, derivedMessaging: derived, conversation: `${family.conversation}9` },
      };
      const reason = { code: 'Informational', subcode: 'DerivedConversation' };
      channel.take(
        channel.communicationEvents(channel.invitation('completed', { ...parts, status: 'Success', reason })),
      );
      expect(channel.state.outcomes.at(-1)).toMatchObject({ operationId: 'op-2', conversation: absolute(other) });
      expect(channel.state.conversations[absolute(other)]).toMatchObject({ partner: cy, isOpen: true });
    });
  });
});
