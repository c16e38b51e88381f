import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticateSkypeToken } from '../../../gateway/identity/principal.ts';
import { registerEndpoint } from '../../../gateway/messaging/registration.ts';
import { lockAndKeyHeader } from '../../../src/skype/lock-and-key.ts';
import { eachDatabase } from '../../support/databases.ts';
import { call, clientOf, connect, type Json, type Reply } from './client.ts';
import { pair, pick, settle } from './town.ts';

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const grammar =
  /^registrationToken=([A-Za-z0-9+/=]+); expires=(\d+); endpointId=(\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\})$/;

eachDatabase((openDatabase) => {
  let nowMs = 1_700_000_000_000;
  const town = settle(openDatabase, { now: () => nowMs, settings: { clouds: ['https://db3.gateway.test'] } });

  async function register(
    headers: Record<string, string> = {},
    body: unknown = { endpointFeatures: 'Agent' },
    token?: string,
  ): Promise<Reply> {
    const [user] = await town.strangers(1);
    const skypeToken = token ?? (await town.gateway.tokenFor(pick([user], 0) as never));
    const all = { Authentication: `skypetoken=${skypeToken}`, BehaviorOverride: 'redirectAs404', ...headers };
    return call(town.gateway, all, 'POST', '/v1/users/ME/endpoints', body);
  }

  describe('registration', () => {
    it('answers 201 with an empty object (0.3 rule 4)', async () => {
      const reply = await register();
      expect(reply.status).toBe(201);
      expect(reply.body).toEqual({});
    });

    it('names token, expiry and endpoint in exactly this order, the token from A-Z a-z 0-9 + / = only (0.3 rules 3 and 4)', async () => {
      const [, , expires] = grammar.exec((await register()).headers.get('set-registrationtoken') ?? '') ?? [];
      expect(Number(expires)).toBe(1_700_000_000 + 86_400);
    });

    it('gives the endpoint as Location on the origin the client used, braces encoded, https when we serve TLS (0.3 rules 2 and 4, 13.6)', async () => {
      const reply = await register();
      const id = grammar.exec(reply.headers.get('set-registrationtoken') ?? '')?.[3] ?? '';
      expect(reply.headers.get('location')).toBe(
        `https://gateway.test/v1/users/ME/endpoints/${encodeURIComponent(id)}`,
      );
    });

    it('never answers without a token header or a Location elsewhere (0.3 rule 5)', async () => {
      const reply = await register({}, undefined);
      expect(reply.headers.get('set-registrationtoken')).toMatch(grammar);
    });

    it('needs a skype token', async () => {
      expect((await call(town.gateway, {}, 'POST', '/v1/users/ME/endpoints', {})).status).toBe(401);
      expect((await register({}, {}, 'wrong')).status).toBe(401);
    });

    it('refuses a body that is not JSON or not an object', async () => {
      expect((await register({}, '{"a"')).status).toBe(400);
      expect((await register({}, '[1]')).status).toBe(400);
    });

    it('sends a user of another cloud there with 404, not 301 (0.3 rule 6)', async () => {
      const user = await town.gateway.createUser({ name: 'away.1', home: 'https://db3.gateway.test' });
      const headers = { Authentication: `skypetoken=${await town.gateway.tokenFor(user)}` };
      const reply = await call(town.gateway, headers, 'POST', '/v1/users/ME/endpoints', {});
      expect(reply.status).toBe(404);
      expect(reply.headers.get('location')).toBe('https://db3.gateway.test/v1/users/ME/endpoints');
      expect(reply.headers.get('set-registrationtoken')).toBeNull();
      expect(reply.body.errorCode).toBe(752);
    });

    it('keeps only a hash of the token', async () => {
      const token = grammar.exec((await register()).headers.get('set-registrationtoken') ?? '')?.[1] ?? '-';
      const rows = await town.gateway.context.database.query('select * from registration_tokens');
      expect(JSON.stringify(rows)).not.toContain(token);
      expect(town.gateway.logged()).not.toContain(token);
    });

    it('throttles a user who registers too often with 429/803 and a time to wait', async () => {
      const [user] = await town.strangers(1);
      const context = town.messaging({ registrations: 2 });
      const headers = new Headers({ 'X-SkypeToken': await town.gateway.tokenFor(pick([user], 0) as never) });
      const principal = await authenticateSkypeToken(context, headers);
      await registerEndpoint(context, principal, 'https://gateway.test');
      await registerEndpoint(context, principal, 'https://gateway.test');
      await expect(registerEndpoint(context, principal, 'https://gateway.test')).rejects.toMatchObject({
        status: 429,
        errorCode: 803,
        headers: { 'Retry-After': expect.stringMatching(/^[1-9]\d*$/) },
      });
    });
  });

  describe('the LockAndKey answer', () => {
    const header = (time: number | string, answer: string) => ({
      LockAndKey: `appId=msmsgs@msnmsgr.com; time=${time}; lockAndKeyResponse=${answer}`,
    });

    it('is accepted as two clients compute it', async () => {
      expect((await register(header(1_700_000_000, 'abe5fadd8fa2021a9041e263584ea4ab'))).status).toBe(201);
      const skew = { LockAndKey: await lockAndKeyHeader('1700050000', sha256) };
      expect((await register(skew)).status).toBe(201);
    });

    it('may be missing, as in the 2025 dialect', async () => {
      expect((await register({ ClientInfo: 'clientName=skype4life' })).status).toBe(201);
    });

    it('is refused with 403 when wrong or days out of date, with 400 when it cannot be read', async () => {
      expect((await register(header(1_700_000_000, 'abe5fadd8fa2021a9041e263584ea4ac'))).status).toBe(403);
      expect((await register(header(1_462_570_297, '5ac181edee7f30db176aaef9a043bf8a'))).status).toBe(403);
      expect((await register({ LockAndKey: 'time=1; hello' })).status).toBe(400);
      expect(
        (
          await register({
            LockAndKey: 'appId=other; time=1700000000; lockAndKeyResponse=abe5fadd8fa2021a9041e263584ea4ab',
          })
        ).status,
      ).toBe(400);
    });
  });

  describe('the registration token', () => {
    const ask = (token: string) =>
      call(town.gateway, { RegistrationToken: token }, 'GET', '/v1/users/ME/conversations');

    it('is read in the spellings of three clients', async () => {
      const [user] = await town.strangers(1);
      const client = await connect(town.gateway, pick([user], 0) as never);
      const value = `registrationToken=${client.token}`;
      expect((await ask(value)).status).toBe(200);
      expect((await ask(`${value}; expires=1700086400; endpointId=${client.endpoint}`)).status).toBe(200);
    });

    it('is refused with 401 and JSON when it is missing, garbage, unknown, past its end or of a revoked sign-in', async () => {
      const [user] = await town.strangers(1);
      const client = await connect(town.gateway, pick([user], 0) as never);
      const own = `registrationToken=${client.token}`;
      expect((await call(town.gateway, {}, 'GET', '/v1/users/ME/conversations')).status).toBe(401);
      for (const token of ['nonsense', 'registrationToken=', 'registrationToken=AAAA']) {
        const reply = await ask(token);
        expect([reply.status, typeof reply.body.errorCode, typeof reply.body.message]).toEqual([
          401,
          'number',
          'string',
        ]);
      }
      nowMs += 86_400_001;
      expect((await ask(own)).body.message).toContain('registration token is expired');
      nowMs -= 86_400_001;
      expect((await ask(own)).status).toBe(200);
      await town.gateway.context.database.query('update sign_ins set revoked_at_ms = 1 where user_id = $1', [
        client.user.userId,
      ]);
      expect((await ask(own)).status).toBe(401);
    });
  });

  describe('endpoints', () => {
    const active = (endpoint: string) => `/v1/users/ME/endpoints/${endpoint}/active`;

    it('are called SELF or by their id, raw or encoded, in any letter case', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      for (const name of [
        'SELF',
        client.endpoint,
        encodeURIComponent(client.endpoint),
        client.endpoint.toUpperCase(),
      ]) {
        expect((await client.request('POST', active(name), { timeout: 12 })).status).toBe(200);
      }
    });

    it('of the same user may be addressed with the token of another one; of another user they do not exist', async () => {
      const [fred, joe] = await pair(town);
      const [laptop, phone, foreign] = [
        await connect(town.gateway, fred),
        await connect(town.gateway, fred),
        await connect(town.gateway, joe),
      ];
      expect((await laptop.request('POST', active(phone.endpoint), {})).status).toBe(200);
      for (const [method, path] of [
        ['POST', active(foreign.endpoint)],
        ['DELETE', `/v1/users/ME/endpoints/${foreign.endpoint}`],
        ['PUT', `/v1/users/ME/endpoints/${foreign.endpoint}/presenceDocs/messagingService`],
        ['POST', `/v1/users/ME/endpoints/${foreign.endpoint}/subscriptions`],
        ['POST', `/v1/users/ME/endpoints/${foreign.endpoint}/subscriptions/0/poll`],
        ['PUT', `/v1/users/ME/endpoints/${foreign.endpoint}/subscriptions/0?name=interestedResources`],
        ['PUT', `/v1/users/ME/endpoints/${foreign.endpoint}/properties?name=a`],
      ] as const) {
        const reply = await laptop.request(method, path, { interestedResources: [], a: 'b' });
        expect([path, reply.status, reply.body.errorCode]).toEqual([path, 404, 729]);
      }
      expect((await foreign.request('POST', active('SELF'), {})).status).toBe(200);
    });

    it('that are signed out answer 404/729 to everything, whatever the path', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      expect((await client.request('DELETE', '/v1/users/ME/endpoints/SELF')).status).toBe(200);
      for (const path of ['/v1/users/ME/conversations', '/v1/users/ME/properties']) {
        expect((await client.request('GET', path)).body.errorCode).toBe(729);
      }
      expect((await client.request('POST', active('SELF'), {})).body.errorCode).toBe(729);
    });

    it('registered again under their own id keep their subscription and answer 200 with the list of endpoints', async () => {
      const user = pick(await town.strangers(1), 0);
      const client = await connect(town.gateway, user);
      await client.subscribe();
      await client.drain();
      await client.send(user.mri, 'a note to myself');
      const headers = { 'X-SkypeToken': await town.gateway.tokenFor(user) };
      const reply = await call(
        town.gateway,
        headers,
        'PUT',
        `/v1/users/ME/endpoints/${encodeURIComponent(client.endpoint)}`,
        {},
      );
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject([
        { id: client.endpoint, subscriptions: [{ id: '0', channelType: 'HttpLongPoll' }] },
      ]);
      const token = grammar.exec(reply.headers.get('set-registrationtoken') ?? '')?.[1] ?? '';
      const events: Json[] = await clientOf(town.gateway, user, token, client.endpoint).drain();
      expect(events.map((event) => event.resource.content ?? event.resource.lastMessage.content)).toEqual([
        'a note to myself',
        'a note to myself',
      ]);
    });

    it('may be registered under a new id of the client’s choice', async () => {
      const headers = { 'X-SkypeToken': await town.gateway.tokenFor(pick(await town.strangers(1), 0)) };
      const id = '{0f1e2d3c-0000-4000-8000-000000000001}';
      const put = (path: string) => call(town.gateway, headers, 'PUT', path, {});
      expect((await put(`/v1/users/ME/endpoints/${encodeURIComponent(id)}`)).status).toBe(201);
      expect((await put('/v1/users/ME/endpoints/not-an-id!')).body.errorCode).toBe(201);
    });

    it('beyond the limit make room: the one idle longest goes', async () => {
      const user = pick(await town.strangers(1), 0);
      const context = town.messaging({ endpoints: 3 });
      const principal = await authenticateSkypeToken(
        context,
        new Headers({ 'X-SkypeToken': await town.gateway.tokenFor(user) }),
      );
      const ids: string[] = [];
      for (let i = 0; i < 4; i += 1) {
        nowMs += 1000;
        ids.push((await registerEndpoint(context, principal, 'https://gateway.test')).endpointId);
      }
      const rows = await context.database.query(
        'select id from endpoints where user_id = $1 order by registered_at_ms',
        [user.userId],
      );
      expect(rows.map((row) => row.id)).toEqual(ids.slice(1));
    });

    it('take properties, as text, within limits', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      const put = (name: string, body: unknown) =>
        client.request('PUT', `/v1/users/ME/endpoints/SELF/properties?name=${name}`, body);
      expect((await put('supportsMessageProperties', { supportsMessageProperties: true })).status).toBe(200);
      expect((await put('other', { supportsMessageProperties: true })).status).toBe(400);
      expect((await put('big', { big: 'x'.repeat(5000) })).status).toBe(413);
      expect((await put('a%20b', { 'a b': 1 })).status).toBe(400);
    });
  });
});
