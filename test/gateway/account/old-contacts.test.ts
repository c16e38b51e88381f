import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeProfile } from '../../../gateway/account/profile-change.ts';
import { oldContactList, oldContactRequests } from '../../../src/skype/wire/contact.ts';
import { readWire } from '../../../src/skype/wire/read.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

const list = '/contacts.skype.com/contacts/v1/users/self/contacts';
const old = '/api.skype.com/users/self/contacts';

eachDatabase((openDatabase) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await openDatabase());
    await town.befriend('fred.2', 'joe.4');
    await town.befriend('fred.2', 'concierge');
    await town.gateway.context.database.transaction((transaction) =>
      changeProfile(transaction, town.who('joe.4').userId, {
        ...{ city: 'London', country: 'GB', mood: 'Happy :D' },
        ...{ phoneHome: '+442099887766', phoneOffice: '+442020900900', phoneMobile: '+447711223344' },
      }),
    );
  });
  afterAll(() => town.gateway.close());
  const idsIn = (body: unknown) => (body as { contacts: { id: string }[] }).contacts.map(({ id }) => id);

  describe('the contact list of v1', () => {
    it('is flat, with names without prefix and numbers for the types of phones', async () => {
      const { body } = await town.call('fred.2', 'GET', `${list}?delta=&reason=default`);
      expect(body).toEqual({
        contacts: [
          {
            id: 'joe.4',
            type: 'skype',
            display_name: 'Joe Bloggs',
            authorized: true,
            blocked: false,
            name: { first: 'Joe', surname: 'Bloggs', nickname: 'Joe Bloggs' },
            mood: 'Happy :D',
            locations: [{ city: 'London', state: null, country: 'GB' }],
            phones: [
              { number: '+442099887766', type: 0 },
              { number: '+442020900900', type: 1 },
              { number: '+447711223344', type: 2 },
            ],
          },
          expect.objectContaining({ id: 'concierge', type: 'agent' }),
        ],
        count: 2,
        scope: 'full',
      });
      expect(readWire(oldContactList, body).ok).toBe(true);
    });

    it.each([
      ["type eq 'skype' or type eq 'msn' or type eq 'pstn'", ['joe.4']],
      ["type eq 'agent'", ['concierge']],
      ["type eq 'lync'", []],
      ['something else', ['joe.4', 'concierge']],
    ])('filtered by "%s" has %j', async (filter, ids) => {
      const query = new URLSearchParams({ $filter: filter });
      expect(idsIn((await town.call('fred.2', 'GET', `${list}?${query}`)).body)).toEqual(ids);
    });

    it('of the user API is shorter still, and has details when they are asked for', async () => {
      const short = await town.call('fred.2', 'GET', `${old}?hideDetails=true`);
      expect((short.body as unknown[])[0]).toEqual({
        ...{ skypename: 'joe.4', fullname: 'Joe Bloggs', display_name: 'Joe Bloggs', authorized: true, blocked: false },
      });
      const long = await town.call('fred.2', 'GET', old);
      expect((long.body as unknown[])[0]).toMatchObject({ skypename: 'joe.4', mood: 'Happy :D' });
    });

    it('of the people one has authorised is another path', async () => {
      const names = async () =>
        (
          (await town.call('fred.2', 'GET', '/api.skype.com/users/self/authorized-contacts')).body as {
            skypename: string;
          }[]
        ).map(({ skypename }) => skypename);
      expect(await names()).toEqual(['joe.4', 'concierge']);
    });
  });

  describe.each([
    ['contacts.skype.com', '/contacts.skype.com/contacts/v1/users'],
    ['api.skype.com', '/api.skype.com/users'],
  ])('a request at %s', (_, users) => {
    const path = (owner: string, rest = '') => `${users}/${owner}/contacts/auth-request${rest}`;
    const requests = async (name: string) => (await town.call(name, 'GET', path('self'))).body;

    it('waits, is read and accepted with 201', async () => {
      const greeting = "Hi Fred Adams, I'd like to add you as a contact on Skype.";
      const sent = await town.call('anna.7', 'PUT', path('self', '/fred.2'), { greeting });
      expect(sent.status).toBe(201);
      const open = await requests('fred.2');
      expect(open).toEqual([{ greeting, sender: 'anna.7' }]);
      expect(readWire(oldContactRequests, open).ok).toBe(true);
      expect((await town.call('fred.2', 'PUT', path('fred.2', '/anna.7/accept'))).status).toBe(201);
      expect(await requests('fred.2')).toEqual([]);
      expect(idsIn((await town.call('anna.7', 'GET', list)).body)).toEqual(['fred.2']);
      await town.call('fred.2', 'DELETE', `${old}/anna.7`);
      await town.call('anna.7', 'DELETE', `${old}/8:fred.2`);
      expect(idsIn((await town.call('anna.7', 'GET', list)).body)).toEqual([]);
    });

    it('sent as a form or without a greeting is declined', async () => {
      await town.call('anna.7', 'PUT', path('self', '/fred.2'), new URLSearchParams({ greeting: 'As a form' }));
      await town.call('anna.7', 'PUT', path('anna.7', '/FRED.2'));
      expect(await requests('fred.2')).toEqual([
        { greeting: 'As a form', sender: 'anna.7' },
        { greeting: '', sender: 'anna.7' },
      ]);
      expect((await town.call('fred.2', 'PUT', path('self', '/anna.7/decline'))).status).toBe(201);
      expect(await requests('fred.2')).toEqual([]);
      expect((await town.call('fred.2', 'PUT', path('self', '/anna.7/decline'))).status).toBe(404);
      await town.call('anna.7', 'DELETE', `${old}/fred.2`);
    });

    it('is refused to nobody, oneself and with too long a greeting', async () => {
      expect((await town.call('anna.7', 'PUT', path('self', '/nobody'), {})).status).toBe(404);
      expect((await town.call('anna.7', 'PUT', path('self', '/anna.7'), {})).status).toBe(400);
      const long = { greeting: 'x'.repeat(1001) };
      expect((await town.call('anna.7', 'PUT', path('self', '/fred.2'), long)).status).toBe(400);
    });
  });

  it('blocks and unblocks under the old names', async () => {
    const blocklist = async () =>
      (await town.call('fred.2', 'GET', '/contacts.skype.com/contacts/v2/users/self/blocklist')).body;
    expect((await town.call('fred.2', 'PUT', `${old}/joe.4/block`, { report_abuse: 'false' })).status).toBe(200);
    expect(await blocklist()).toEqual({ blocklist: [{ mri: '8:joe.4' }], scope: 'full' });
    expect((await town.call('fred.2', 'PUT', `${old}/joe.4/unblock`)).status).toBe(200);
    expect(await blocklist()).toEqual({ blocklist: [], scope: 'full' });
  });

  it('leads to the public picture of anybody, whether they have one or not', async () => {
    const reply = await town.call('fred.2', 'GET', '/api.skype.com/users/anna.7/profile/avatar?cacheHeaders=1');
    expect(reply.status).toBe(302);
    expect(reply.headers.get('location')).toBe('https://gateway.test/avatar.skype.com/v1/avatars/anna.7/public');
    expect((await town.call('fred.2', 'GET', '/api.skype.com/users/nobody/profile/avatar')).status).toBe(404);
  });

  it('knows the own display name', async () => {
    const reply = await town.call('fred.2', 'GET', '/api.skype.com/users/self/displayname');
    expect(reply.body).toEqual({ username: 'fred.2', displayname: 'Fred Adams' });
    expect((await town.call('fred.2', 'GET', '/api.skype.com/users/joe.4/displayname')).status).toBe(403);
  });
});
