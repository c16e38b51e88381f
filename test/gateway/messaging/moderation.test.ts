import { describe, expect, it } from 'vitest';
import { setBlocked } from '../../../gateway/account/contacts.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { setThreadProperty } from '../../../gateway/messaging/threads.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, listen, ofType } from './client.ts';
import { settle, trio } from './town.ts';

const everyday = [
  'AddMember',
  'ChangeTopic',
  'ChangePicture',
  'EditMsg',
  'CallP2P',
  'SendText',
  'SendSms',
  'SendFileP2P',
  'SendContacts',
  'SendVideoMsg',
  'SendMediaMsg',
];

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);

  const create = async (client: Client, others: readonly UserIdentity[], properties: Json = {}): Promise<string> => {
    const members = [client.user, ...others].map(({ mri }) => ({ id: mri, role: 'User' }));
    const reply = await client.request('POST', '/v1/threads', { members, properties });
    return (reply.headers.get('location') ?? '').split('/').at(-1) ?? '';
  };
  /** fred administers, joe is a member. */
  const group = async (properties: Json = {}) => {
    const [fred, joe, anna] = await trio(town);
    const clients = { fred: await listen(town.gateway, fred), joe: await listen(town.gateway, joe) };
    return { ...clients, anna, tid: await create(clients.fred, [joe], properties) };
  };
  const set = async (client: Client, tid: string, name: string, value: unknown): Promise<number[]> => {
    const reply = await client.request('PUT', `/v1/threads/${tid}/properties?name=${name}`, { [name]: value });
    return [reply.status, reply.body.errorCode ?? 0];
  };
  const properties = async (client: Client, tid: string): Promise<Json> =>
    (await client.request('GET', `/v1/threads/${tid}`)).body.properties;
  const post = async (client: Client, tid: string, body: Json): Promise<number[]> => {
    const reply = await client.request('POST', `/v1/users/ME/conversations/${tid}/messages`, body);
    return [reply.status, reply.body.errorCode ?? 0];
  };
  const text = (content: string, more: Json = {}) => ({ messagetype: 'Text', content, ...more });

  describe('a moderated thread', () => {
    it('is written in by administrators only; typing and edits count as writing, taking back does not', async () => {
      const { fred, joe, tid } = await group();
      const id = await joe.send(tid, 'before', { clientmessageid: '5' });
      await set(fred, tid, 'moderatedthread', true);
      expect(await post(joe, tid, text('x'))).toEqual([403, 206]);
      expect(await post(joe, tid, { messagetype: 'Control/Typing' })).toEqual([403, 206]);
      expect(await post(joe, tid, text('x', { skypeeditedid: '5' }))).toEqual([403, 206]);
      const path = `/v1/users/ME/conversations/${tid}/messages/${id}`;
      expect((await joe.request('PUT', path, text('other'))).body.errorCode).toBe(206);
      expect((await joe.request('DELETE', path)).body.deletetime).toBeGreaterThan(0);
      expect(await post(fred, tid, text('an announcement'))).toEqual([201, 0]);
      await set(fred, tid, 'moderatedthread', false);
      expect(await post(joe, tid, text('again'))).toEqual([201, 0]);
    });

    it('tells each member what they may do, when asked and in ThreadUpdate', async () => {
      const { fred, joe, tid } = await group();
      expect((await properties(fred, tid)).capabilities).toEqual([...everyday, 'ChangeModerated']);
      expect((await properties(joe, tid)).capabilities).toEqual(everyday);
      await Promise.all([fred.drain(), joe.drain()]);
      await set(fred, tid, 'moderatedthread', true);
      const told = async (client: Client) =>
        ofType(await client.drain(), 'ThreadUpdate').at(-1)?.resource.properties.capabilities;
      expect(await told(joe)).toEqual(['CallP2P']);
      expect(await told(fred)).toEqual([...everyday, 'ChangeModerated']);
      expect((await properties(joe, tid)).capabilities).toEqual(['CallP2P']);
      await fred.request('PUT', `/v1/threads/${tid}/members/${joe.user.mri}`, { role: 'ADMIN' });
      expect((await properties(joe, tid)).capabilities).toContain('SendText');
    });

    it('gets new members from administrators only', async () => {
      const { fred, joe, anna, tid } = await group({ moderatedthread: true });
      const path = `/v1/threads/${tid}/members/${anna.mri}`;
      expect((await joe.request('PUT', path, {})).body.errorCode).toBe(206);
      expect((await fred.request('PUT', path, {})).status).toBe(200);
    });
  });

  describe('the properties of a thread', () => {
    it('that decide who sees, joins and writes are for administrators, topic and picture for every member', async () => {
      const { fred, joe, tid } = await group();
      for (const name of ['joiningenabled', 'historydisclosed', 'moderatedthread']) {
        expect([name, ...(await set(joe, tid, name, true))]).toEqual([name, 403, 206]);
        expect([name, ...(await set(fred, tid, name, true))]).toEqual([name, 200, 0]);
        expect([name, ...(await set(fred, tid, name, false))]).toEqual([name, 200, 0]);
      }
      expect(await set(joe, tid, 'topic', 'Team chat')).toEqual([200, 0]);
      expect(await set(joe, tid, 'picture', 'URL@https://gateway.test/x/views/avatar_fullsize')).toEqual([200, 0]);
      expect(await properties(fred, tid)).toMatchObject({
        topic: 'Team chat',
        picture: 'URL@https://gateway.test/x/views/avatar_fullsize',
        joiningenabled: 'false',
        historydisclosed: 'false',
        moderatedthread: 'false',
      });
    });

    it('are known in any letter case, so that no spelling gets past the rules', async () => {
      const { fred, joe, tid } = await group();
      expect(await set(joe, tid, 'ModeratedThread', true)).toEqual([403, 206]);
      expect(await set(fred, tid, 'JoiningEnabled', 'TRUE')).toEqual([200, 0]);
      expect(await set(fred, tid, 'JoiningEnabled', 'perhaps')).toEqual([400, 400]);
      expect(await properties(fred, tid)).toMatchObject({ joiningenabled: 'true' });
      expect(await properties(fred, tid)).not.toHaveProperty('JoiningEnabled');
    });

    it('may be named in the body, as the notes have it, or in the query', async () => {
      const { fred, tid } = await group();
      const path = `/v1/threads/${tid}/properties`;
      expect((await fred.request('PUT', path, { name: 'topic', topic: 'by body' })).status).toBe(200);
      expect((await properties(fred, tid)).topic).toBe('by body');
      expect((await fred.request('PUT', `${path}?name=topic`, { topic: 'by query' })).status).toBe(200);
      expect((await properties(fred, tid)).topic).toBe('by query');
    });

    it('have a picture only in the form that clients cut in two; an empty one takes it away', async () => {
      const { fred, tid } = await group({ picture: 'URL@https://gateway.test/a' });
      for (const wrong of ['https://gateway.test/a', 'URL@javascript:alert(1)', 'URL@', 'URL@https://a"b', 7]) {
        expect([wrong, ...(await set(fred, tid, 'picture', wrong))]).toEqual([wrong, 400, 400]);
      }
      expect((await properties(fred, tid)).picture).toBe('URL@https://gateway.test/a');
      expect(await set(fred, tid, 'picture', '')).toEqual([200, 0]);
      expect((await properties(fred, tid)).picture).toBe('');
    });

    it('changed too often at once answer 429/800', async () => {
      const { fred, tid } = await group();
      const context = town.messaging({ messageBurst: 1, messagesPerSecond: 0.1 });
      await setThreadProperty(context, fred.user, tid, 'topic', 'one');
      await expect(setThreadProperty(context, fred.user, tid, 'topic', 'two')).rejects.toMatchObject({
        status: 429,
        errorCode: 800,
      });
    });
  });

  describe('administrators', () => {
    it('cannot be less than one: the last keeps the role, until another has it', async () => {
      const { fred, joe, tid } = await group();
      const give = async (user: UserIdentity, role: string) =>
        (await fred.request('PUT', `/v1/threads/${tid}/members/${user.mri}`, { role })).status;
      expect(await give(fred.user, 'User')).toBe(400);
      expect(await give(joe.user, 'admin')).toBe(200);
      expect(await give(fred.user, 'uSER')).toBe(200);
      expect(await give(joe.user, 'User')).toBe(403);
    });

    it('who leave and come back are members like any other', async () => {
      const { fred, joe, tid } = await group({ joiningenabled: true });
      const own = `/v1/threads/${tid}/members/${fred.user.mri}`;
      await fred.request('DELETE', own);
      expect((await fred.request('PUT', own, { role: 'Admin' })).status).toBe(200);
      const { body } = await joe.request('GET', `/v1/threads/${tid}`);
      expect(Object.fromEntries(body.members.map((member: Json) => [member.id, member.role]))).toEqual({
        [joe.user.mri]: 'Admin',
        [fred.user.mri]: 'User',
      });
    });
  });

  it('someone who blocked the one who adds stays out, and a block changes nothing in a thread they share', async () => {
    const { fred, joe, anna, tid } = await group();
    await setBlocked(town.gateway.context, anna, fred.user.mri, true);
    await setBlocked(town.gateway.context, joe.user, fred.user.mri, true);
    expect((await fred.request('PUT', `/v1/threads/${tid}/members/${anna.mri}`, {})).body.errorCode).toBe(206);
    await joe.drain();
    await fred.send(tid, 'to all');
    const newcomer = await connect(town.gateway, anna);
    expect((await newcomer.request('GET', `/v1/threads/${tid}`)).status).toBe(403);
    expect(ofType(await joe.drain(), 'NewMessage').map((event) => event.resource.content)).toEqual(['to all']);
  });
});
