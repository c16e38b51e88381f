import { describe, expect, it } from 'vitest';
import { sweepGuests } from '../../../gateway/joining/guest-sweep.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { call, connect, listen, ofType } from '../messaging/client.ts';
import { pick, settle } from '../messaging/town.ts';
import {
  activitiesOf,
  arrive,
  ask,
  codeOf,
  type Group,
  joinAsGuest,
  makeLink,
  openGroup,
  setProperty,
} from './place.ts';

let nowMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
eachDatabase((openDatabase) => {
  const town = settle(openDatabase, {
    now: () => nowMs,
    settings: { tokenSeconds: 7 * 86_400, endpointIdleSeconds: 1e7 },
  });

  /** A group with a link; time has passed since the last one, so that no limit of guests is near. */
  async function linkedGroup(): Promise<Group & { code: string }> {
    nowMs += 900_000;
    const group = await openGroup(town);
    return { ...group, code: await codeOf(town, group.fred.user, group.tid) };
  }

  describe('a guest', () => {
    it('joins with a name alone, and is announced like anybody who joins', async () => {
      const { fred, tid } = await linkedGroup();
      const watching = await listen(town.gateway, fred.user);
      const guest = await arrive(town, tid, '  Zoë\u202e\n  Quinn ');
      expect(guest.mri).toMatch(/^8:guest:zoequinn_[0-9a-f]{8}$/);
      const events = await watching.drain();
      const [activity] = ofType(events, 'NewMessage');
      expect(activity.resource.messagetype).toBe('ThreadActivity/AddMember');
      expect(activity.resource.content).toContain(`<initiator>${guest.mri}</initiator><target>${guest.mri}</target>`);
      const [update] = ofType(events, 'ThreadUpdate');
      expect(update.resource.members.map((member: { id: string }) => member.id)).toContain(guest.mri);
      expect(ofType(events, 'ConversationUpdate')).toHaveLength(1);
      expect((await guest.client.request('GET', `/v1/threads/${tid}`)).body.members).toHaveLength(3);
    });

    it('has a profile with nothing but the name', async () => {
      const { tid } = await linkedGroup();
      const { skypeToken } = await arrive(town, tid, 'Zoë Quinn');
      const headers = { 'X-SkypeToken': skypeToken };
      const { body } = await call(town.gateway, headers, 'GET', '/api.skype.com/users/self/profile');
      expect(body).toMatchObject({ firstname: 'Zoë Quinn', lastname: null, emails: [], mood: null, country: null });
    });

    it('reads, writes, types, marks as read and hears what others write', async () => {
      const { fred, tid } = await linkedGroup();
      const guest = await arrive(town, tid, 'Mia');
      await guest.client.subscribe();
      const id = await fred.send(tid, 'welcome');
      expect(ofType(await guest.client.drain(), 'NewMessage').map((event) => event.resource.content)).toContain(
        'welcome',
      );
      await guest.client.send(tid, 'thank you');
      expect((await fred.messages(tid))[0]).toMatchObject({ content: 'thank you', imdisplayname: 'Mia' });
      const horizon = { consumptionhorizon: `${id};${nowMs};${id}` };
      const path = `/v1/users/ME/conversations/${tid}/properties?name=consumptionhorizon`;
      expect((await guest.client.request('PUT', path, horizon)).status).toBe(200);
      const list = await guest.client.request('GET', '/v1/users/ME/conversations?startTime=0&pageSize=10');
      expect(list.body.conversations.map((conversation: { id: string }) => conversation.id)).toEqual([tid]);
    });

    it('joins by the older form as well, if code and thread belong together', async () => {
      const { tid, code } = await linkedGroup();
      const other = await linkedGroup();
      const path = '/join.skype.com/api/v1/users/guests';
      const body = { flowId: '1', shortId: code, longId: code, threadId: tid, name: 'Mia' };
      const reply = await ask(town, undefined, 'POST', path, body);
      expect(reply.status).toBe(201);
      expect(reply.headers.getSetCookie()[0]).toContain(`guest_token_${tid}=${reply.body.skypetoken};`);
      expect((await ask(town, undefined, 'POST', path, { ...body, threadId: other.tid })).status).toBe(404);
      expect((await ask(town, undefined, 'POST', path, { ...body, shortId: 'AAAAAAAAAAAA' })).status).toBe(404);
    });

    it('cannot join a thread that nobody made a link for', async () => {
      nowMs += 900_000;
      const { tid } = await openGroup(town);
      expect((await joinAsGuest(town, tid, 'Mia')).status).toBe(404);
      expect((await joinAsGuest(town, `19:${'0'.repeat(32)}@thread.skype`, 'Mia')).status).toBe(404);
    });

    it.each([[''], ['  \u202e '], ['x'.repeat(65)], [7], [null]])('needs a name, not %j', async (name) => {
      const { tid } = await linkedGroup();
      expect((await joinAsGuest(town, tid, name)).status).toBe(400);
      const guests = await town.gateway.context.database.query('select * from guests where conversation_id = $1', [
        tid,
      ]);
      expect(guests).toEqual([]);
    });

    it('is one of twenty at most from one address within a quarter of an hour', async () => {
      const { tid } = await linkedGroup();
      for (let count = 0; count < 20; count += 1)
        expect((await joinAsGuest(town, tid, `Mia ${count}`)).status).toBe(201);
      const limited = await joinAsGuest(town, tid, 'One more');
      expect(limited).toMatchObject({ status: 429, body: { errorCode: 803 } });
      expect(limited.headers.get('retry-after')).toBe('900');
    });

    it('leaves nothing behind when the thread is full', async () => {
      const { fred, tid } = await linkedGroup();
      await town.gateway.context.database.query(
        `with crowd as (
         insert into users (name, name_key, kind, display_name, firstname, created_at_ms)
         select 'crowd.' || n, 'crowd.' || n, 'user', 'x', 'x', 0 from generate_series(1, 598) n returning id)
       insert into members (conversation_id, user_id, cid, joined_at, version) select $1, id, $1, 1, 1 from crowd`,
        [tid],
      );
      expect((await joinAsGuest(town, tid, 'Mia')).status).toBe(400);
      expect(activitiesOf(await fred.messages(tid)).filter((type) => type === 'ThreadActivity/AddMember')).toHaveLength(
        1,
      );
      const rows = await town.gateway.context.database.query('select * from guests where conversation_id = $1', [tid]);
      expect(rows).toEqual([]);
    });
  });

  describe('a guest is refused', () => {
    it('every other conversation, in every way to reach one', async () => {
      const { fred, tid } = await linkedGroup();
      const other = await linkedGroup();
      const { client, mri } = await arrive(town, tid, 'Mia');
      const message = { messagetype: 'Text', contenttype: 'text', content: 'hello' };
      const attempts: [string, string, unknown, number][] = [
        ['GET', `/v1/threads/${other.tid}`, undefined, 403],
        ['PUT', `/v1/threads/${other.tid}/members/${mri}`, {}, 403],
        ['GET', `/v1/threads/${other.tid}/consumptionhorizons`, undefined, 403],
        ['POST', '/v1/threads', { members: [{ id: mri, role: 'Admin' }] }, 403],
        ['GET', `/v1/users/ME/conversations/${other.tid}`, undefined, 404],
        ['GET', `/v1/users/ME/conversations/${other.tid}/messages`, undefined, 404],
        ['POST', `/v1/users/ME/conversations/${other.tid}/messages`, message, 404],
        ['GET', `/v1/users/ME/conversations/${fred.user.mri}`, undefined, 404],
        ['POST', `/v1/users/ME/conversations/${fred.user.mri}/messages`, message, 404],
        ['PUT', `/v1/users/ME/conversations/${fred.user.mri}/properties?name=alerts`, { alerts: 'false' }, 404],
        ['POST', `/v1/users/ME/conversations/${mri}/messages`, message, 404],
        ['POST', '/v1/users/ME/conversations/28:concierge/messages', message, 404],
        ['GET', `/v1/users/ME/conversations/${encodeURIComponent(other.tid)}/messages`, undefined, 404],
      ];
      for (const [method, path, body, status] of attempts) {
        expect([method, path, (await client.request(method, path, body)).status]).toEqual([method, path, status]);
      }
      const prefixed = `/client-s.gateway.messenger.live.com/v1/threads/${other.tid}`;
      expect((await client.request('GET', prefixed)).status).toBe(403);
      expect((await other.fred.messages(other.tid)).some((sent) => sent.from?.includes('guest:'))).toBe(false);
    });

    it('a 1:1 that a member of the group begins', async () => {
      const { fred, tid } = await linkedGroup();
      const { mri } = await arrive(town, tid, 'Mia');
      const path = `/v1/users/ME/conversations/${mri}/messages`;
      const reply = await fred.request('POST', path, { messagetype: 'Text', contenttype: 'text', content: 'psst' });
      expect(reply).toMatchObject({ status: 404, body: { errorCode: 730 } });
    });

    it('changes of the group and of who is in it, but for leaving', async () => {
      const { fred, joe, tid } = await linkedGroup();
      const { client, mri } = await arrive(town, tid, 'Mia');
      const attempts: [string, string, unknown][] = [
        ['PUT', `/v1/threads/${tid}/properties?name=topic`, { topic: 'mine' }],
        ['PUT', `/v1/threads/${tid}/properties?name=joiningenabled`, { joiningenabled: false }],
        ['PUT', `/v1/threads/${tid}/members/${joe.user.mri}`, { role: 'User' }],
        ['POST', `/v1/threads/${tid}/members`, { members: [{ id: '28:concierge', role: 'User' }] }],
        ['DELETE', `/v1/threads/${tid}/members/${joe.user.mri}`, undefined],
      ];
      for (const [method, path, body] of attempts) {
        expect([path, (await client.request(method, path, body)).status]).toEqual([path, 403]);
      }
      expect((await makeLink(town, undefined, tid)).status).toBe(401);
      expect((await fred.request('PUT', `/v1/threads/${tid}/members/${mri}`, { role: 'Admin' })).status).toBe(403);
      expect((await client.request('DELETE', `/v1/threads/${tid}/members/${mri}`)).status).toBe(200);
      expect(activitiesOf(await fred.messages(tid)).at(-1)).toBe('ThreadActivity/DeleteMember');
      expect((await client.request('PUT', `/v1/threads/${tid}/members/${mri}`, {})).status).toBe(403);
      const message = { messagetype: 'Text', contenttype: 'text', content: 'still here' };
      expect((await client.request('POST', `/v1/users/ME/conversations/${tid}/messages`, message)).status).toBe(403);
    });

    it('what only accounts have', async () => {
      const { tid } = await linkedGroup();
      const { client, skypeToken, mri } = await arrive(town, tid, 'Mia');
      const name = mri.slice(2);
      for (const [method, path] of [
        ['GET', `/contacts.skype.com/contacts/v2/users/${name}`],
        ['GET', '/contacts.skype.com/contacts/v2/users/SELF'],
        ['GET', '/flagsapi.skype.com/flags/v1'],
        ['PUT', '/flagsapi.skype.com/flags/v1/1'],
        ['GET', `/api.skype.com/users/${name}/options/OPT_SKYPE_CALL_POLICY`],
        ['GET', '/options.skype.com/options/v1/users/self/options/calling.skype-call-policy'],
        ['POST', `/api.skype.com/users/${name}/profile/partial`],
        ['POST', '/api.skype.com/users/batch/profiles'],
        ['GET', '/api.skype.com/users/fred.2/profile'],
        ['POST', `/contacts.skype.com/contacts/v2/users/${name}/contacts`],
        ['GET', `/contacts.skype.com/contacts/v1/users/${name}/contacts`],
        ['GET', `/consumer.entitlement.skype.com/users/${name}/services`],
        ['GET', '/skypegraph.skype.com/v2.0/search/?searchString=fred&requestId=1'],
        ['GET', '/skypegraph.skype.com/search/v1.1/namesearch/swx/?searchstring=fred'],
        ['GET', '/peoplerecommendations.skype.com/v1.1/recommend'],
        ['GET', '/api.aps.skype.com/v1/agents'],
        ['GET', '/people.directory.live.com/people/account/settings'],
        ['GET', '/pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json'],
        ['PUT', `/avatar.skype.com/v1/avatars/${name}`],
      ]) {
        const reply = await call(town.gateway, { 'X-SkypeToken': skypeToken }, String(method), String(path));
        expect([path, reply.status]).toEqual([path, 401]);
      }
      for (const path of ['/v1/users/ME/contacts', '/v1/users/ME/contacts/ALL/presenceDocs/messagingService']) {
        expect([path, (await client.request('GET', path)).status]).toEqual([path, 401]);
      }
    });

    it('another link of the group, a login, and a longer life', async () => {
      const { tid } = await linkedGroup();
      const { skypeToken, mri } = await arrive(town, tid, 'Mia');
      const headers = { 'X-SkypeToken': skypeToken };
      const link = await call(town.gateway, headers, 'POST', '/api.join.skype.com/v1/meetings', { threadId: tid });
      expect(link.status).toBe(403);
      const renewal = await town.gateway.fetch('/login.skype.com/login', {
        headers: { cookie: `refresh-token=${skypeToken}` },
      });
      expect(await renewal.text()).not.toContain('name="skypetoken"');
      const lookup = { username: mri.slice(2) };
      const known = await call(town.gateway, {}, 'POST', '/login.live.com/GetCredentialType.srf', lookup);
      expect(known.body).toEqual({ IfExistsResult: 1 });
    });
  });

  describe('the names of guests', () => {
    it('cannot be given to accounts', async () => {
      await expect(town.gateway.createUser('guest:mia_00000000')).rejects.toThrow('cannot be a user name');
    });
  });

  describe('after a day', () => {
    it('a guest leaves the thread, and its account and everything it was given end', async () => {
      const { fred, tid } = await linkedGroup();
      const guest = await arrive(town, tid, 'Mia');
      await guest.client.send(tid, 'good bye');
      nowMs += dayMs;
      expect((await guest.client.request('GET', `/v1/threads/${tid}`)).status).toBe(401);
      const headers = { 'X-SkypeToken': guest.skypeToken };
      expect((await call(town.gateway, headers, 'GET', '/api.skype.com/users/self/profile')).status).toBe(401);
      const watching = await listen(town.gateway, fred.user);
      await sweepGuests(town.gateway.context);
      const types = ofType(await watching.drain(), 'NewMessage').map((event) => event.resource.messagetype);
      expect(types).toEqual(['ThreadActivity/DeleteMember']);
      const thread = (await watching.request('GET', `/v1/threads/${tid}`)).body;
      expect(thread.members).toHaveLength(2);
      expect(await town.gateway.context.database.query('select * from users where mri = $1', [guest.mri])).toEqual([]);
      expect((await watching.messages(tid)).map((message) => message.content)).toContain('good bye');
    });

    it('does not make a guest the administrator of those who stay', async () => {
      const { fred, joe, tid } = await linkedGroup();
      const guest = await arrive(town, tid, 'Mia');
      const late = await connect(town.gateway, pick(await town.strangers(1), 0));
      await late.request('PUT', `/v1/threads/${tid}/members/${late.user.mri}`, {});
      for (const client of [joe, fred]) await client.request('DELETE', `/v1/threads/${tid}/members/${client.user.mri}`);
      const members = (await late.request('GET', `/v1/threads/${tid}`)).body.members as { id: string; role: string }[];
      expect(members.map(({ id, role }) => [id, role])).toEqual([
        [guest.mri, 'User'],
        [late.user.mri, 'Admin'],
      ]);
    });

    it('is kept over a restart', async () => {
      const database = await openDatabase();
      const shared = { ...database, close: async () => undefined };
      const before = await startTestGateway({ database: shared, now: () => nowMs });
      const fred = await connect(before, await before.createUser('fred.2'));
      const properties = { joiningenabled: 'true' };
      const created = await fred.request('POST', '/v1/threads', { members: [{ id: fred.user.mri }], properties });
      const tid = created.headers.get('location')?.split('/').at(-1) ?? '';
      await codeOf({ ...town, gateway: before }, fred.user, tid);
      const guest = await arrive({ ...town, gateway: before }, tid, 'Mia');
      await before.close();
      const after = await startTestGateway({ database, now: () => nowMs });
      const headers = { RegistrationToken: `registrationToken=${guest.client.token}` };
      expect((await call(after, headers, 'GET', `/v1/threads/${tid}`)).status).toBe(200);
      nowMs += dayMs;
      await sweepGuests(after.context);
      expect(await after.context.database.query('select * from guests')).toEqual([]);
      await after.close();
    });

    it('the group can still be joined by others', async () => {
      const { fred, tid } = await linkedGroup();
      await setProperty(fred, tid, 'topic', 'Later');
      nowMs += 2 * dayMs;
      expect((await joinAsGuest(town, tid, 'Mia')).status).toBe(201);
    });
  });
});
