import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { insertGuest } from './town.ts';

eachDatabase((openDatabase) => {
  let gateway: TestGateway;
  const tokens: Record<string, string> = {};
  beforeAll(async () => {
    gateway = await startTestGateway({ database: await openDatabase() });
    for (const name of ['fred.2', 'joe.4']) tokens[name] = await gateway.tokenFor(await gateway.createUser(name));
  });
  afterAll(() => gateway.close());

  async function call(method: string, path: string, body?: BodyInit, name = 'fred.2') {
    const headers = { 'X-SkypeToken': tokens[name] ?? '' };
    const reply = await gateway.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: reply.status, body: (await reply.json()) as unknown };
  }

  describe('flags', () => {
    it('are set and cleared at either base and read in order', async () => {
      expect(await call('GET', '/flagsapi.skype.com/flags/v1')).toEqual({ status: 200, body: [] });
      for (const flag of [15, 1, 255, 0]) {
        expect((await call('PUT', `/flagsapi.skype.com/flags/v1/${flag}`)).status).toBe(200);
      }
      expect((await call('PUT', '/flagsapi.skype.com/api/v1/12')).status).toBe(200);
      expect((await call('PUT', '/flagsapi.skype.com/api/v1/12')).status).toBe(200);
      expect((await call('GET', '/flagsapi.skype.com/api/v1')).body).toEqual([0, 1, 12, 15, 255]);
      for (const flag of [0, 255, 99])
        expect((await call('DELETE', `/flagsapi.skype.com/api/v1/${flag}`)).status).toBe(200);
      expect((await call('GET', '/flagsapi.skype.com/flags/v1')).body).toEqual([1, 12, 15]);
    });

    it('belong to one user', async () => {
      expect((await call('GET', '/flagsapi.skype.com/flags/v1', undefined, 'joe.4')).body).toEqual([]);
    });

    it.each(['256', '-1', '1.5', 'x', '0001'])('have no number %s', async (flag) => {
      expect((await call('PUT', `/flagsapi.skype.com/flags/v1/${flag}`)).status).toBe(400);
    });
  });

  describe('the call policy', () => {
    const old = '/api.skype.com/users/fred.2/options/OPT_SKYPE_CALL_POLICY';
    const current = '/options.skype.com/options/v1/users/self/options/calling.skype-call-policy';

    it('starts as contacts only under both names', async () => {
      expect((await call('GET', current)).body).toEqual({ value: 'AUTHORIZED_CAN_CALL' });
      expect((await call('GET', old)).body).toEqual({
        optionName: 'OPT_SKYPE_CALL_POLICY',
        optionInt: 2,
        optionStr: null,
        optionBin: null,
      });
    });

    it('is one value under two names', async () => {
      expect((await call('POST', old, new URLSearchParams({ integerValue: '0' }))).status).toBe(200);
      expect((await call('GET', current)).body).toEqual({ value: 'EVERYONE_CAN_CALL' });
      expect((await call('PUT', current, '{"value":"AUTHORIZED_CAN_CALL"}')).status).toBe(200);
      expect((await call('GET', old)).body).toMatchObject({ optionInt: 2 });
    });

    it('takes no other value', async () => {
      expect((await call('POST', old, new URLSearchParams({ integerValue: '1' }))).status).toBe(400);
      expect((await call('PUT', current, '{"value":"NOBODY_CAN_CALL"}')).status).toBe(400);
      expect((await call('POST', old, new URLSearchParams({ integerValue: 'many' }))).status).toBe(400);
      expect((await call('POST', old, new URLSearchParams())).status).toBe(400);
    });
  });

  describe('any other option', () => {
    it('is absent until it is set, and then what was set', async () => {
      const current = '/options.skype.com/options/v1/users/self/options/some.option';
      expect((await call('GET', current)).body).toEqual({});
      for (const value of ['text', 7, true, { a: [1] }]) {
        await call('PUT', current, JSON.stringify({ value }));
        expect((await call('GET', current)).body).toEqual({ value });
      }
    });

    it('has its integer in the old form', async () => {
      const old = '/api.skype.com/users/self/options/OPT_OTHER';
      expect((await call('GET', old)).body).toMatchObject({ optionName: 'OPT_OTHER', optionInt: null });
      await call('POST', old, new URLSearchParams({ integerValue: '-3' }));
      expect((await call('GET', old)).body).toMatchObject({ optionInt: -3 });
    });

    it('has a plain name and a short value', async () => {
      expect((await call('GET', '/api.skype.com/users/self/options/a%2Fb')).status).toBe(400);
      const long = JSON.stringify({ value: 'x'.repeat(5000) });
      expect((await call('PUT', '/options.skype.com/options/v1/users/self/options/long', long)).status).toBe(400);
    });

    it('of somebody else is out of reach', async () => {
      expect((await call('GET', '/api.skype.com/users/joe.4/options/OPT_OTHER')).status).toBe(403);
      expect((await call('GET', '/options.skype.com/options/v1/users/joe.4/options/x')).status).toBe(403);
    });
  });

  it('a guest has a profile, but neither contacts nor settings', async () => {
    const guest = await insertGuest(gateway);
    tokens[guest.name] = await gateway.tokenFor(guest);
    const own = await call('GET', '/api.skype.com/users/self/profile', undefined, guest.name);
    expect(own.body).toMatchObject({ username: 'guest:walter_0123abcd' });
    const closed = [
      '/contacts.skype.com/contacts/v2/users/self',
      '/contacts.skype.com/contacts/v2/users/self/invites',
      '/flagsapi.skype.com/flags/v1',
      '/options.skype.com/options/v1/users/self/options/x',
    ];
    for (const path of closed) expect((await call('GET', path, undefined, guest.name)).status, path).toBe(401);
  });
});
