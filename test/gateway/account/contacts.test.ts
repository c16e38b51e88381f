import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { changeProfile } from '../../../gateway/account/profile-change.ts';
import { removeUser } from '../../../gateway/identity/user-accounts.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import type { Database } from '../../../gateway/storage/database.ts';
import { contactList, contactResource, inviteList } from '../../../src/skype/wire/contact.ts';
import { readWire } from '../../../src/skype/wire/read.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

type Entry = {
  mri: string;
  authorized: boolean;
  blocked: boolean;
  favorite?: boolean;
  profile: Record<string, unknown>;
};
type Whole = { contacts: Entry[]; groups: unknown[]; blocklist: { mri: string }[]; scope: string };

const base = '/contacts.skype.com/contacts/v2/users';

eachDatabase((openDatabase) => {
  let database: Database | undefined;
  let gateway: TestGateway;
  let fred: UserIdentity;
  let nowMs = Date.UTC(2026, 0, 1, 12, 0, 0, 345);
  const tokens = new Map<string, string>();

  beforeEach(async () => {
    database ??= await openDatabase();
    await database.query('delete from users');
    gateway = await startTestGateway({ database, now: () => nowMs });
    nowMs += 1000;
    fred = await gateway.createUser({ name: 'fred.2', displayName: 'Fred Adams' });
    tokens.set('fred.2', await gateway.tokenFor(fred));
    for (const name of ['joe.4', 'Anna.7']) tokens.set(name, await gateway.tokenFor(await gateway.createUser(name)));
    await gateway.createUser({ name: 'concierge', kind: 'bot' });
  });
  afterAll(() => database?.close());

  function call(name: string, method: string, path: string, body?: unknown) {
    return gateway.fetch(`${base}${path}`, {
      method,
      headers: { 'X-SkypeToken': tokens.get(name) ?? '' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  async function get<T>(name: string, path: string): Promise<T> {
    const reply = await call(name, 'GET', path);
    expect(reply.status).toBe(200);
    return (await reply.json()) as T;
  }
  const whole = (name: string) => get<Whole>(name, '/self?delta=&reason=default');
  const invites = (name: string) => get<{ invite_list: unknown[] }>(name, '/SELF/invites');
  const add = (name: string, mri: string, greeting = 'Hello') =>
    call(name, 'POST', '/self/contacts', { mri, greeting });
  const answer = (name: string, mri: string, word: string) => call(name, 'PUT', `/self/invites/${mri}/${word}`);
  const befriend = async () => {
    await add('fred.2', '8:joe.4');
    await answer('joe.4', '8:fred.2', 'accept');
  };

  describe('the combined list', () => {
    it('of a new account has exactly the four keys, and the favourites', async () => {
      expect(await whole('fred.2')).toEqual({
        contacts: [],
        groups: [{ id: expect.any(String), name: 'Favourites', contacts: [], is_favorite: true }],
        blocklist: [],
        scope: 'full',
      });
    });

    it('has everything a contact must have, and neither null nor empty list anywhere', async () => {
      await befriend();
      await add('fred.2', '28:concierge');
      const list = await whole('fred.2');
      expect(list.contacts).toEqual([
        {
          mri: '8:joe.4',
          person_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          display_name: 'joe.4',
          display_name_source: 'profile',
          authorized: true,
          blocked: false,
          creation_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          profile: { name: { first: 'joe.4', nickname: 'joe.4' } },
        },
        expect.objectContaining({ mri: '28:concierge', authorized: true, agent: expect.any(Object) }),
      ]);
      expect(JSON.stringify(list.contacts)).not.toMatch(/null|"(locations|phones)":\[\]/);
    });

    it('has locations with a type and types of phones as texts', async () => {
      await befriend();
      const fredSees = async () => (await whole('fred.2')).contacts[0]?.profile;
      await gateway.context.database.transaction(async (transaction) => {
        const [joe] = await transaction.query<{ id: number }>("select id from users where name = 'joe.4'");
        const profile = { city: 'London', country: 'GB', phoneMobile: '+447700900123', gender: '1', mood: 'Happy :D' };
        await changeProfile(transaction, joe?.id ?? 0, profile);
      });
      expect(await fredSees()).toEqual({
        gender: 'male',
        locations: [{ type: 'home', city: 'London', country: 'GB' }],
        phones: [{ type: 'mobile', number: '+447700900123' }],
        mood: 'Happy :D',
        name: { first: 'joe.4', nickname: 'joe.4' },
      });
    });

    it('is what the parts say', async () => {
      await befriend();
      await call('fred.2', 'PUT', '/self/blocklist/8:anna.7');
      const list = await whole('fred.2');
      expect(await get('fred.2', '/fred.2/contacts')).toEqual({ contacts: list.contacts, count: 1, scope: 'full' });
      expect(await get('fred.2', '/fred.2/groups')).toEqual({ groups: list.groups, count: 1, scope: 'full' });
      expect(await get('fred.2', '/fred.2/blocklist')).toEqual({ blocklist: [{ mri: '8:Anna.7' }], scope: 'full' });
      expect(list.blocklist).toEqual([{ mri: '8:Anna.7' }]);
    });

    it('can be read with the wire schemas of the client', async () => {
      await befriend();
      await add('joe.4', '8:anna.7');
      const list = readWire(contactList, await whole('fred.2'));
      expect(list.ok && list.value.contacts?.every((entry) => readWire(contactResource, entry).ok)).toBe(true);
      const open = readWire(inviteList, await invites('Anna.7'));
      expect(open.ok && open.value.invite_list?.[0]).toMatchObject({ mri: '8:joe.4' });
    });

    it('of somebody else is refused', async () => {
      expect((await call('fred.2', 'GET', '/joe.4')).status).toBe(403);
    });
  });

  describe('a contact request', () => {
    it('waits with its message and whole seconds until it is answered', async () => {
      expect((await add('fred.2', '8:joe.4', 'It is me')).status).toBe(200);
      expect(await invites('joe.4')).toEqual({
        invite_list: [
          {
            mri: '8:fred.2',
            displayname: 'Fred Adams',
            avatar_url: '',
            invites: [{ message: 'It is me', time: expect.stringMatching(/^2026-01-01T12:\d\d:\d\dZ$/) }],
          },
        ],
      });
      expect((await whole('fred.2')).contacts).toMatchObject([{ mri: '8:joe.4', authorized: false }]);
      expect((await whole('joe.4')).contacts).toEqual([]);
    });

    it('accepted makes both contacts of each other', async () => {
      await add('fred.2', '8:joe.4');
      expect((await answer('joe.4', '8:fred.2', 'accept')).status).toBe(200);
      expect((await whole('fred.2')).contacts).toMatchObject([{ mri: '8:joe.4', authorized: true }]);
      expect((await whole('joe.4')).contacts).toMatchObject([{ mri: '8:fred.2', authorized: true }]);
      expect(await invites('joe.4')).toEqual({ invite_list: [] });
    });

    it('declined is gone and leaves the asker unauthorised', async () => {
      await add('fred.2', '8:joe.4');
      expect((await answer('joe.4', '8:fred.2', 'decline')).status).toBe(200);
      expect(await invites('joe.4')).toEqual({ invite_list: [] });
      expect((await whole('fred.2')).contacts).toMatchObject([{ authorized: false }]);
      expect((await whole('joe.4')).contacts).toEqual([]);
    });

    it('to someone who asked first accepts theirs', async () => {
      await add('fred.2', '8:joe.4');
      await add('joe.4', '8:fred.2');
      expect((await whole('fred.2')).contacts).toMatchObject([{ authorized: true }]);
      expect(await invites('fred.2')).toEqual({ invite_list: [] });
      expect(await invites('joe.4')).toEqual({ invite_list: [] });
    });

    it('may be repeated, but only so often', async () => {
      for (let count = 0; count < 8; count += 1) await add('fred.2', '8:joe.4', `Hello ${count}`);
      const [entry] = (await invites('joe.4')).invite_list as { invites: { message: string }[] }[];
      expect(entry?.invites.map(({ message }) => message)).toEqual([
        'Hello 3',
        'Hello 4',
        'Hello 5',
        'Hello 6',
        'Hello 7',
      ]);
    });

    it('to someone who blocked the asker is not heard, and the asker does not learn why', async () => {
      await call('joe.4', 'PUT', '/self/contacts/blocklist/8:fred.2', {
        report_abuse: 'false',
        ui_version: 'skype.com',
      });
      expect((await add('fred.2', '8:joe.4')).status).toBe(200);
      expect(await invites('joe.4')).toEqual({ invite_list: [] });
    });

    it('finds its person in any spelling, and lists the true one', async () => {
      await add('fred.2', '8:ANNA.7');
      expect((await whole('fred.2')).contacts).toMatchObject([{ mri: '8:Anna.7' }]);
      expect((await answer('Anna.7', '8%3AFred.2', 'accept')).status).toBe(200);
    });

    it.each([
      ['nobody', { mri: '8:nobody' }, 404],
      ['a person under the prefix of a bot', { mri: '28:joe.4' }, 404],
      ['oneself', { mri: '8:fred.2' }, 400],
      ['no one', { greeting: 'Hello' }, 400],
      ['someone with too long a greeting', { mri: '8:joe.4', greeting: 'x'.repeat(1001) }, 400],
    ])('to %s is refused', async (_, body, status) => {
      expect((await call('fred.2', 'POST', '/self/contacts', body)).status).toBe(status);
    });

    it('that does not exist cannot be accepted', async () => {
      expect((await answer('joe.4', '8:fred.2', 'accept')).status).toBe(404);
    });
  });

  describe('removing a contact', () => {
    it('takes one off the own list only, and takes the own authorisation back', async () => {
      await befriend();
      expect((await call('fred.2', 'DELETE', '/self/contacts/8:joe.4')).status).toBe(200);
      expect((await whole('fred.2')).contacts).toEqual([]);
      expect((await whole('joe.4')).contacts).toMatchObject([{ mri: '8:fred.2', authorized: false }]);
    });

    it('withdraws an open request', async () => {
      await add('fred.2', '8:joe.4');
      await call('fred.2', 'DELETE', '/self/contacts/8:joe.4');
      expect(await invites('joe.4')).toEqual({ invite_list: [] });
    });
  });

  describe('blocking', () => {
    it.each(['/self/contacts/blocklist/8:joe.4', '/self/blocklist/8:joe.4'])(
      'at %s is apart from list and authorisation',
      async (path) => {
        await befriend();
        expect((await call('fred.2', 'PUT', path, { report_abuse: false })).status).toBe(200);
        expect(await whole('fred.2')).toMatchObject({
          contacts: [{ mri: '8:joe.4', authorized: true, blocked: true }],
          blocklist: [{ mri: '8:joe.4' }],
        });
        expect((await whole('joe.4')).contacts).toMatchObject([{ authorized: true, blocked: false }]);
        expect((await call('fred.2', 'DELETE', path)).status).toBe(200);
        expect(await whole('fred.2')).toMatchObject({ contacts: [{ blocked: false }], blocklist: [] });
      },
    );

    it('works for someone who is not on the list, and does not put them there', async () => {
      await call('fred.2', 'PUT', '/self/contacts/blocklist/8:joe.4');
      expect(await whole('fred.2')).toMatchObject({ contacts: [], blocklist: [{ mri: '8:joe.4' }] });
    });
  });

  it('a removed user is on nobody’s list, even when the name is given to somebody else', async () => {
    await befriend();
    await removeUser(gateway.context, 'joe.4');
    await gateway.createUser('joe.4');
    expect((await whole('fred.2')).contacts).toEqual([]);
  });
});
