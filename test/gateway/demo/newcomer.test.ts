import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../../../gateway/demo/life.ts';
import { seedDemoPeople } from '../../../gateway/demo/people.ts';
import { findUserByName } from '../../../gateway/identity/users.ts';
import { openMemoryDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { type Client, connect, type Json } from '../messaging/client.ts';

const contacts = '/contacts.skype.com/contacts/v2/users/SELF';

async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  const endMs = Date.now() + 20_000;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > endMs) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the newcomer of the demo', () => {
  let gateway: TestGateway;
  let fred: Client;
  let token: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ settings: { demo: true, holdSeconds: 1 } });
    await seedDemoPeople(gateway.context);
    await startDemo(gateway.context);
    const user = await findUserByName(gateway.context.database, 'fred.2');
    if (!user) throw new Error('the demo has no fred.2');
    token = await gateway.tokenFor(user);
    fred = await connect(gateway, user);
    await fred.subscribe();
  }, 60_000);
  afterAll(() => gateway.close());

  async function call(method: string, path: string): Promise<Json> {
    const reply = await gateway.fetch(path, { method, headers: { 'X-SkypeToken': token } });
    expect(reply.status).toBe(200);
    return reply.json();
  }
  const invites = async () => (await call('GET', `${contacts}/invites`)).invite_list;
  const messageOfMary = () =>
    until(async () =>
      (await fred.poll()).find(
        (event: Json) =>
          event.resourceType === 'NewMessage' &&
          event.resource.messagetype === 'RichText' &&
          event.resource.from.endsWith('/8:mary.9'),
      ),
    );

  it('asks to be a contact, with a greeting, and is not seen before she is accepted', async () => {
    const [invite] = await until(async () => ((await invites()).length > 0 ? invites() : undefined));
    expect(invite).toMatchObject({ mri: '8:mary.9', displayname: 'Mary Major' });
    expect(invite.invites[0].message).toContain('Fred');
    expect((await call('GET', `${contacts}/contacts`)).contacts.map(({ mri }: Json) => mri).sort()).toEqual([
      ...['28:concierge', '8:anna.7', '8:joe.4'],
    ]);
  }, 30_000);

  it('says thank you when she is accepted, and answers from then on', async () => {
    await call('PUT', `${contacts}/invites/8:mary.9/accept`);
    const thanks = await messageOfMary();
    expect(thanks.resource.content).toContain('Thank you for adding me, Fred');
    await fred.send('8:mary.9', 'Yes, please');
    expect((await messageOfMary()).resource.content.length).toBeGreaterThan(0);
    expect(await invites()).toEqual([]);
  }, 60_000);
});

describe('the belongings of the demo people', () => {
  it('are there at the first start, and what was removed does not come back', async () => {
    const database = await openMemoryDatabase();
    const gateway = await startTestGateway({ database, settings: { demo: true } });
    await seedDemoPeople(gateway.context);
    const fred = await findUserByName(database, 'fred.2');
    if (!fred) throw new Error('the demo has no fred.2');
    const headers = { 'X-SkypeToken': await gateway.tokenFor(fred) };
    const get = async (path: string): Promise<Json> => (await gateway.fetch(path, { headers })).json();
    const groupNames = async () =>
      (await get(`${contacts}/groups`)).groups.map(({ name, contacts: members }: Json) => [name, members]);
    expect(await groupNames()).toEqual([
      ['Favourites', ['8:joe.4']],
      ['Bots', ['28:concierge']],
      ['Work', ['8:anna.7', '8:joe.4']],
    ]);
    const services = await get('/consumer.entitlement.skype.com/users/SELF/services');
    expect(services).toMatchObject([
      { service: 'pstn', balanceFormatted: '£5.00' },
      { service: 'voicemail', active: true, end: '2036-01-01T00:00:00+00:00' },
      { service: 'pstn_transfer', active: false },
      { service: 'package', active: true, quota: 60 },
    ]);
    const profile = await get('/pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json');
    expect(profile.Views[0].Attributes[0].Value).toMatchObject([
      { Name: 'fred.adams@example.com', State: 'Verified', Searchable: true },
      { Name: 'fred@work.example', State: 'Unverified' },
    ]);
    expect(profile.Views[0].Attributes[3].Value).toMatchObject([{ Name: '07700 900321', State: 'Verified' }]);
    expect(await get('/people.directory.live.com/people/account/settings')).toMatchObject({ Settings: [{}] });
    expect(await get('/api.aps.skype.com/v1/agents?agentId=concierge')).toMatchObject({
      agentDescriptions: [{ developer: 'Skylark', starRating: 5 }],
    });
    expect(await get('/skypegraph.skype.com/v2.0/search/?searchstring=mary.major@example.com')).toMatchObject({
      results: [{ nodeProfileData: { skypeId: 'mary.9', city: 'Edinburgh' } }],
    });

    await database.query("delete from contact_groups where name = 'Work'");
    await seedDemoPeople(gateway.context);
    expect((await groupNames()).map(([name]: [string]) => name)).toEqual(['Favourites', 'Bots']);
    await gateway.close();
  }, 30_000);
});
