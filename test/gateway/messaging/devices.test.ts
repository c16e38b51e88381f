import { describe, expect, it } from 'vitest';
import { issuePair, rotateRefreshToken } from '../../../gateway/identity/refresh-tokens.ts';
import { createSignIn } from '../../../gateway/identity/sign-ins.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, call, clientOf, connect, type Json, listen, ofType } from './client.ts';
import { pair, pick, settle, until } from './town.ts';

const pollPath = '/v1/users/ME/endpoints/SELF/subscriptions/0/poll';
const grammar = /^registrationToken=([^;]+); expires=\d+; endpointId=(.+)$/;

eachDatabase((openDatabase) => {
  let nowMs = 1_700_000_000_000;
  const town = settle(openDatabase, { now: () => nowMs });
  const slow = settle(openDatabase, { settings: { holdSeconds: 30 } });
  const list = async (client: Client): Promise<Json[]> => (await client.request('GET', '/v1/users/ME/endpoints')).body;

  describe('the list of devices', () => {
    it('has each endpoint of the user with what it says of itself, the own one first, the others last active first', async () => {
      const user = pick(await town.strangers(1), 0);
      const [phone, tablet] = [await connect(town.gateway, user), await connect(town.gateway, user)];
      nowMs += 60_000;
      await phone.subscribe();
      await phone.request('PUT', '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService', {
        privateInfo: { epname: 'Pocket' },
        publicInfo: { capabilities: 'video|audio', type: 17, version: '908/1', nodeInfo: 'xx' },
      });
      await phone.request('PUT', '/v1/users/ME/presenceDocs/messagingService', { status: 'Away' });
      nowMs += 60_000;
      const laptop = await connect(town.gateway, user);
      expect(await list(laptop)).toEqual([
        {
          id: laptop.endpoint,
          isSelf: true,
          subscriptions: [],
          client: 'test',
          registeredAt: new Date(nowMs).toISOString(),
          lastActiveAt: new Date(nowMs).toISOString(),
        },
        {
          id: phone.endpoint,
          isSelf: false,
          subscriptions: [{ id: '0', channelType: 'HttpLongPoll' }],
          client: 'test',
          status: 'Away',
          registeredAt: new Date(nowMs - 120_000).toISOString(),
          lastActiveAt: new Date(nowMs - 60_000).toISOString(),
          privateInfo: { epname: 'Pocket' },
          publicInfo: { capabilities: 'video | audio', typ: '17', version: '908/1', nodeInfo: 'xx' },
        },
        expect.objectContaining({ id: tablet.endpoint }),
      ]);
    });

    it('is nobody else’s: a contact hears of an endpoint only what it published', async () => {
      const [fred, joe] = await pair(town);
      const [client, contact] = [await connect(town.gateway, fred), await listen(town.gateway, joe)];
      await client.request('PUT', '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService', {
        privateInfo: { epname: 'Pocket' },
        publicInfo: { capabilities: '', type: 1 },
      });
      const [event] = ofType(await contact.drain(), 'EndpointPresence');
      expect(Object.keys(event.resource).sort()).toEqual(['id', 'privateInfo', 'publicInfo', 'selfLink', 'type']);
      expect((await list(contact)).map((entry) => entry.id)).toEqual([contact.endpoint]);
    });
  });

  describe('signing out', () => {
    /** A device with a sign-in of its own: how it registers, and what it holds. */
    const device = async (where: typeof town, user: Parameters<typeof connect>[1]) => {
      const { context } = where.gateway;
      const signInId = await createSignIn(context, context.database, user.userId, 'skylark-extension');
      const pairOfTokens = await issuePair(context, context.database, signInId);
      const headers = { Authentication: `skypetoken=${pairOfTokens.skypeToken.token}` };
      const register = () => call(where.gateway, headers, 'POST', '/v1/users/ME/endpoints', {});
      const [, token = '', endpoint = ''] =
        grammar.exec((await register()).headers.get('set-registrationtoken') ?? '') ?? [];
      const renew = () =>
        context.database.transaction((transaction) =>
          rotateRefreshToken(context, transaction, pairOfTokens.refreshToken, 'skylark-extension'),
        );
      return { client: clientOf(where.gateway, user, token, endpoint), register, renew, signInId };
    };

    it('an endpoint ends it and the poll it holds with 404/729; its device may register again', async () => {
      const user = pick(await slow.strangers(1), 0);
      const here = await connect(slow.gateway, user);
      const there = await device(slow, user);
      await there.client.subscribe(['/v1/threads/ALL']);
      const held = there.client.request('POST', pollPath);
      await until(async () => (await list(here)).some((entry) => entry.subscriptions.length > 0));
      expect((await here.request('DELETE', `/v1/users/ME/endpoints/${there.client.endpoint}`)).status).toBe(200);
      expect((await held).body.errorCode).toBe(729);
      expect((await there.client.request('POST', pollPath)).body.errorCode).toBe(729);
      expect((await there.register()).status).toBe(201);
    });

    it('a device with signOut=true ends its sign-in: held poll, tokens, renewal and its other endpoints', async () => {
      const user = pick(await slow.strangers(1), 0);
      const here = await connect(slow.gateway, user);
      const there = await device(slow, user);
      await there.register();
      await there.client.subscribe(['/v1/threads/ALL']);
      const held = there.client.request('POST', pollPath);
      await until(async () => (await list(here)).some((entry) => entry.subscriptions.length > 0));
      expect(await list(here)).toHaveLength(3);
      const path = `/v1/users/ME/endpoints/${encodeURIComponent(there.client.endpoint)}?signOut=true`;
      expect((await here.request('DELETE', path)).status).toBe(200);
      const { status, body } = await held;
      expect(status === 200 ? body.eventMessages : body.errorCode).toEqual(status === 200 ? [] : 729);
      expect((await there.client.request('POST', pollPath)).status).toBe(401);
      expect((await there.client.request('GET', '/v1/users/ME/conversations')).status).toBe(401);
      expect((await there.register()).status).toBe(401);
      expect(await there.renew()).toBeUndefined();
      expect((await list(here)).map((entry) => entry.id)).toEqual([here.endpoint]);
    });

    it('another endpoint of the own sign-in spares the sign-in; the own endpoint ends it', async () => {
      const user = pick(await town.strangers(1), 0);
      const own = await device(town, user);
      const second = grammar.exec((await own.register()).headers.get('set-registrationtoken') ?? '')?.[2] ?? '';
      await own.client.request('DELETE', `/v1/users/ME/endpoints/${second}?signOut=true`);
      expect((await list(own.client)).map((entry) => entry.id)).toEqual([own.client.endpoint]);
      expect((await own.register()).status).toBe(201);
      expect((await own.client.request('DELETE', '/v1/users/ME/endpoints/SELF?signOut=true')).status).toBe(200);
      expect((await own.register()).status).toBe(401);
    });

    it('is refused for endpoints of others and for a switch that is none', async () => {
      const [fred, joe] = await pair(town);
      const [mine, foreign] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      const path = `/v1/users/ME/endpoints/${foreign.endpoint}`;
      expect((await mine.request('DELETE', `${path}?signOut=true`)).body.errorCode).toBe(729);
      expect((await mine.request('DELETE', '/v1/users/ME/endpoints/SELF?signOut=maybe')).status).toBe(400);
      expect((await foreign.request('GET', '/v1/users/ME/conversations')).status).toBe(200);
    });
  });
});
