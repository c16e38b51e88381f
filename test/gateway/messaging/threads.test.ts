import { describe, expect, it } from 'vitest';
import { setBlocked } from '../../../gateway/account/contacts.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { childOf, childrenOf, childText, parseXml } from '../../../src/markup/xml.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, listen, ofType } from './client.ts';
import { pick, settle, trio } from './town.ts';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);

  const create = async (client: Client, others: readonly UserIdentity[], properties: Json = {}): Promise<string> => {
    const members = [{ id: client.user.mri, role: 'Admin' }, ...others.map(({ mri }) => ({ id: mri, role: 'User' }))];
    const reply = await client.request('POST', '/v1/threads', { members, properties });
    if (reply.status !== 201) throw new Error(`creating answered ${reply.status}`);
    return (reply.headers.get('location') ?? '').split('/').at(-1) ?? '';
  };
  const thread = async (client: Client, tid: string): Promise<Json> =>
    (await client.request('GET', `/v1/threads/${tid}?view=msnp24Equivalent`)).body;
  const roles = async (client: Client, tid: string): Promise<Record<string, string>> =>
    Object.fromEntries((await thread(client, tid)).members.map((member: Json) => [member.id, member.role]));
  const setProperty = (client: Client, tid: string, name: string, value: unknown) =>
    client.request('PUT', `/v1/threads/${tid}/properties?name=${name}`, { [name]: value });
  const putMember = (client: Client, tid: string, user: UserIdentity, body: Json = {}) =>
    client.request('PUT', `/v1/threads/${tid}/members/${user.mri}`, body);
  const dropMember = (client: Client, tid: string, user: UserIdentity) =>
    client.request('DELETE', `/v1/threads/${tid}/members/${user.mri}`);
  const activities = async (client: Client, tid: string): Promise<Json[]> =>
    (await client.messages(tid)).filter((message) => message.messagetype.startsWith('ThreadActivity/')).reverse();

  /** Three friends, each connected; fred has made a group of all. */
  const group = async (properties: Json = {}) => {
    const [fred, joe, anna] = await trio(town);
    const clients = {
      fred: await listen(town.gateway, fred),
      joe: await listen(town.gateway, joe),
      anna: await listen(town.gateway, anna),
    };
    const tid = await create(clients.fred, [joe, anna], properties);
    return { ...clients, tid };
  };

  describe('a new thread', () => {
    it('answers 201 with the raw id last in Location, and lists all members at once (13.6)', async () => {
      const [fred, joe] = await trio(town);
      const client = await connect(town.gateway, fred);
      const reply = await client.request('POST', '/v1/threads', {
        members: [
          { id: fred.mri, role: 'Admin' },
          { id: joe.mri, role: 'User' },
        ],
        properties: { moderatedthread: false },
      });
      expect(reply.status).toBe(201);
      expect(reply.headers.get('location')).toMatch(
        /^https:\/\/gateway\.test\/v1\/threads\/19:[0-9a-f]{32}@thread\.skype$/,
      );
      const tid = (reply.headers.get('location') ?? '').split('/').at(-1) ?? '';
      const { status, body } = await client.request(
        'GET',
        `/v1/threads/${tid}?startTime=0&view=msnp24Equivalent&targetType=Thread`,
      );
      expect(status).toBe(200);
      expect(body.members.map((member: Json) => [member.id, member.role, member.type])).toEqual([
        [fred.mri, 'Admin', 'ThreadMember'],
        [joe.mri, 'User', 'ThreadMember'],
      ]);
      expect(body.members[0].userLink).toBe(`https://gateway.test/v1/users/${fred.mri}`);
      expect(body).toMatchObject({
        id: tid,
        type: 'Thread',
        version: expect.any(Number),
        messages: `https://gateway.test/v1/users/ME/conversations/${tid}/messages`,
      });
      expect((await client.request('GET', `/v1/users/ME/conversations/${tid}`)).body.threadProperties).toMatchObject({
        topic: '',
        membercount: '2',
      });
    });

    it('has its booleans as the words "true" and "false" (0.3 rule 7)', async () => {
      const { fred, tid } = await group({ topic: 'Team chat', moderatedthread: false, joiningenabled: true });
      expect((await thread(fred, tid)).properties).toMatchObject({
        topic: 'Team chat',
        creator: fred.user.mri,
        creatorcid: '0',
        createdat: expect.stringMatching(/^\d{13}$/),
        joiningenabled: 'true',
        historydisclosed: 'true',
        moderatedthread: 'false',
        capabilities: expect.arrayContaining(['AddMember', 'ChangeTopic']),
      });
      await setProperty(fred, tid, 'historydisclosed', false);
      expect((await thread(fred, tid)).properties.historydisclosed).toBe('false');
    });

    it('has its creator in it as an administrator even if the request forgot', async () => {
      const [fred, joe, anna] = await trio(town);
      const client = await connect(town.gateway, fred);
      const post = async (members: Json[]) => {
        const reply = await client.request('POST', '/v1/threads', { members });
        return roles(client, (reply.headers.get('location') ?? '').split('/').at(-1) ?? '');
      };
      expect(await post([{ id: joe.mri }])).toEqual({ [fred.mri]: 'Admin', [joe.mri]: 'User' });
      expect(await post([{ id: fred.mri, role: 'User' }, { id: joe.mri }])).toEqual({
        [fred.mri]: 'Admin',
        [joe.mri]: 'User',
      });
      expect(
        await post([
          { id: fred.mri, role: 'User' },
          { id: anna.mri, role: 'Admin' },
        ]),
      ).toEqual({ [fred.mri]: 'User', [anna.mri]: 'Admin' });
    });

    it('tells everyone in it, with complete updates (13.6)', async () => {
      const { joe, tid } = await group({ topic: 'Team chat' });
      const events = await joe.drain();
      expect(ofType(events, 'NewMessage').map((event) => event.resource.messagetype)).toEqual([
        'ThreadActivity/AddMember',
        'ThreadActivity/TopicUpdate',
      ]);
      expect(ofType(events, 'NewMessage')[0].resource).toMatchObject({
        from: `https://gateway.test/v1/users/ME/contacts/${tid}`,
        conversationLink: `https://gateway.test/v1/users/ME/conversations/${tid}`,
        threadtopic: 'Team chat',
      });
      for (const update of ofType(events, 'ConversationUpdate')) {
        expect(update.resource.lastMessage).toMatchObject({
          id: expect.stringMatching(/^\d+$/),
          from: expect.any(String),
          content: expect.any(String),
        });
        expect(update.resource.threadProperties.topic).toBe('Team chat');
      }
      const [update] = ofType(events, 'ThreadUpdate');
      expect(update.resource.members).toHaveLength(3);
    });

    it('is refused with 403/206 for people who have not accepted the creator, for nobody, and for those who blocked', async () => {
      const [fred, joe] = await trio(town);
      const stranger = pick(await town.strangers(1), 0);
      const client = await connect(town.gateway, fred);
      await setBlocked(town.gateway.context, joe, fred.mri, true);
      for (const mri of [stranger.mri, '8:nobody.here', joe.mri]) {
        const reply = await client.request('POST', '/v1/threads', { members: [{ id: mri, role: 'User' }] });
        expect([mri, reply.status, reply.body.errorCode, reply.body.message]).toEqual([
          mri,
          403,
          206,
          'Failure due to: AclCheckFailed.',
        ]);
      }
      const crown = { members: [{ id: fred.mri }, { id: stranger.mri, role: 'King' }] };
      expect((await client.request('POST', '/v1/threads', crown)).status).toBe(400);
      expect((await client.request('POST', '/v1/threads', {})).status).toBe(400);
    });
  });

  describe('the topic', () => {
    it('may be set by any member and is told to all, with what was written escaped', async () => {
      const { fred, joe, tid } = await group();
      await fred.drain();
      expect((await setProperty(joe, tid, 'topic', 'A <b> & "c"')).status).toBe(200);
      const events = await fred.drain();
      const [message] = ofType(events, 'NewMessage');
      expect(message.resource.messagetype).toBe('ThreadActivity/TopicUpdate');
      const root = parseXml(message.resource.content);
      expect(root?.name).toBe('topicupdate');
      expect([childText(root, 'initiator'), childText(root, 'value')]).toEqual([joe.user.mri, 'A <b> & "c"']);
      expect(Number(childText(root, 'eventtime'))).toBeGreaterThan(1_600_000_000_000);
      expect(ofType(events, 'ThreadUpdate')[0].resource.properties.topic).toBe('A <b> & "c"');
      expect((await fred.request('GET', `/v1/users/ME/conversations/${tid}`)).body.threadProperties.topic).toBe(
        'A <b> & "c"',
      );
    });

    it('is cleared by an empty one, and setting the same again changes nothing', async () => {
      const { fred, joe, tid } = await group({ topic: 'x' });
      await joe.drain();
      expect((await setProperty(fred, tid, 'topic', 'x')).status).toBe(200);
      expect(await joe.drain()).toEqual([]);
      await setProperty(fred, tid, 'topic', '');
      expect((await thread(fred, tid)).properties.topic).toBe('');
    });
  });

  describe('other properties', () => {
    it('are kept as text and reported', async () => {
      const { fred, tid } = await group();
      for (const [name, value] of [
        ['joiningenabled', true],
        ['historydisclosed', false],
        ['picture', 'URL@https://gateway.test/x'],
        ['custom', { a: 1 }],
      ] as const) {
        expect((await setProperty(fred, tid, name, value)).status).toBe(200);
      }
      expect((await thread(fred, tid)).properties).toMatchObject({
        joiningenabled: 'true',
        historydisclosed: 'false',
        picture: 'URL@https://gateway.test/x',
        custom: '{"a":1}',
      });
      expect((await activities(fred, tid)).map((message) => message.messagetype)).toEqual([
        'ThreadActivity/AddMember',
        'ThreadActivity/JoiningEnabledUpdate',
        'ThreadActivity/HistoryDisclosedUpdate',
        'ThreadActivity/PictureUpdate',
      ]);
    });

    it('that make no sense are refused', async () => {
      const { fred, tid } = await group();
      expect((await setProperty(fred, tid, 'joiningenabled', 'perhaps')).status).toBe(400);
      expect((await setProperty(fred, tid, 'creator', '8:x')).status).toBe(400);
      expect((await setProperty(fred, tid, 'topic', 'x'.repeat(500))).status).toBe(413);
      expect((await fred.request('PUT', `/v1/threads/${tid}/properties?name=topic`, { other: 1 })).status).toBe(400);
    });

    it('are text, also of an object that would be none by itself', async () => {
      const { fred, tid } = await group();
      const odd = { toString: '', valueOf: '' };
      expect((await setProperty(fred, tid, 'historydisclosed', odd)).status).toBe(400);
      expect((await setProperty(fred, tid, 'picture', odd)).status).toBe(400);
      expect((await setProperty(fred, tid, 'topic', { text: 'x'.repeat(500) })).status).toBe(413);
      expect((await setProperty(fred, tid, 'topic', odd)).status).toBe(200);
      expect((await thread(fred, tid)).properties.topic).toBe('{"toString":"","valueOf":""}');
    });

    it('of a moderated thread are for administrators', async () => {
      const { fred, joe, tid } = await group({ moderatedthread: true });
      expect((await setProperty(joe, tid, 'topic', 'mine')).status).toBe(403);
      expect((await setProperty(joe, tid, 'moderatedthread', false)).status).toBe(403);
      expect((await setProperty(fred, tid, 'moderatedthread', false)).status).toBe(200);
      expect((await setProperty(joe, tid, 'topic', 'mine')).status).toBe(200);
    });
  });

  describe('members', () => {
    it('bring their contacts in, but make nobody an administrator', async () => {
      const [fred, joe, anna] = await trio(town);
      const [owner, member] = [await connect(town.gateway, fred), await connect(town.gateway, joe)];
      const newcomer = await listen(town.gateway, anna);
      const tid = await create(owner, [joe]);
      expect((await putMember(member, tid, anna, { role: 'Admin' })).status).toBe(403);
      expect((await putMember(member, tid, anna, { role: 'User' })).status).toBe(200);
      const events = await newcomer.drain();
      const root = parseXml(ofType(events, 'NewMessage')[0].resource.content);
      expect(root?.name).toBe('addmember');
      expect([childText(root, 'initiator'), childText(root, 'target')]).toEqual([joe.mri, anna.mri]);
      expect(ofType(events, 'ConversationUpdate')).toHaveLength(1);
      expect(ofType(events, 'ThreadUpdate')[0].resource.members).toHaveLength(3);
    });

    it('are brought in several at once, each reported as a target; those who are in stay as they are', async () => {
      const [fred, joe, anna] = await trio(town);
      const owner = await connect(town.gateway, fred);
      const tid = await create(owner, []);
      const body = {
        members: [
          { id: joe.mri, role: 'User' },
          { id: anna.mri, role: 'Admin' },
          { id: fred.mri, role: 'User' },
        ],
      };
      expect((await owner.request('POST', `/v1/threads/${tid}/members`, body)).status).toBe(200);
      expect(await roles(owner, tid)).toEqual({ [fred.mri]: 'Admin', [joe.mri]: 'User', [anna.mri]: 'Admin' });
      const root = parseXml((await activities(owner, tid)).at(-1).content);
      expect(childrenOf(root, 'target').map((target) => target.children)).toHaveLength(2);
      expect((await owner.request('POST', `/v1/threads/${tid}/members`, body)).status).toBe(200);
      expect(await activities(owner, tid)).toHaveLength(2);
    });

    it('who are no contacts of the one who asks cannot be added: 403/206', async () => {
      const { fred, tid } = await group();
      const stranger = pick(await town.strangers(1), 0);
      for (const reply of [
        await putMember(fred, tid, stranger),
        await fred.request('PUT', `/v1/threads/${tid}/members/8:nobody.here`, {}),
        await fred.request('POST', `/v1/threads/${tid}/members`, { members: [{ id: stranger.mri }] }),
      ]) {
        expect([reply.status, reply.body.errorCode]).toEqual([403, 206]);
      }
    });

    it('get roles from administrators only, reported with the role in lower case', async () => {
      const { fred, joe, anna, tid } = await group();
      expect((await putMember(joe, tid, anna.user, { role: 'Admin' })).status).toBe(403);
      expect((await putMember(joe, tid, joe.user, { role: 'Admin' })).status).toBe(403);
      expect((await putMember(fred, tid, joe.user, { role: 'admin' })).status).toBe(200);
      expect((await roles(fred, tid))[joe.user.mri]).toBe('Admin');
      const message = (await activities(fred, tid)).at(-1);
      const target = childOf(parseXml(message.content), 'target');
      expect([message.messagetype, childText(target, 'id'), childText(target, 'role')]).toEqual([
        'ThreadActivity/RoleUpdate',
        joe.user.mri,
        'admin',
      ]);
      expect((await putMember(fred, tid, joe.user)).status).toBe(200);
      expect((await roles(fred, tid))[joe.user.mri]).toBe('Admin');
      expect((await putMember(fred, tid, joe.user, { role: 'Owner' })).status).toBe(400);
    });

    it('are removed by administrators only, see that they were, and nothing after it', async () => {
      const { fred, joe, anna, tid } = await group();
      expect((await dropMember(joe, tid, anna.user)).status).toBe(403);
      await anna.drain();
      expect((await dropMember(fred, tid, anna.user)).status).toBe(200);
      const events = await anna.drain();
      expect(ofType(events, 'NewMessage').map((event) => event.resource.messagetype)).toEqual([
        'ThreadActivity/DeleteMember',
      ]);
      expect(ofType(events, 'ThreadUpdate')).toEqual([]);
      await fred.send(tid, 'without anna');
      expect(await anna.drain()).toEqual([]);
      expect((await anna.messages(tid)).map((message) => message.content)).not.toContain('without anna');
      expect((await anna.request('GET', `/v1/threads/${tid}`)).status).toBe(403);
      expect(
        (await anna.request('GET', `/v1/users/ME/conversations/${tid}`)).body.threadProperties.lastleaveat,
      ).toMatch(/^\d{13}$/);
      const refused = await anna.request('POST', `/v1/users/ME/conversations/${tid}/messages`, {
        messagetype: 'Text',
        content: 'hey',
      });
      expect(refused.status).toBe(403);
      expect((await setProperty(anna, tid, 'topic', 'mine')).status).toBe(403);
      expect((await putMember(anna, tid, joe.user)).status).toBe(403);
      expect(await roles(fred, tid)).toEqual({ [fred.user.mri]: 'Admin', [joe.user.mri]: 'User' });
    });

    it('leave by removing themselves, and may clear the history afterwards', async () => {
      const { fred, joe, tid } = await group();
      expect((await dropMember(joe, tid, joe.user)).status).toBe(200);
      expect((await joe.request('DELETE', `/v1/users/ME/conversations/${tid}/messages`)).status).toBe(200);
      expect((await joe.request('GET', '/v1/users/ME/conversations')).body.conversations).toEqual([]);
      expect((await dropMember(fred, tid, joe.user)).status).toBe(200);
    });

    it('always have an administrator: when the last one leaves, whoever was in longest becomes one', async () => {
      const { fred, joe, anna, tid } = await group();
      expect((await putMember(fred, tid, fred.user, { role: 'User' })).status).toBe(400);
      await dropMember(fred, tid, fred.user);
      expect(await roles(joe, tid)).toEqual({ [joe.user.mri]: 'Admin', [anna.user.mri]: 'User' });
      expect((await activities(joe, tid)).map((message) => message.messagetype).slice(-2)).toEqual([
        'ThreadActivity/DeleteMember',
        'ThreadActivity/RoleUpdate',
      ]);
      await dropMember(joe, tid, joe.user);
      await dropMember(anna, tid, anna.user);
      expect((await anna.request('GET', `/v1/threads/${tid}`)).status).toBe(403);
    });

    it('join by themselves only while joining is enabled', async () => {
      const { fred, joe, tid } = await group({ joiningenabled: true });
      const stranger = await connect(town.gateway, pick(await town.strangers(1), 0));
      expect((await putMember(stranger, tid, stranger.user)).status).toBe(200);
      expect((await roles(fred, tid))[stranger.user.mri]).toBe('User');
      await dropMember(joe, tid, joe.user);
      await setProperty(fred, tid, 'joiningenabled', false);
      expect((await putMember(joe, tid, joe.user)).status).toBe(403);
    });
  });

  describe('what happened before someone came', () => {
    it('is theirs to read if it was said while the history was disclosed', async () => {
      const [fred, joe, anna] = await trio(town);
      const owner = await connect(town.gateway, fred);
      const tid = await create(owner, [joe]);
      await owner.send(tid, 'open');
      await setProperty(owner, tid, 'historydisclosed', false);
      await owner.send(tid, 'secret');
      await putMember(owner, tid, anna);
      await owner.send(tid, 'welcome');
      const newcomer = await connect(town.gateway, anna);
      const read = (await newcomer.messages(tid))
        .filter((message) => message.messagetype === 'Text')
        .map((message) => message.content);
      expect(read).toEqual(['welcome', 'open']);
      await setProperty(owner, tid, 'historydisclosed', true);
      expect((await newcomer.messages(tid)).map((message) => message.content)).not.toContain('secret');
      expect(await newcomer.messages(tid)).not.toEqual([]);
    });
  });

  describe('messages in a thread', () => {
    it('reach everyone, with the topic', async () => {
      const { fred, joe, anna, tid } = await group({ topic: 'Team chat' });
      await Promise.all([fred, joe, anna].map((client) => client.drain()));
      await joe.send(tid, 'hello all', { clientmessageid: '9' });
      for (const client of [fred, joe, anna]) {
        const [event] = ofType(await client.drain(), 'NewMessage');
        expect(event.resource).toMatchObject({
          content: 'hello all',
          clientmessageid: '9',
          threadtopic: 'Team chat',
          from: `https://gateway.test/v1/users/ME/contacts/${joe.user.mri}`,
          conversationLink: `https://gateway.test/v1/users/ME/conversations/${tid}`,
        });
      }
    });

    it('are read up to where each member says', async () => {
      const { fred, joe, tid } = await group();
      const id = await fred.send(tid, 'read this');
      await joe.request('PUT', `/v1/users/ME/conversations/${tid}/properties?name=consumptionhorizon`, {
        consumptionhorizon: `${id};${id};0`,
      });
      const { body } = await fred.request('GET', `/v1/threads/${tid}/consumptionhorizons`);
      expect(body).toMatchObject({ id: tid, version: expect.stringMatching(/^\d+$/) });
      expect(body.consumptionhorizons).toContainEqual({ id: joe.user.mri, consumptionhorizon: `${id};${id};0` });
      expect(body.consumptionhorizons).toHaveLength(3);
    });
  });

  describe('people outside', () => {
    it('find threads closed: 403 for one that exists, 404/730 for one that does not', async () => {
      const { tid } = await group();
      const outsider = await connect(town.gateway, pick(await town.strangers(1), 0));
      const paths = [
        ['GET', `/v1/threads/${tid}`, 403],
        ['GET', `/v1/threads/${tid}/consumptionhorizons`, 403],
        ['PUT', `/v1/threads/${tid}/properties?name=topic`, 403],
        ['POST', `/v1/threads/${tid}/members`, 403],
        ['PUT', `/v1/threads/${tid}/members/${outsider.user.mri}`, 403],
        ['DELETE', `/v1/threads/${tid}/members/${outsider.user.mri}`, 403],
        ['GET', `/v1/users/ME/conversations/${tid}`, 404],
        ['GET', `/v1/users/ME/conversations/${tid}/messages`, 404],
        ['POST', `/v1/users/ME/conversations/${tid}/messages`, 404],
        ['PUT', `/v1/users/ME/conversations/${tid}/properties?name=topic`, 404],
        ['DELETE', `/v1/users/ME/conversations/${tid}/messages`, 404],
        ['GET', '/v1/threads/19:0000@thread.skype', 404],
        ['PUT', '/v1/threads/19:0000@thread.skype/properties?name=topic', 404],
      ] as const;
      for (const [method, path, status] of paths) {
        const body =
          method === 'GET' || method === 'DELETE'
            ? undefined
            : { topic: 'x', members: [], messagetype: 'Text', content: 'x' };
        const reply = await outsider.request(method, path, body);
        expect([method, path, reply.status, typeof reply.body.errorCode]).toEqual([method, path, status, 'number']);
      }
    });
  });
});
