import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroupOperations } from '../../src/skype/operations/groups.ts';
import { composed, joe, wordsOf } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { until } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';
import { openTown, type Town } from './town.ts';

const fred = '8:fred.2';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const badge = () => extension.state.badge;
const words = async () => (await town.database.getAll('messages')).map((message) => wordsOf(message)).sort();
let sentCount = 0;
const outgoing = (text: string) => {
  sentCount += 1;
  return { clientId: `${Date.now()}${sentCount}`, ...composed(text), composedAtMs: Date.now() };
};

describe('the worker at a real gateway', () => {
  it('signs in through the real page and comes online', async () => {
    const { account } = await town.signIn();
    expect(account).toMatchObject({ server: 'http://127.0.0.1:8787', user: fred, name: 'Fred', kind: 'skype' });
    await until('the badge says so', () => extension.state.title === 'Skylark: no unread messages. Connected.');
  });

  it('shows a message of somebody else on the badge', async () => {
    await town.signIn();
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, outgoing('Hello Fred'));
    await until('the badge counts it', () => badge() === '1');
    expect(await words()).toEqual(['Hello Fred']);
    const [row] = await town.database.getAll('conversations');
    expect(row).toMatchObject({ id: joe, kind: 'direct', partner: joe, unread: 1 });
    await until('the sender has a name', async () =>
      (await town.database.getAll('contacts')).some((c) => c.name === 'Joe'),
    );
  });

  it('sends an answer that the other side receives, and its echo takes the row out of the outbox', async () => {
    const { worker, account } = await town.signIn();
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, outgoing('Hello Fred'));
    await until('it is here', () => badge() === '1');
    const reply = await ask(worker, 'message.send', {
      account: account.id,
      conversation: joe,
      ...composed('Hi <Joe> & all'),
    });
    expect(reply).toMatchObject({ ok: true });
    await until('the outbox is empty', async () => (await town.database.count('outbox')) === 0);
    await until('the echo is stored', async () => (await words()).includes('Hi <Joe> & all'));
    const page = await visitor.listMessages(fred);
    const received = page.events.flatMap((event) => (event.type === 'message' ? [wordsOf(event.message)] : []));
    expect(received).toEqual(['Hi <Joe> & all', 'Hello Fred']);
    await until('an answer reads the conversation', () => badge() === '');
  });

  it('publishes what was seen, and another endpoint hears of it', async () => {
    const { worker, account } = await town.signIn();
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, outgoing('Hello'));
    await until('it is here', () => badge() === '1');
    const elsewhere = await town.visitor('fred.2');
    const [row] = await town.database.getAll('conversations');
    const order = row?.lastMessage?.order ?? 0;
    await ask(worker, 'conversation.seen', { account: account.id, conversation: joe, order });
    await until('the badge is empty', () => badge() === '');
    await until('the server knows', async () => (await town.database.count('reading')) === 0);
    const listed = await elsewhere.listConversations();
    expect(listed.events).toContainEqual(
      expect.objectContaining({ conversation: expect.objectContaining({ id: joe, readUpTo: order }) }),
    );
  });

  it('clears the badge when the message is read elsewhere', async () => {
    await town.signIn();
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, outgoing('Hello'));
    await until('it is here', () => badge() === '1');
    const elsewhere = await town.visitor('fred.2');
    const [row] = await town.database.getAll('conversations');
    await elsewhere.reading?.publishReadUpTo(joe, row?.lastMessage?.order ?? 0);
    await until('the badge is empty', () => badge() === '');
  });

  it('finds what a lost poll reply held', async () => {
    const visitor = await town.visitor('joe.4');
    let lost = 0;
    town.interfere((request, send) => {
      if (!request.url.endsWith('/poll') || lost > 0) return undefined;
      return send().then(async (reply) => {
        if (!(await reply.clone().text()).includes('NewMessage')) return reply;
        lost += 1;
        throw new TypeError('the connection was lost');
      });
    });
    await town.signIn();
    await until('it polls', () => town.requests.some((request) => request.endsWith('/poll')));
    await visitor.send(fred, outgoing('nearly lost'));
    await until('it is found', () => badge() === '1');
    expect(lost).toBe(1);
    expect(await words()).toEqual(['nearly lost']);
  });

  it('sends a message once although the reply to it was lost', async () => {
    const { worker, account } = await town.signIn();
    let lost = 0;
    town.interfere((request, send) => {
      if (request.method !== 'POST' || !request.url.endsWith('/messages') || lost > 0) return undefined;
      lost += 1;
      return send().then(() => {
        throw new TypeError('the connection was lost');
      });
    });
    await ask(worker, 'message.send', { account: account.id, conversation: joe, ...composed('once') });
    await until('the outbox is empty', async () => (await town.database.count('outbox')) === 0);
    const visitor = await town.visitor('joe.4');
    const page = await visitor.listMessages(fred);
    expect(page.events.filter((event) => event.type === 'message')).toHaveLength(1);
    expect(lost).toBe(1);
  });

  it('renews a token that the server does not take any more, and goes on', async () => {
    const { account } = await town.signIn();
    const key = `token:${account.id}`;
    await extension.session.set({ [key]: { token: 'stale', obtainedAtMs: Date.now(), lifeMs: 3_600_000 } });
    const { worker } = town.start();
    await worker.ready;
    const reply = await ask(worker, 'preferences.read', { account: account.id });
    expect(reply).toEqual({ ok: true, value: null });
    expect(town.requests.filter((request) => request === 'POST /oauth/token').length).toBe(2);
  });

  it('asks for a new sign-in when the old one was revoked', async () => {
    const { account } = await town.signIn();
    const refreshToken = extension.local.peek()[`refresh:${account.id}`];
    await town.gateway.fetch('/oauth/revoke', {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'skylark-extension', token: String(refreshToken) }),
    });
    extension.restartBrowser();
    town.start();
    await until('it is expired', async () => (await town.state()) === 'expired');
    await until('the badge says so', () => badge() === '!');
  });

  it('opens a new session when the gateway has forgotten the endpoint, and misses nothing', async () => {
    await town.signIn();
    const visitor = await town.visitor('joe.4');
    await town.gateway.context.database.query(
      "delete from endpoints where user_id = (select id from users where name = 'fred.2')",
    );
    await visitor.send(fred, outgoing('in between'));
    await until('it is found', () => badge() === '1', 15_000);
    await until('it is online', async () => (await town.state()) === 'online');
  });

  it('goes on after the browser was closed, with what came meanwhile', async () => {
    await town.signIn();
    const visitor = await town.visitor('joe.4');
    town.start().life.kill();
    extension.restartBrowser();
    for (let i = 0; i < 60; i += 1) await visitor.send(fred, outgoing(`message ${i}`));
    town.start();
    await until('all are counted', () => badge() === '60', 15_000);
    expect(await town.database.count('messages')).toBe(60);
  });

  it('knows who is there, and what they choose to be', async () => {
    const visitor = await town.visitor('joe.4');
    await town.signIn();
    const presence = () => town.database.getAll('presence');
    await until('Joe is online', async () => (await presence()).some((row) => row.contact === joe && row.isConnected));
    await visitor.presence?.publish('busy');
    await until('Joe is busy', async () => (await presence()).some((row) => row.status === 'busy'));
  });

  it('shows the user as invisible and as offline, each in its way', async () => {
    const { worker, account } = await town.signIn();
    const visitor = await town.visitor('joe.4');
    const seen: { isConnected: boolean; status: string }[] = [];
    const watch = async () => {
      const { events } = await visitor.poll();
      for (const event of events) {
        if (event.type === 'presence' && event.presence.contact === fred) seen.push(event.presence);
      }
    };
    await until('Joe sees Fred online', async () => {
      await watch();
      return seen.at(-1)?.status === 'online';
    });
    await ask(worker, 'presence.set', { account: account.id, presence: 'invisible' });
    await until('Joe sees Fred offline', async () => {
      await watch();
      return seen.at(-1)?.status === 'offline';
    });
    const before = await town.gateway.context.database.query('select 1 from endpoints');
    await ask(worker, 'presence.set', { account: account.id, presence: 'offline' });
    expect(await town.state()).toBe('paused');
    await until('the endpoint is gone', async () => {
      const now = await town.gateway.context.database.query('select 1 from endpoints');
      return now.length === before.length - 1;
    });
    await ask(worker, 'presence.set', { account: account.id, presence: 'online' });
    await until('Fred is online again', async () => (await town.state()) === 'online');
  });

  it('follows the server to the user’s own cloud, and stays with it', async () => {
    const cloud = 'http://127.0.0.1:9999';
    town.close();
    town = await openTown({ settings: { clouds: [cloud] } });
    let moved = 0;
    town.interfere((request, send) => {
      const url = new URL(request.url);
      if (url.origin === 'http://127.0.0.1:8787' && url.pathname === '/v1/users/ME/endpoints') {
        moved += 1;
        const headers = { Location: `${cloud}/v1/users/ME/endpoints/%7B00000000-0000-0000-0000-000000000000%7D` };
        return Promise.resolve(new Response('{"errorCode":752}', { status: 404, headers }));
      }
      return url.origin === cloud ? send() : undefined;
    });
    await town.signIn();
    expect(moved).toBe(1);
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, outgoing('to the cloud'));
    await until('it is here', () => badge() === '1');
  });

  it('reads the preferences of the account after a page wrote them, and keeps the server’s value when a write fails', async () => {
    const { worker, account } = await town.signIn();
    const flags = async () => (await town.database.get('preferences', account.id))?.flags;
    const write = (method: 'PUT' | 'DELETE') =>
      ask(worker, 'server.request', { account: account.id, place: 'flags', method, path: '/flags/v1/28' });
    expect(await write('PUT')).toMatchObject({ ok: true });
    await ask(worker, 'preferences.read', { account: account.id });
    expect(await flags()).toEqual([28]);
    town.interfere((request) =>
      request.method === 'DELETE' ? Promise.resolve(new Response('{"errorCode":500}', { status: 500 })) : undefined,
    );
    expect(await write('DELETE')).toMatchObject({ ok: false, error: { kind: 'server' } });
    await ask(worker, 'preferences.read', { account: account.id });
    expect(await flags()).toEqual([28]);
  });

  it('loads older messages page by page until there are none', async () => {
    const visitor = await town.visitor('joe.4');
    for (let i = 0; i < 120; i += 1) await visitor.send(fred, outgoing(`message ${i}`));
    const elsewhere = await town.visitor('fred.2');
    const { events } = await elsewhere.listMessages(joe);
    const newest = events.flatMap((event) => (event.type === 'message' ? [event.message.order] : []))[0] ?? 0;
    await elsewhere.reading?.publishReadUpTo(joe, newest);
    const { worker, account } = await town.signIn();
    await until('the newest page is here', async () => (await town.database.count('messages')) >= 50);
    const ofJoe = { account: account.id, conversation: joe };
    for (let pages = 0; pages < 10; pages += 1) {
      const reply = (await ask(worker, 'conversation.loadOlder', ofJoe)) as { value: { hasMore: boolean } };
      if (!reply.value.hasMore) break;
    }
    expect(await town.database.count('messages')).toBe(120);
    expect(await ask(worker, 'conversation.loadOlder', ofJoe)).toEqual({ ok: true, value: { hasMore: false } });
    expect(badge()).toBe('');
  });

  it('shows a group with its topic and members', async () => {
    await town.signIn();
    const visitor = await town.visitor('joe.4');
    const groups = createGroupOperations((request) => visitor.request(request), '8:joe.4');
    const group = await groups.create([fred], 'Team chat');
    await visitor.send(group, outgoing('Hello all'));
    await until('the badge counts it', () => badge() === '1');
    await until('the group has its members', async () => {
      const row = (await town.database.getAll('conversations')).find(({ id }) => id === group);
      return row?.topic === 'Team chat' && row.members.length === 2 && row.searchText.includes('joe');
    });
  });

  it.each([
    ['thirty years behind', -30 * 365 * 86_400_000],
    ['ten years ahead', 10 * 365 * 86_400_000],
  ])('works with a clock that is %s', async (_what, offsetMs) => {
    const { worker, account } = await town.signIn({ nowMs: () => Date.now() + offsetMs });
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, outgoing('what time is it?'));
    await until('the badge counts it', () => badge() === '1');
    const [row] = await town.database.getAll('conversations');
    const seen = { account: account.id, conversation: joe, order: row?.lastMessage?.order ?? 0 };
    await ask(worker, 'conversation.seen', seen);
    await until('the server knows', async () => (await town.database.count('reading')) === 0);
    await ask(worker, 'message.send', { account: account.id, conversation: joe, ...composed('no idea') });
    await until('the outbox is empty', async () => (await town.database.count('outbox')) === 0);
    expect(await words()).toEqual(['no idea', 'what time is it?']);
  });

  it('signs out: the server forgets the sign-in, and what was to be kept is kept', async () => {
    const { worker, account } = await town.signIn();
    const visitor = await town.visitor('joe.4');
    await visitor.send(fred, outgoing('Hello'));
    await until('it is here', () => badge() === '1');
    const reply = await ask(worker, 'account.signOut', { account: account.id, keepMessages: true });
    expect(reply).toEqual({ ok: true, value: null });
    expect(await town.state()).toBe('signed-out');
    expect(await words()).toEqual(['Hello']);
    await until('the badge counts nothing', () => badge() === '');
    expect(town.requests.at(-1)).toBe('POST /oauth/revoke');
    expect(JSON.stringify([extension.local.peek(), extension.session.peek()])).not.toMatch(/refresh:|token:/);
  });
});

describe('a server that names a foreign place', () => {
  const foreign = 'https://evil.example';

  it('gets no token there by the Location of the registration', async () => {
    const seen: string[] = [];
    town.interfere((request, send) => {
      seen.push(new URL(request.url).origin);
      if (!request.url.endsWith('/endpoints')) return undefined;
      return send().then(
        () =>
          new Response('{"errorCode":752}', {
            status: 404,
            headers: { Location: `${foreign}/v1/users/ME/endpoints/%7B00000000-0000-0000-0000-000000000000%7D` },
          }),
      );
    });
    await town.signIn().catch(() => undefined);
    await until('it is refused', async () => (await town.state()) === 'refused');
    expect(new Set(seen)).toEqual(new Set(['http://127.0.0.1:8787']));
    const incidents = await town.database.getAll('incidents');
    expect(incidents).toMatchObject([{ kind: 'security', what: 'Location', detail: foreign }]);
    await until('the badge says so', () => badge() === '!');
  });
});
