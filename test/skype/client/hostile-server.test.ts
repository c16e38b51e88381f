// A server that lies: where it leads, what it answers. No token may leave for a place that is not the account's.
import { describe, expect, it } from 'vitest';
import type { TransportRequest, TransportResponse } from '../../../src/service/transport.ts';
import { discoveryPath } from '../../../src/skype/wire/discovery.ts';
import { createTestClient, type Interference, reply } from './support.ts';

const server = 'https://chat.example';
const registered = (host: string) =>
  reply(
    201,
    {},
    {
      Location: `${host}/v1/users/ME/endpoints/%7Babc-1%7D`,
      'Set-RegistrationToken': 'registrationToken=UkVHSVNUUkFUSU9O; expires=4102444800; endpointId={abc-1}',
    },
  );

const isRegistration = ({ method, url }: TransportRequest) => method === 'POST' && url.endsWith('/users/ME/endpoints');

/** A small server that behaves, except where the test says otherwise. */
function clientOf(misbehave: Interference, announced: { services?: Record<string, string>; clouds?: string[] } = {}) {
  const behave = (request: TransportRequest): TransportResponse => {
    const { origin, pathname } = new URL(request.url);
    if (pathname === discoveryPath) {
      const { services = {}, clouds = [] } = announced;
      return reply(200, { name: 'x', version: '1', issuer: server, holdSeconds: 25, services, clouds });
    }
    if (pathname.endsWith('/users/self/profile')) return reply(200, { username: 'fred.2' });
    if (isRegistration(request)) return registered(origin);
    return reply(pathname.endsWith('/poll') ? 200 : 201);
  };
  const client = createTestClient(async (request) => behave(request), { server });
  client.interfere(misbehave);
  return client;
}

const hostsWithTokens = (requests: TransportRequest[]) =>
  new Set(
    requests
      .filter(({ headers }) => headers['X-SkypeToken'] || headers.Authentication || headers.RegistrationToken)
      .map(({ url }) => new URL(url).host),
  );

describe('a server that names a foreign host', () => {
  it('in the Location of a registration gets no token there, and the attempt is reported', async () => {
    const client = clientOf((request) =>
      isRegistration(request)
        ? reply(404, { errorCode: 752 }, { Location: 'https://evil.example/v1/users/ME' })
        : undefined,
    );
    await expect(client.service.open('online')).rejects.toMatchObject({ kind: 'forbidden' });
    expect(hostsWithTokens(client.requests)).toEqual(new Set(['chat.example']));
    expect(client.securityEvents).toEqual([
      { kind: 'foreign-origin', where: 'Location', origin: 'https://evil.example' },
    ]);
    expect(await client.service.isOpen()).toBe(false);
  });

  it('in the Location beside a registration token opens no session', async () => {
    const client = clientOf((request) => (isRegistration(request) ? registered('https://evil.example') : undefined));
    await expect(client.service.open('online')).rejects.toMatchObject({ kind: 'forbidden' });
    expect(client.requests.some(({ headers }) => headers.RegistrationToken)).toBe(false);
  });

  it('in syncState gets no token when the page is continued', async () => {
    const page = {
      conversations: [{ id: '8:joe.4' }],
      _metadata: { syncState: 'https://evil.example/v1?syncState=1' },
    };
    const client = clientOf(({ url }) => (url.includes('/conversations?') ? reply(200, page) : undefined));
    await client.service.open('online');
    const { next } = await client.service.listConversations();
    await expect(client.service.listConversations(next)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(client.service.listMessages('8:joe.4', next)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(hostsWithTokens(client.requests)).toEqual(new Set(['chat.example']));
    expect(client.securityEvents.map(({ where }) => where)).toEqual(['syncState', 'syncState']);
  });

  it('among its services is asked at its own origin instead', async () => {
    const client = clientOf(() => undefined, {
      services: { 'api.skype.com': 'https://evil.example', 'client-s.gateway.messenger.live.com': server },
    });
    await client.service.whoAmI();
    expect(client.requests.at(-1)?.url).toBe(`${server}/api.skype.com/users/self/profile`);
    const report = { kind: 'foreign-origin', where: 'services', origin: 'https://evil.example' };
    expect(client.securityEvents).toEqual([report]);
    await client.service.open('online');
    client.securityEvents.length = 0;
    await client.service.poll();
    expect(client.securityEvents).toEqual([]);
  });
});

describe('a server that moves a user', () => {
  it('to another of its clouds is followed, and the place is remembered', async () => {
    const client = clientOf(
      (request) =>
        isRegistration(request) && request.url.startsWith(server)
          ? reply(404, { errorCode: 752 }, { Location: 'https://db3.chat.example/v1/users/ME/endpoints/SELF' })
          : undefined,
      { clouds: ['https://db3.chat.example'] },
    );
    await client.service.open('online');
    await client.service.poll();
    expect(client.requests.at(-1)?.url).toBe(
      'https://db3.chat.example/v1/users/ME/endpoints/SELF/subscriptions/0/poll',
    );
  });

  it('in a circle is given up', async () => {
    const client = clientOf(
      (request) => {
        if (!isRegistration(request)) return undefined;
        const other = request.url.startsWith(server) ? 'https://db3.chat.example' : server;
        return reply(404, { errorCode: 752 }, { Location: `${other}/v1/users/ME/endpoints` });
      },
      { clouds: ['https://db3.chat.example'] },
    );
    await expect(client.service.open('online')).rejects.toMatchObject({ kind: 'server' });
    expect(client.requests.filter(isRegistration)).toHaveLength(4);
  });
});

describe('a server that answers', () => {
  it.each([
    [reply(401), 'whoAmI', { kind: 'unauthorised' }],
    [reply(404, { errorCode: 729 }), 'poll', { kind: 'session-lost', code: 729 }],
    [reply(404, { errorCode: 450 }), 'poll', { kind: 'session-lost', code: 450 }],
    [reply(401), 'poll', { kind: 'session-lost' }],
    [reply(404), 'poll', { kind: 'not-found' }],
    [reply(403, { errorCode: 206 }), 'poll', { kind: 'forbidden', code: 206 }],
    [reply(409), 'poll', { kind: 'conflict' }],
    [reply(400, { errorCode: 201 }), 'poll', { kind: 'invalid', code: 201 }],
    [reply(429, {}, { 'Retry-After': '7' }), 'poll', { kind: 'rate-limited', retryAfterMs: 7000 }],
    [reply(429, {}, { 'Retry-After': '99999999' }), 'poll', { kind: 'rate-limited', retryAfterMs: 3_600_000 }],
    [
      reply(429, {}, { Date: 'Fri, 01 Jan 2016 00:00:00 GMT', 'Retry-After': 'Fri, 01 Jan 2016 00:01:00 GMT' }),
      'poll',
      { kind: 'rate-limited', retryAfterMs: 60_000 },
    ],
    [reply(429, { errorCode: 803 }), 'poll', { kind: 'rate-limited', retryAfterMs: 300_000 }],
    [reply(503, '<html>', { 'Retry-After': '2' }), 'poll', { kind: 'server', retryAfterMs: 2000 }],
    [reply(500), 'poll', { kind: 'server' }],
    [reply(302, '', { Location: 'https://evil.example' }), 'poll', { kind: 'server' }],
    [reply(200, '<html>'), 'poll', { kind: 'server' }],
    [reply(200, { eventMessages: 'x' }), 'poll', { kind: 'unreadable' }],
    [reply(200, { errorCode: 730 }), 'poll', { kind: 'not-found', code: 730 }],
    [reply(200, { errorCode: 999 }), 'poll', { kind: 'invalid', code: 999 }],
    [reply(404, { errorCode: 404, message: '{"errorCode":729,"message":"x"}' }), 'poll', { code: 729 }],
    [reply(400, { status: { code: 40120, text: 'x' } }), 'whoAmI', { kind: 'unauthorised', code: 40120 }],
  ] as const)('%#: is understood as one of the error kinds', async (answer, operation, error) => {
    const client = clientOf(() => undefined);
    await client.service.open('online');
    client.interfere(() => answer);
    await expect(client.service[operation]()).rejects.toMatchObject({ name: 'ServiceError', ...error });
  });

  it('never puts what it said into an error', async () => {
    const client = clientOf(() => undefined);
    await client.service.open('online');
    client.interfere(() => reply(403, { errorCode: 206, message: 'secret words', token: 'secret token' }));
    const error = await client.service.poll().catch((reason: unknown) => reason);
    expect(String(error)).not.toContain('secret');
  });

  it('nothing at a poll brings no events', async () => {
    const client = clientOf(() => undefined);
    await client.service.open('online');
    client.interfere(() => reply(200, ''));
    expect(await client.service.poll()).toEqual({ events: [], unreadable: [] });
  });

  it('with no discovery document is taken to serve everything at its origin', async () => {
    const client = clientOf(({ url }) => (url.endsWith(discoveryPath) ? reply(404) : undefined));
    await client.service.open('online');
    expect(client.service.pollTimeoutMs).toBe(50_000);
    expect(await client.service.whoAmI()).toEqual({ id: '8:fred.2', name: 'fred.2' });
  });

  it('with a stored session of another shape begins anew', async () => {
    const client = createTestClient(async () => reply(500), {
      server,
      session: { read: async () => ({ registrationToken: 7 }), write: async () => {} },
    });
    expect(await client.service.isOpen()).toBe(false);
  });
});

describe('identifiers from outside', () => {
  it('cannot climb out of the path of a request', async () => {
    const client = clientOf(() => undefined);
    await client.service.open('online');
    await client.service.typing?.show('19:x/../../evil?y#z', true);
    expect(client.requests.at(-1)?.url).toBe(
      `${server}/v1/users/ME/conversations/19%3Ax%2F..%2F..%2Fevil%3Fy%23z/messages`,
    );
  });
});
