import { describe, expect, it } from 'vitest';
import { removeUser } from '../../../gateway/identity/user-accounts.ts';
import { parseHorizon } from '../../../gateway/messaging/horizons.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, listen, ofType } from './client.ts';
import { pair, pick, settle, trio } from './town.ts';

describe('a consumption horizon', () => {
  it.each([
    [
      '1461605505609;1461605570732;10435004700722293356',
      { message: 1461605505609, atMs: 1461605570732, client: '10435004700722293356' },
    ],
    ['0;0;0', { message: 0, atMs: 0, client: '0' }],
    ['1, 2, 3', { message: 1, atMs: 2, client: '3' }],
    ['1;2', { message: 1, atMs: 2, client: '0' }],
    ['1', { message: 1, atMs: 0, client: '0' }],
    [' 1 ; 2 ; ', { message: 1, atMs: 2, client: '0' }],
    ['99999999999999999999;5;0', { message: 0, atMs: 5, client: '0' }],
  ])('written as %s is understood', (text, horizon) => expect(parseHorizon(text)).toEqual(horizon));

  it.each(['', 'x', '1;2;3;4', '-1;2;3', '1;two;3', ';;'])('written as "%s" is not', (text) =>
    expect(parseHorizon(text)).toBeUndefined(),
  );
});

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  const open = async (): Promise<[Client, Client]> => {
    const [fred, joe] = await pair(town);
    return [await listen(town.gateway, fred), await listen(town.gateway, joe)];
  };
  const pathOf = (cid: string) => `/v1/users/ME/conversations/${cid}`;
  const show = async (client: Client, cid: string): Promise<Json> =>
    (await client.request('GET', `${pathOf(cid)}?view=msnp24Equivalent`)).body;
  const list = async (client: Client, query = '?startTime=0&pageSize=100'): Promise<Json[]> =>
    (await client.request('GET', `/v1/users/ME/conversations${query}`)).body.conversations;
  const setProperty = (client: Client, cid: string, name: string, value: unknown) =>
    client.request('PUT', `${pathOf(cid)}/properties?name=${name}`, { [name]: value });
  const createThread = async (client: Client, others: readonly { mri: string }[], topic = ''): Promise<string> => {
    const members = [client.user, ...others].map(({ mri }) => ({ id: mri, role: 'User' }));
    const reply = await client.request('POST', '/v1/threads', { members, properties: { topic } });
    return (reply.headers.get('location') ?? '').split('/').at(-1) ?? '';
  };

  describe('a conversation', () => {
    it('with a contact answers 200 before anything was written, without threadProperties', async () => {
      const [fred, joe] = await open();
      const reply = await fred.request('GET', `${pathOf(joe.user.mri)}?view=msnp24Equivalent`);
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject({ id: joe.user.mri, type: 'Conversation', lastMessage: {}, properties: {} });
      expect(reply.body.threadProperties).toBeUndefined();
      expect((await fred.request('GET', `${pathOf(joe.user.mri)}/messages`)).body.messages).toEqual([]);
    });

    it('with a stranger, with nobody or of another group answers 404/730, with a bad name 400/201', async () => {
      const [fred, joe] = await open();
      const stranger = pick(await town.strangers(1), 0);
      const group = await createThread(joe, []);
      for (const cid of [stranger.mri, '8:nobody.here', group, '19:00@thread.skype', '48:notes']) {
        const reply = await fred.request('GET', pathOf(cid));
        expect([cid, reply.status, reply.body.errorCode]).toEqual([cid, 404, 730]);
      }
      for (const cid of ['joe.4', '8:', '8:1:x', ':x']) {
        const reply = await fred.request('GET', pathOf(encodeURIComponent(cid)));
        expect([cid, reply.status, reply.body.errorCode]).toEqual([cid, 400, 201]);
      }
    });

    it('shows its last message, its version as a number and its links', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'first');
      const id = await joe.send(fred.user.mri, 'second');
      expect(await show(fred, joe.user.mri)).toMatchObject({
        id: joe.user.mri,
        version: Number(id),
        targetLink: `https://gateway.test/v1/users/ME/contacts/${joe.user.mri}`,
        messages: `https://gateway.test${pathOf(joe.user.mri)}/messages`,
        lastMessage: { id, content: 'second', from: `https://gateway.test/v1/users/ME/contacts/${joe.user.mri}` },
      });
    });

    it('may be named raw or percent-encoded', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      const tid = await createThread(client, [], 'x');
      expect((await show(client, tid)).id).toBe(tid);
      expect((await show(client, encodeURIComponent(tid))).id).toBe(tid);
    });

    it('of someone whose account is gone stays readable, but nobody can be written to; a new person of that name begins anew', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'farewell');
      await removeUser(town.gateway.context, joe.user.name);
      expect((await fred.messages(joe.user.mri)).map((message) => message.content)).toEqual(['farewell']);
      const refused = await fred.request('POST', `${pathOf(joe.user.mri)}/messages`, {
        messagetype: 'Text',
        content: 'x',
      });
      expect([refused.status, refused.body.errorCode]).toEqual([404, 730]);
      const again = await connect(town.gateway, await town.gateway.createUser(joe.user.name));
      await again.send(fred.user.mri, 'I am new here');
      await fred.send(joe.user.mri, 'welcome');
      expect((await again.messages(fred.user.mri)).map((message) => message.content)).toEqual([
        'welcome',
        'I am new here',
      ]);
      expect((await list(fred)).map((conversation) => conversation.lastMessage.content)).toEqual([
        'welcome',
        'farewell',
      ]);
    });
  });

  describe('the list of conversations', () => {
    it('has the newest first and ten a page', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      const tids: string[] = [];
      for (let i = 0; i < 12; i += 1) tids.push(await createThread(client, [], `group ${i}`));
      await client.send(pick(tids, 3), 'hello');
      const topics = (await list(client, '')).map((conversation) => conversation.threadProperties.topic);
      expect(topics).toEqual([
        'group 3',
        'group 11',
        'group 10',
        'group 9',
        'group 8',
        'group 7',
        'group 6',
        'group 5',
        'group 4',
        'group 2',
      ]);
    });

    it('is filtered by target type and start time', async () => {
      const [fred, joe] = await open();
      const bot = await town.gateway.createUser({ name: `bot${Date.now()}`, kind: 'bot' });
      await fred.send(joe.user.mri, 'x');
      await fred.send(bot.mri, 'x');
      const tid = await createThread(fred, [], 'x');
      const ids = async (query: string) => (await list(fred, query)).map((conversation) => conversation.id);
      expect(await ids('?targetType=Thread')).toEqual([tid]);
      expect(await ids('?targetType=Passport|Skype|Lync|Thread')).toEqual([tid, joe.user.mri]);
      expect(await ids('?targetType=Skype|Agent|secureThreads')).toEqual([bot.mri, joe.user.mri]);
      const { version } = await show(fred, bot.mri);
      expect(await ids(`?startTime=${version}`)).toEqual([tid, bot.mri]);
    });

    it('leaves out conversations nobody wrote in', async () => {
      const [fred, joe] = await open();
      await setProperty(fred, joe.user.mri, 'alerts', 'false');
      expect(await list(fred)).toEqual([]);
      expect(await list(joe)).toEqual([]);
      await joe.send(fred.user.mri, 'hi');
      expect((await list(fred))[0].properties).toEqual({
        alerts: 'false',
        consumptionhorizon: '0;0;0',
        conversationstatus: 'Accepted',
      });
    });
  });

  describe('a property of a conversation', () => {
    it('is kept as text for its user alone, and told to the user’s other endpoints', async () => {
      const [fred, joe] = await open();
      const other = await listen(town.gateway, fred.user);
      await fred.send(joe.user.mri, 'x');
      await other.drain();
      expect((await setProperty(fred, joe.user.mri, 'alerts', false)).status).toBe(200);
      const [update] = ofType(await other.drain(), 'ConversationUpdate');
      expect(update.resource.properties.alerts).toBe('false');
      expect(update.resource.lastMessage.content).toBe('x');
      expect((await show(joe, fred.user.mri)).properties.alerts).toBeUndefined();
    });

    it('of an unknown name is kept within limits, the gateway’s own ones cannot be set', async () => {
      const [fred, joe] = await open();
      expect((await setProperty(fred, joe.user.mri, 'isfollowed', true)).status).toBe(200);
      expect((await show(fred, joe.user.mri)).properties).toEqual({
        isfollowed: 'true',
        consumptionhorizon: '0;0;0',
        conversationstatus: 'Accepted',
      });
      expect((await setProperty(fred, joe.user.mri, 'clearedat', '1')).status).toBe(400);
      expect((await setProperty(fred, joe.user.mri, 'note', 'x'.repeat(5000))).status).toBe(413);
      expect((await fred.request('PUT', `${pathOf(joe.user.mri)}/properties`, {})).status).toBe(400);
      for (let i = 0; i < 60; i += 1) await setProperty(fred, joe.user.mri, `p${i}`, 'x');
      expect(Object.keys((await show(fred, joe.user.mri)).properties)).toHaveLength(52);
      expect(
        (await fred.request('PUT', `${pathOf(joe.user.mri)}/properties`, { name: 'isfollowed', isfollowed: 'no' }))
          .status,
      ).toBe(200);
    });
  });

  describe('a read position', () => {
    const horizon = async (client: Client, cid: string): Promise<string | undefined> =>
      (await show(client, cid)).properties.consumptionhorizon;

    it('is a message of the conversation, told to the user’s own endpoints and shown to the others', async () => {
      const [fred, joe] = await open();
      const phone = await listen(town.gateway, fred.user);
      const id = await joe.send(fred.user.mri, 'read me');
      await Promise.all([fred.drain(), phone.drain(), joe.drain()]);
      const atMs = Date.now();
      expect((await setProperty(fred, joe.user.mri, 'consumptionhorizon', `${id};${atMs};99`)).status).toBe(200);
      const [update] = await phone.drain();
      expect(update).toMatchObject({
        resourceType: 'ConversationUpdate',
        resource: { properties: { consumptionhorizon: `${id};${atMs};99` }, lastMessage: { id } },
      });
      expect(await joe.drain()).toEqual([]);
      const horizons = (await joe.request('GET', `/v1/threads/${fred.user.mri}/consumptionhorizons`)).body;
      expect(horizons.id).toBe(fred.user.mri);
      expect(horizons.consumptionhorizons).toContainEqual({
        id: fred.user.mri,
        consumptionhorizon: `${id};${atMs};99`,
      });
      expect(horizons.consumptionhorizons).toContainEqual({ id: joe.user.mri, consumptionhorizon: '0;0;0' });
    });

    it('whose first part is no message counts by its time, and is refused when that is in the future', async () => {
      const [fred, joe] = await open();
      const first = await joe.send(fred.user.mri, 'one', { clientmessageid: '5' });
      await setProperty(fred, joe.user.mri, 'consumptionhorizon', `5;${Number(first)};5`);
      expect(await horizon(fred, joe.user.mri)).toBe(`${first};${first};5`);
      const second = await joe.send(fred.user.mri, 'two');
      expect((await setProperty(fred, joe.user.mri, 'consumptionhorizon', '5;4102444800000;5')).status).toBe(400);
      expect(await horizon(fred, joe.user.mri)).toBe(`${first};${first};5`);
      const known = await setProperty(fred, joe.user.mri, 'consumptionhorizon', `${second};4102444800000;5`);
      expect(known.status).toBe(200);
      const [message, readAtMs, client] = (await horizon(fred, joe.user.mri))?.split(';') ?? [];
      expect([message, client]).toEqual([second, '5']);
      expect(Number(readAtMs)).toBeLessThanOrEqual(Date.now());
    });

    it('never goes back', async () => {
      const [fred, joe] = await open();
      const ids = [await joe.send(fred.user.mri, 'one'), await joe.send(fred.user.mri, 'two')];
      await setProperty(fred, joe.user.mri, 'consumptionhorizon', `${ids[1]};${ids[1]};0`);
      await fred.drain();
      for (const earlier of [`${ids[0]};${Date.now()};0`, '0;0;0', `7;${Number(ids[0])};7`]) {
        expect((await setProperty(fred, joe.user.mri, 'consumptionhorizon', earlier)).status).toBe(200);
      }
      expect(await horizon(fred, joe.user.mri)).toBe(`${ids[1]};${ids[1]};0`);
      expect(await fred.drain()).toEqual([]);
    });

    it('that cannot be read is refused', async () => {
      const [fred, joe] = await open();
      for (const value of ['soon', 12, null, '1;2;3;4']) {
        expect((await setProperty(fred, joe.user.mri, 'consumptionhorizon', value)).status).toBe(400);
      }
    });
  });

  describe('clearing the history', () => {
    it('hides older messages for this user only, and names the time', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'old');
      expect((await fred.request('DELETE', `${pathOf(joe.user.mri)}/messages`)).status).toBe(200);
      expect(await fred.messages(joe.user.mri)).toEqual([]);
      expect(await joe.messages(fred.user.mri)).toHaveLength(1);
      const cleared = await show(fred, joe.user.mri);
      expect(cleared.lastMessage).toEqual({});
      expect(Number(cleared.properties.clearedat)).toBeGreaterThan(1_600_000_000_000);
      await joe.send(fred.user.mri, 'new');
      expect((await fred.messages(joe.user.mri)).map((message) => message.content)).toEqual(['new']);
    });

    it('of a conversation one never had answers 404/730', async () => {
      const [fred, joe] = await open();
      const reply = await fred.request('DELETE', `${pathOf(joe.user.mri)}/messages`);
      expect([reply.status, reply.body.errorCode]).toEqual([404, 730]);
    });
  });

  describe('the user’s own properties and the gateway’s contact list', () => {
    it('name the user for two clients and keep what is set', async () => {
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      expect((await client.request('PUT', '/v1/users/ME/properties?name=locale', { locale: 'en-GB' })).status).toBe(
        200,
      );
      const { body } = await client.request('GET', '/v1/users/ME/properties');
      expect(body).toMatchObject({ locale: 'en-GB', primaryMemberName: client.user.name, skypeName: client.user.name });
      expect(JSON.parse(body.userDetails)).toEqual({ name: client.user.displayName, upn: client.user.name });
    });

    it('take contacts one by one and in batches', async () => {
      const [fred, joe, anna] = await trio(town);
      const client = await connect(town.gateway, fred);
      expect((await client.request('PUT', `/v1/users/ME/contacts/${joe.mri}`)).status).toBe(200);
      expect(
        (await client.request('POST', '/v1/users/ME/contacts', { contacts: [{ id: joe.mri }, { id: anna.mri }] }))
          .status,
      ).toBe(200);
      expect((await client.request('DELETE', `/v1/users/ME/contacts/${joe.mri}`)).status).toBe(200);
      expect((await client.request('GET', '/v1/users/ME/contacts')).body).toEqual({ contacts: [{ id: anna.mri }] });
      expect((await client.request('POST', '/v1/users/ME/contacts', { contacts: [{ id: 'joe' }] })).status).toBe(400);
    });
  });
});
