import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addContact, answerInvite, setBlocked } from '../../../gateway/account/contacts.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

const nineteenKeys = [
  ...['about', 'avatarUrl', 'birthday', 'city', 'country', 'emails', 'firstname', 'gender', 'homepage', 'jobtitle'],
  ...['language', 'lastname', 'mood', 'phoneHome', 'phoneMobile', 'phoneOffice', 'province', 'richMood', 'username'],
];

eachDatabase((openDatabase) => {
  let gateway: TestGateway;
  let fred: UserIdentity;
  let token: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ database: await openDatabase() });
    fred = await gateway.createUser({ name: 'fred.2', displayName: 'Fred Adams' });
    token = await gateway.tokenFor(fred);
    const joe = await gateway.createUser({ name: 'joe.4', displayName: 'Joe van der Bloggs' });
    await gateway.createUser({ name: 'anna.7', displayName: 'Anna' });
    await gateway.createUser({ name: 'concierge', kind: 'bot' });
    await addContact(gateway.context, fred, '8:joe.4', 'hello');
    await answerInvite(gateway.context, joe, '8:fred.2', true);
    await addContact(gateway.context, fred, '28:concierge', '');
    await addContact(gateway.context, fred, '8:anna.7', 'not answered yet');
  });
  afterAll(() => gateway.close());

  function call(path: string, init: RequestInit = {}) {
    return gateway.fetch(path, { ...init, headers: { 'X-SkypeToken': token } });
  }
  async function json(path: string, init: RequestInit = {}) {
    const reply = await call(path, init);
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  }
  const post = (body: BodyInit): RequestInit => ({ method: 'POST', body });

  describe('the own profile', () => {
    it('has exactly the nineteen keys, a text as first name and a list of addresses', async () => {
      const { status, body } = await json('/api.skype.com/users/self/profile');
      expect(status).toBe(200);
      expect(Object.keys(body).sort()).toEqual(nineteenKeys);
      expect(body).toMatchObject({ username: 'fred.2', firstname: 'Fred', lastname: 'Adams', emails: [], mood: null });
    });

    it('is also found under the own name, in any letter case', async () => {
      expect((await json('/api.skype.com/users/FRED.2/profile')).body.username).toBe('fred.2');
    });

    it.each(['self', 'fred.2'])('is changed in part under "%s"', async (id) => {
      const mood = `at ${id} <ss type="smile">:)</ss>`;
      const change = post(JSON.stringify({ payload: { mood, city: 'London' } }));
      expect((await call(`/api.skype.com/users/${id}/profile/partial`, change)).status).toBe(200);
      const { body } = await json('/api.skype.com/users/self/profile');
      expect(body).toMatchObject({ mood, richMood: mood, city: 'London', firstname: 'Fred' });
    });

    it('clears a field with null, but keeps the first name a text', async () => {
      const path = '/api.skype.com/users/self/profile/partial';
      await call(path, post(JSON.stringify({ payload: { city: null, firstname: null, lastname: null } })));
      const { body } = await json('/api.skype.com/users/self/profile');
      expect(body).toMatchObject({ city: null, firstname: '', lastname: null });
      const names = await json('/profile.skype.com/profile/v1/batch/profiles', post('{"usernames":["fred.2"]}'));
      expect(names.body).toMatchObject([{ displayname: 'fred.2' }]);
      await call(path, post(JSON.stringify({ payload: { firstname: 'Fred', lastname: 'Adams' } })));
    });

    it.each([
      ['a field that is no part of it', { payload: { username: 'king' } }, 'payload.username'],
      ['a number for a text', { payload: { mood: 7 } }, 'payload.mood'],
      ['a birthday in words', { payload: { birthday: 'in May' } }, 'payload.birthday'],
      ['a birthday that never was', { payload: { birthday: '2001-02-29' } }, 'payload.birthday'],
      ['no payload', {}, 'payload'],
    ])('is not changed by %s, and the reply names the field', async (_, change, field) => {
      const { status, body } = await json('/api.skype.com/users/self/profile/partial', post(JSON.stringify(change)));
      expect(status).toBe(400);
      expect(body).toEqual({ errorCode: 400, message: expect.stringContaining(`"${field}"`) });
    });

    it('of somebody else cannot be changed', async () => {
      const change = post(JSON.stringify({ payload: { mood: 'mine' } }));
      expect((await call('/api.skype.com/users/joe.4/profile/partial', change)).status).toBe(403);
    });
  });

  describe('the profile of another', () => {
    it('is whole for a contact and for a bot', async () => {
      for (const name of ['joe.4', 'concierge']) {
        const { status, body } = await json(`/api.skype.com/users/${name}/profile`);
        expect(status).toBe(200);
        expect(Object.keys(body).sort()).toEqual(nineteenKeys);
      }
    });

    it.each(['anna.7', 'nobody'])('is refused for "%s", who has not accepted or does not exist', async (name) => {
      expect((await json(`/api.skype.com/users/${name}/profile`)).status).toBe(403);
    });

    it('splits a whole name at its last space', async () => {
      const { body } = await json('/api.skype.com/users/joe.4/profile');
      expect(body).toMatchObject({ firstname: 'Joe van der', lastname: 'Bloggs' });
    });
  });

  describe('a batch of profiles', () => {
    it.each([
      ['JSON', JSON.stringify({ usernames: ['joe.4', 'anna.7', 'fred.2'] })],
      ['a form', new URLSearchParams({ 'usernames[0]': 'joe.4', 'usernames[1]': 'anna.7', 'usernames[2]': 'fred.2' })],
    ])('asked for as %s has the contacts in the order asked for', async (_, body) => {
      const reply = await json('/api.skype.com/users/batch/profiles', post(body));
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject([{ username: 'joe.4' }, { username: 'fred.2' }]);
    });

    it('of strangers only is refused', async () => {
      expect((await json('/api.skype.com/users/batch/profiles', post('{"usernames":["anna.7"]}'))).status).toBe(403);
    });

    it('of public profiles has what everybody may know, and a status for nobody', async () => {
      const names = JSON.stringify({ usernames: ['anna.7', 'nobody'] });
      const { body } = await json('/profile.skype.com/profile/v1/batch/profiles', post(names));
      expect(body).toMatchObject([
        { username: 'anna.7', displayname: 'Anna' },
        { username: 'nobody', status: { code: 404 } },
      ]);
      expect(Object.keys((body as unknown as object[])[0] ?? {})).not.toContain('phoneMobile');
    });

    it('asked for as a form of contacts has public profiles', async () => {
      const form = new URLSearchParams([
        ['contacts[]', 'anna.7'],
        ['contacts[]', '8:joe.4'],
        ['contacts[]', 'nobody'],
      ]);
      const { body } = await json('/api.skype.com/users/self/contacts/profiles', post(form));
      expect(body).toMatchObject([{ username: 'anna.7' }, { username: 'joe.4' }]);
    });

    it('of too many names is refused', async () => {
      const usernames = Array.from({ length: 501 }, (_, index) => `user-${index}`);
      expect((await json('/api.skype.com/users/batch/profiles', post(JSON.stringify({ usernames })))).status).toBe(400);
    });
  });

  it('a blocked contact keeps seeing the profile: a block is about messages and presence', async () => {
    await setBlocked(gateway.context, fred, '8:joe.4', true);
    expect((await json('/api.skype.com/users/joe.4/profile')).status).toBe(200);
    await setBlocked(gateway.context, fred, '8:joe.4', false);
  });

  it.each([
    ['GET', '/api.skype.com/users/self/profile'],
    ['GET', '/api.skype.com/users/joe.4/profile'],
    ['POST', '/api.skype.com/users/self/profile/partial'],
    ['POST', '/api.skype.com/users/batch/profiles'],
    ['POST', '/api.skype.com/users/self/contacts/profiles'],
    ['POST', '/profile.skype.com/profile/v1/batch/profiles'],
    ['GET', '/contacts.skype.com/contacts/v2/users/self'],
    ['GET', '/contacts.skype.com/contacts/v2/users/self/contacts'],
    ['GET', '/contacts.skype.com/contacts/v2/users/self/blocklist'],
    ['GET', '/contacts.skype.com/contacts/v2/users/self/groups'],
    ['GET', '/contacts.skype.com/contacts/v2/users/self/invites'],
    ['POST', '/contacts.skype.com/contacts/v2/users/self/contacts'],
    ['PUT', '/contacts.skype.com/contacts/v2/users/self/invites/8:joe.4/accept'],
    ['DELETE', '/contacts.skype.com/contacts/v2/users/self/contacts/8:joe.4'],
    ['PUT', '/contacts.skype.com/contacts/v2/users/self/blocklist/8:joe.4'],
    ['GET', '/flagsapi.skype.com/flags/v1'],
    ['PUT', '/flagsapi.skype.com/api/v1/1'],
    ['GET', '/api.skype.com/users/self/options/X'],
    ['PUT', '/options.skype.com/options/v1/users/self/options/x'],
  ])('%s %s needs a skype token', async (method, path) => {
    for (const headers of [{}, { 'X-SkypeToken': 'unknown' }]) {
      const reply = await gateway.fetch(path, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) });
      expect(reply.status).toBe(401);
      expect(await reply.json()).toEqual({ errorCode: 401, message: expect.any(String) });
    }
  });
});
