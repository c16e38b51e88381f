import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPlainText } from '../../../src/markup/plain-text.ts';
import type { ChatEvent } from '../../../src/model/event.ts';
import type { Page } from '../../../src/service/service.ts';
import { createGroupOperations } from '../../../src/skype/operations/groups.ts';
import { createPreferenceWriting } from '../../../src/skype/operations/preferences.ts';
import { composed } from '../../support/chat.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { befriend, connect, pollFor, reply } from './support.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

type Connected = Awaited<ReturnType<typeof connect>>;
let counter = 0;

async function twoPeople(): Promise<{ fred: Connected; joe: Connected }> {
  counter++;
  const [fred, joe] = await Promise.all([connect(gateway, `fred${counter}`), connect(gateway, `joe${counter}`)]);
  await befriend(gateway, fred.identity, joe.identity);
  await Promise.all([fred.service.open('online'), joe.service.open('online')]);
  return { fred, joe };
}

const outgoing = (text: string, clientId = `${Date.now()}${counter++}`) => ({
  clientId,
  ...composed(text),
  composedAtMs: Date.now(),
});

const messagesOf = (page: { events: ChatEvent[] }) =>
  page.events.flatMap((event) => (event.type === 'message' ? [event.message] : []));

const textOf = (message: ReturnType<typeof messagesOf>[number]) =>
  message.content.kind === 'text' ? toPlainText(message.content.body) : message.content.kind;

describe('a session', () => {
  it('knows who is signed in before it is open', async () => {
    const anna = await connect(gateway, 'anna');
    expect(await anna.service.whoAmI()).toEqual({ id: '8:anna', name: 'Anna' });
    expect(await anna.service.isOpen()).toBe(false);
  });

  it('opens, stays alive and closes, after which it is lost', async () => {
    const { fred } = await twoPeople();
    expect(await fred.service.isOpen()).toBe(true);
    await fred.service.keepAlive({ isUserActive: true });
    await fred.service.close();
    expect(await fred.service.isOpen()).toBe(false);
    await expect(fred.service.poll()).rejects.toMatchObject({ kind: 'session-lost' });
  });

  it('is lost when the endpoint is gone, and can be opened again', async () => {
    const { fred } = await twoPeople();
    const { registrationToken } = fred.session() as { registrationToken: string };
    await gateway.fetch('/v1/users/ME/endpoints/SELF', {
      method: 'DELETE',
      headers: { RegistrationToken: `registrationToken=${registrationToken}` },
    });
    await expect(fred.service.poll()).rejects.toMatchObject({ kind: 'session-lost' });
    await fred.service.open('away');
    await expect(fred.service.poll()).resolves.toMatchObject({ unreadable: [] });
  });

  it('gives the endpoint of an earlier session back', async () => {
    const { fred } = await twoPeople();
    const earlier = fred.session() as { endpointId: string };
    await fred.service.open('online');
    expect(fred.requests.at(-1)).toMatchObject({
      method: 'DELETE',
      url: `${gateway.origin}/v1/users/ME/endpoints/${encodeURIComponent(earlier.endpointId)}`,
    });
  });

  it('reports a stale token as unauthorised', async () => {
    const { fred } = await twoPeople();
    fred.interfere((request) => {
      request.headers = { ...request.headers, ...(request.headers['X-SkypeToken'] ? { 'X-SkypeToken': 'stale' } : {}) };
      return undefined;
    });
    await expect(fred.service.whoAmI()).rejects.toMatchObject({ kind: 'unauthorised' });
  });
});

describe('messages', () => {
  it('reach the other person and come back as echo with the same client id', async () => {
    const { fred, joe } = await twoPeople();
    const sent = await fred.service.send(joe.id, outgoing('Hi <Joe> & https://a.example/ :)', 'client-1'));
    const arrived = await pollFor(joe, 'message');
    expect(arrived.message).toMatchObject({
      id: sent.id,
      conversation: fred.id,
      sender: fred.id,
      order: sent.arrivedAtMs,
      content: {
        kind: 'text',
        body: [
          { kind: 'text', text: 'Hi <Joe> & ' },
          { kind: 'link', href: 'https://a.example/' },
          { kind: 'text', text: ' ' },
          { kind: 'emoticon', type: 'smile', unicode: '🙂' },
        ],
      },
    });
    const echo = await pollFor(fred, 'message');
    expect(echo.message).toMatchObject({ clientId: 'client-1', conversation: joe.id, sender: fred.id });
  });

  it('are stored once when a try is repeated', async () => {
    const { fred, joe } = await twoPeople();
    const message = outgoing('once', 'client-2');
    const first = await fred.service.send(joe.id, message);
    const second = await fred.service.send(joe.id, message);
    expect(second).toEqual(first);
    expect(messagesOf(await joe.service.listMessages(fred.id))).toHaveLength(1);
  });

  it('say /me as an action without the actor', async () => {
    const { fred, joe } = await twoPeople();
    await fred.service.send(joe.id, outgoing('/me waves'));
    const { message } = await pollFor(joe, 'message');
    expect(message.content).toEqual({ kind: 'text', body: [{ kind: 'text', text: 'waves' }], isAction: true });
  });

  it('are listed page by page to the end, newest first, none missing and none twice', async () => {
    const { fred, joe } = await twoPeople();
    for (let i = 0; i < 120; i++) await fred.service.send(joe.id, outgoing(`message ${i}`));
    const texts: string[] = [];
    let page: Page | undefined;
    do {
      page = await joe.service.listMessages(fred.id, page?.next);
      texts.push(...messagesOf(page).map(textOf));
    } while (page.next);
    expect(texts).toEqual(Array.from({ length: 120 }, (_, i) => `message ${119 - i}`));
  });

  it('show typing while it lasts and never our own', async () => {
    const { fred, joe } = await twoPeople();
    await fred.service.typing?.show(joe.id, true);
    expect(await pollFor(joe, 'typing')).toMatchObject({ conversation: fred.id, contact: fred.id, isTyping: true });
    await fred.service.typing?.show(joe.id, false);
    expect(await pollFor(joe, 'typing', (event) => !event.isTyping)).toMatchObject({ contact: fred.id });
  });
});

describe('conversations', () => {
  it('are listed with their last message', async () => {
    const { fred, joe } = await twoPeople();
    await fred.service.send(joe.id, outgoing('last'));
    const page = await joe.service.listConversations();
    expect(page.events).toMatchObject([
      { type: 'conversation', conversation: { id: fred.id, kind: 'direct', partner: fred.id } },
      { type: 'message', message: { sender: fred.id } },
    ]);
    expect(page.next).toBeDefined();
    const end = await joe.service.listConversations(page.next);
    expect(end).toEqual({ events: [], unreadable: [] });
  });

  it('can be read before anybody has written', async () => {
    const { fred, joe } = await twoPeople();
    const { events } = await fred.service.readConversation(joe.id);
    expect(events).toMatchObject([{ conversation: { id: joe.id, kind: 'direct', partner: joe.id } }]);
  });

  it('tell other endpoints how far the user has read, never back', async () => {
    const { fred, joe } = await twoPeople();
    const sent = await fred.service.send(joe.id, outgoing('read me', '1451606399999'));
    await joe.service.reading?.publishReadUpTo(fred.id, sent.arrivedAtMs, '1451606399999');
    const update = await pollFor(joe, 'conversation', ({ conversation }) => (conversation.readUpTo ?? 0) > 0);
    expect(update.conversation).toMatchObject({ id: fred.id, readUpTo: sent.arrivedAtMs });
  });
});

describe('groups', () => {
  it('are created with members and topic, change, and stay readable after leaving', async () => {
    const { fred, joe } = await twoPeople();
    const groups = createGroupOperations((request) => fred.service.request(request), fred.id);
    const group = await groups.create([joe.id, fred.id], 'Team chat');
    const { events } = await joe.service.readConversation(group);
    const thread = events.flatMap((event) => (event.type === 'conversation' ? [event.conversation] : [])).at(-1);
    expect(thread).toMatchObject({ id: group, kind: 'group', topic: 'Team chat', isMember: true });
    expect(thread?.members?.map(({ id, role }) => [id, role]).sort()).toEqual([
      [fred.id, 'admin'],
      [joe.id, 'user'],
    ]);

    await groups.setTopic(group, 'New topic');
    const changed = await pollFor(joe, 'message', ({ message }) => {
      const { content } = message;
      return content.kind === 'activity' && content.activity.type === 'topic' && content.activity.value === 'New topic';
    });
    expect(changed.message.content).toMatchObject({ activity: { by: fred.id } });

    await groups.removeMember(group, joe.id);
    const after = await joe.service.readConversation(group);
    expect(after.events.at(-1)).toMatchObject({ conversation: { id: group, isMember: false } });
    await groups.addMember(group, joe.id);
    const again = await joe.service.readConversation(group);
    expect(again.events.at(-1)).toMatchObject({ conversation: { id: group, isMember: true } });
  });
});

describe('people', () => {
  it('resolve to names; nobody answers for unknown ones', async () => {
    const { fred, joe } = await twoPeople();
    const { events } = (await fred.service.contacts?.resolve([joe.id, '8:nobody', '4:+15553485', '28:some-bot'])) ?? {};
    expect(events).toEqual([
      { type: 'contact', contact: expect.objectContaining({ id: joe.id, name: `Joe${joe.id.slice(5)}` }) },
      { type: 'contact', contact: { id: '4:+15553485', kind: 'person', name: '+15553485' } },
    ]);
  });

  it('list as contacts, with nothing unreadable', async () => {
    const { fred } = await twoPeople();
    expect((await fred.service.contacts?.list())?.unreadable).toEqual([]);
  });

  it('are seen with the status they chose, and invisible ones as connected-offline to themselves only', async () => {
    const { fred } = await twoPeople();
    await fred.service.presence?.publish('busy');
    const { presence } = await pollFor(fred, 'presence', (event) => event.presence.status === 'busy');
    expect(presence).toMatchObject({ contact: fred.id, isConnected: true });
  });
});

describe('preferences', () => {
  it('are read and written at the server', async () => {
    const { fred } = await twoPeople();
    const { preferences } = fred.service;
    const writing = createPreferenceWriting((request) => fred.service.request(request), fred.id);
    await writing.setFlag(28, true);
    await writing.setCallPolicy('anyone');
    expect((await preferences?.read())?.flags).toContain(28);
    expect(await writing.readCallPolicy()).toBe('anyone');
    await writing.setFlag(28, false);
    await writing.setCallPolicy('contacts');
    expect((await preferences?.read())?.flags).not.toContain(28);
    expect(await writing.readCallPolicy()).toBe('contacts');
  });

  it('fall back to the old option where the server has no new one', async () => {
    const { fred } = await twoPeople();
    fred.interfere(({ url }) => (url.includes('calling.skype-call-policy') ? reply(404) : undefined));
    const writing = createPreferenceWriting((request) => fred.service.request(request), fred.id);
    await writing.setCallPolicy('anyone');
    expect(await writing.readCallPolicy()).toBe('anyone');
    expect(
      fred.requests.some(({ url, body }) => url.includes('OPT_SKYPE_CALL_POLICY') && body === 'integerValue=0'),
    ).toBe(true);
  });
});
