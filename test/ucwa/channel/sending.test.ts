import { describe, expect, it } from 'vitest';
import { directConversationLink, readOpenConversation } from '../../../src/ucwa/channel/conversation-link.ts';
import { readSession } from '../../../src/ucwa/client/session.ts';
import { reason } from '../support/scripted-pool.ts';
import { ChannelLife } from './life.ts';
import { bo, messagesOf, own, pool } from './support.ts';

const outgoing = (clientId: string, parts: Record<string, unknown> = {}) => ({
  messagetype: 'text/plain',
  content: 'Lunch?',
  clientId,
  composedAtMs: 1_700_000_000_000,
  ...parts,
});

const settled = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** Lets everything run that waits for nothing but promises. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

const postsOf = (life: ChannelLife) => life.pool.asked.filter((entry) => entry.startsWith('POST'));

function messagesHref(life: ChannelLife, operationId: string): string {
  return `${life.wire.family.conversation}/messaging/messages?operationId=${operationId}`;
}

describe('sending into an open chat', () => {
  async function open() {
    const life = await ChannelLife.open();
    await life.openChat();
    life.pool.web.requests.length = 0;
    return life;
  }

  it('is done when the word of the server is committed, and the message is there then', async () => {
    const life = await open();
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    const sending = settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    life.give(2, life.wire.conversationEvents(life.wire.ownMessage(1, 'm1')));
    await life.poll();
    expect(await sending).toEqual({ value: { id: 'm1', arrivedAtMs: life.pool.nowMs } });
    expect(messagesOf(life.events)).toMatchObject([
      { conversation: bo, clientId: 'm1', sender: own, raw: { content: 'Lunch?' } },
    ]);
    const [request] = life.pool.web.requests;
    expect(request).toMatchObject({ body: 'Lunch?', headers: { 'Content-Type': 'text/plain' } });
    life.pool.on('GET', life.address(3), { isLost: true });
    await life.poll();
    expect((await readSession(life.options.session))?.sent).toEqual({});
  });

  it.each([
    [['Plain', 'Html'], 'text/html', '<b>Lunch</b>?'],
    [['Plain'], 'text/plain', 'Lunch?'],
  ])('sends formatted text as %s allow', async (formats, type, body) => {
    const life = await open();
    const state = life.state;
    for (const conversation of Object.values(state.conversations)) conversation.messaging.formats = formats;
    life.stored = state;
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    void settled(life.sending.send(bo, outgoing('m1', { messagetype: 'text/html', content: '<b>Lunch</b>?' })));
    await breathe();
    expect(life.pool.web.requests).toMatchObject([{ body, headers: { 'Content-Type': type } }]);
  });

  it('a message that did not arrive is refused, and the next try is another operation', async () => {
    const life = await open();
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    const sending = settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    const failure = { code: 'RemoteFailure', subcode: 'Unreachable' };
    life.give(2, life.wire.conversationEvents(life.wire.ownMessage(1, 'm1', 'Failure', failure)));
    await life.poll();
    expect(await sending).toMatchObject({ error: { kind: 'unanswered' } });
    life.pool.on('POST', messagesHref(life, 'm1.1'), { status: 201 });
    const again = settled(life.sending.send(bo, outgoing('m1', { isRepeated: true })));
    await breathe();
    life.give(3, life.wire.conversationEvents(life.wire.ownMessage(2, 'm1.1')));
    await life.poll();
    expect(await again).toMatchObject({ value: { id: 'm1' } });
    expect(messagesOf(life.events)).toMatchObject([{ id: 'm1', clientId: 'm1' }]);
  });

  it('a try that the server has taken is not made again after the worker died', async () => {
    const life = await open();
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    void settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    const again = settled(life.sending.send(bo, outgoing('m1', { isRepeated: true })));
    await breathe();
    life.elapse(2_000);
    await breathe();
    life.give(2, life.wire.conversationEvents(life.wire.ownMessage(1, 'm1')));
    await life.poll();
    expect(await again).toMatchObject({ value: { id: 'm1' } });
    expect(postsOf(life)).toHaveLength(1);
  });

  it('a try of which nobody knows is made again under the same operation', async () => {
    const life = await open();
    life.pool.on('POST', messagesHref(life, 'm1'), { isLost: true }, { status: 201 });
    expect(await settled(life.sending.send(bo, outgoing('m1')))).toMatchObject({ error: { kind: 'network' } });
    const again = settled(life.sending.send(bo, outgoing('m1', { isRepeated: true })));
    await breathe();
    expect(postsOf(life)).toHaveLength(1);
    life.elapse(2_000);
    await breathe();
    expect(postsOf(life)).toHaveLength(2);
    life.give(2, life.wire.conversationEvents(life.wire.ownMessage(1, 'm1')));
    await life.poll();
    expect(await again).toMatchObject({ value: { id: 'm1' } });
  });

  it('a delivery that the channel has told already needs no request', async () => {
    const life = await open();
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    void settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    life.give(2, life.wire.conversationEvents(life.wire.ownMessage(1, 'm1')));
    await life.poll();
    expect(await life.sending.send(bo, outgoing('m1', { isRepeated: true }))).toMatchObject({ id: 'm1' });
    expect(postsOf(life)).toHaveLength(1);
  });

  it('what the server took and never speaks of again counts as sent, with its text', async () => {
    const life = await open();
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    const sending = settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    life.elapse(21_000);
    await life.poll();
    expect(await sending).toMatchObject({ value: { id: 'm1' } });
    expect(messagesOf(life.events)).toMatchObject([{ conversation: bo, clientId: 'm1', raw: { content: 'Lunch?' } }]);
  });

  it('nobody knows about a message when the time is over without a word', async () => {
    const life = await open();
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    const sending = settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    life.elapse(35_000);
    expect(await sending).toMatchObject({ error: { kind: 'network', hasTimedOut: true } });
  });

  it('messages cannot be changed', async () => {
    const life = await open();
    await expect(life.sending.send(bo, outgoing('m1', { target: 'm0' }))).rejects.toMatchObject({ kind: 'invalid' });
  });
});

describe('beginning a chat', () => {
  async function invite() {
    const life = await ChannelLife.open();
    await life.poll();
    const { startMessaging } = life.pool.paths;
    life.pool.on('POST', startMessaging, { status: 201 });
    const sending = settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    return { life, sending };
  }

  const started = (life: ChannelLife) =>
    life.wire.invitation('started', {
      embedded: {},
      links: { to: bo },
      properties: { direction: 'Outgoing', operationId: 'fresh-1' },
    });

  it('invites, waits until the other is there, and sends then', async () => {
    const { life, sending } = await invite();
    expect(life.pool.bodiesOf('POST', life.pool.paths.startMessaging)).toEqual([
      { to: bo, operationId: 'fresh-1', importance: 'Normal' },
    ]);
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    await life.openChat();
    await breathe();
    expect(postsOf(life)).toHaveLength(2);
    life.give(2, life.wire.conversationEvents(life.wire.ownMessage(1, 'm1')));
    await life.poll();
    expect(await sending).toMatchObject({ value: { id: 'm1' } });
  });

  it.each([
    ['Declined', 'declined'],
    ['DoNotDisturb', 'declined'],
    ['Timeout', 'unanswered'],
    ['NotAllowed', 'forbidden'],
    ['DestinationNotFound', 'not-found'],
    ['TemporarilyUnavailable', 'server'],
    ['Unreachable', 'unanswered'],
    ['Expired', 'unanswered'],
    ['Canceled', 'forbidden'],
    ['ModalityNotSupported', 'forbidden'],
    ['AnotherOperationPending', 'server'],
    ['TooManyRequests', 'rate-limited'],
    ['TooManyConversations', 'conflict'],
    ['EntityTooLarge', 'invalid'],
  ])('says no when the invitation comes to nothing (%s)', async (subcode, kind) => {
    const { life, sending } = await invite();
    const parts = { embedded: {}, links: { to: bo }, properties: { direction: 'Outgoing', operationId: 'fresh-1' } };
    const failure = { code: 'RemoteFailure', subcode };
    life.give(
      1,
      life.wire.communicationEvents(
        started(life),
        life.wire.invitation('completed', { ...parts, status: 'Failure', reason: failure }),
        life.wire.conversationEvent('deleted', ''),
      ),
    );
    await life.poll();
    expect(await sending).toMatchObject({ error: { kind } });
  });

  it('gives up when nothing happens at all', async () => {
    const { life, sending } = await invite();
    life.elapse(35_000);
    expect(await sending).toMatchObject({ error: { kind: 'unanswered' } });
  });

  it.each([
    ['back', -3_600_000],
    ['on', 3_600_000],
  ])('is as patient as ever when the first reply puts the clock %s by an hour', async (_, byMs) => {
    const { life, sending } = await invite();
    life.pool.nowMs += byMs;
    life.elapse(1_000);
    await breathe();
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    await life.openChat();
    await breathe();
    expect(postsOf(life)).toHaveLength(2);
    life.pool.nowMs += byMs;
    life.elapse(35_000);
    expect(await sending).toMatchObject({ error: { kind: 'network', hasTimedOut: true } });
  });

  it('asks nobody in an application that was replaced meanwhile', async () => {
    const { life, sending } = await invite();
    const session = await readSession(life.options.session);
    await life.options.session.write({ ...session, applicationHref: `${pool}/applications/another` });
    await life.poll();
    expect(await sending).toMatchObject({ error: { kind: 'session-lost' } });
  });

  it('does not invite again while an invitation is under way', async () => {
    const { life, sending } = await invite();
    life.give(1, life.wire.communicationEvents(started(life), life.wire.conversationEvent('added', 'Connecting')));
    await life.poll();
    const second = settled(life.sending.send(bo, outgoing('m2')));
    await breathe();
    expect(life.pool.bodiesOf('POST', life.pool.paths.startMessaging)).toHaveLength(1);
    life.elapse(35_000);
    expect(await sending).toMatchObject({ error: { kind: 'unanswered' } });
    life.elapse(35_000);
    expect(await second).toMatchObject({ error: { kind: 'unanswered' } });
  });

  it('comes back into a chat that the user has left', async () => {
    const life = await ChannelLife.open();
    await life.openChat();
    const { wire } = life;
    life.give(2, wire.conversationEvents(wire.ownInChat('deleted'), wire.messagingEvent('Disconnected')));
    await life.poll();
    const addMessaging = `${wire.family.conversation}/messaging/add`;
    life.pool.on('POST', addMessaging, { status: 201 });
    life.pool.on('POST', messagesHref(life, 'm1'), { status: 201 });
    void settled(life.sending.send(bo, outgoing('m1')));
    await breathe();
    expect(life.pool.bodiesOf('POST', addMessaging)).toEqual([{ operationId: 'fresh-1' }]);
    life.give(3, wire.conversationEvents(wire.messagingEvent('Connected'), wire.ownInChat('added')));
    await life.poll();
    await breathe();
    expect(postsOf(life).at(-1)).toBe(`POST ${messagesHref(life, 'm1')}`);
  });

  it('nobody of a conversation of several is known: says that it is over', async () => {
    const life = await ChannelLife.open();
    await life.poll();
    await expect(life.sending.send('conf:unknown', outgoing('m1'))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('goes on with a conversation of several by its thread', async () => {
    const life = await ChannelLife.open();
    const { wire } = life;
    life.pool.on('GET', wire.family.participant('bo'), { json: { uri: bo, rel: 'participant' } });
    life.give(
      1,
      wire.communicationEvents(wire.conversationEvent('added', 'Conferenced')),
      wire.conversationEvents(wire.localAdded(), wire.participant('bo', 'added')),
    );
    await life.pollPast(1);
    life.give(2, wire.communicationEvents(wire.conversationEvent('deleted', '')));
    await life.poll();
    life.pool.on('POST', life.pool.paths.startMessaging, { status: 201 });
    void settled(life.sending.send('conf:thread-1', outgoing('m1')));
    await breathe();
    expect(life.pool.bodiesOf('POST', life.pool.paths.startMessaging)).toEqual([
      { to: bo, operationId: 'fresh-1', importance: 'Normal', threadId: 'thread-1' },
    ]);
  });
});

describe('links of a conversation', () => {
  it('are those that the server offers now', async () => {
    const life = await ChannelLife.open();
    await life.openChat();
    const { conversation } = life.wire.family;
    expect(await directConversationLink(life.connection, bo, 'self')).toBe(`${pool}${conversation}`);
    expect(await directConversationLink(life.connection, bo, 'stopMessaging')).toBe(
      `${pool}${conversation}/messaging/terminate`,
    );
    expect(await directConversationLink(life.connection, bo, 'addParticipant')).toBe(`${pool}${conversation}/add`);
    await expect(directConversationLink(life.connection, bo, 'addMessaging')).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(directConversationLink(life.connection, 'sip:cy@example.org', 'self')).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('typing is shown where a chat is open, and nowhere else', async () => {
    const life = await ChannelLife.open();
    await life.openChat();
    const href = `${life.wire.family.conversation}/messaging/typing`;
    life.pool.web.requests.length = 0;
    life.pool.on('POST', href, { status: 204 }, reason(404, 'NotFound'));
    await life.typing.show(bo, true);
    await life.typing.show(bo, false);
    await life.typing.show('sip:cy@example.org', true);
    await life.typing.show(bo, true);
    expect(postsOf(life)).toEqual([`POST ${href}`, `POST ${href}`]);
  });

  it('tell who is in the conversation now', async () => {
    const life = await ChannelLife.open();
    await life.openChat();
    const { events } = await readOpenConversation(life.connection, bo);
    expect(events).toMatchObject([{ type: 'conversation', conversation: { id: bo, partner: bo } }]);
    expect(await readOpenConversation(life.connection, 'sip:cy@example.org')).toEqual({ events: [], unreadable: [] });
  });
});
