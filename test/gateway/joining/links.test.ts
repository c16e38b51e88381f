import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { connect } from '../messaging/client.ts';
import { pick, settle } from '../messaging/town.ts';
import { ask, codeOf, joinAsGuest, makeLink, openGroup, resolve, setProperty } from './place.ts';

eachDatabase((openDatabase) => {
  describe('join links', () => {
    const town = settle(openDatabase);

    it('lead to their thread, cannot be guessed, and stay the same', async () => {
      const { fred, joe, tid } = await openGroup(town);
      const link = await makeLink(town, fred.user, tid);
      expect(link.status).toBe(200);
      expect(link.body).toEqual({ url: expect.stringMatching(/^https:\/\/gateway\.test\/join\.skype\.com\/\w{12}$/) });
      expect((await makeLink(town, joe.user, tid)).body).toEqual(link.body);
      const code = await codeOf(town, fred.user, tid);
      expect(await resolve(town, code)).toMatchObject({ status: 200, body: { threadId: tid } });
      const other = await openGroup(town);
      expect(await codeOf(town, other.fred.user, other.tid)).not.toBe(code);
    });

    it('are named by host for clients that came by host', async () => {
      const { fred, tid } = await openGroup(town);
      const reply = await ask(town, fred.user, 'POST', 'https://api.join.skype.com/v1/meetings', { threadId: tid });
      expect(reply.body.url).toMatch(/^https:\/\/join\.skype\.com\/\w{12}$/);
    });

    it('work in the older forms too, and repeat no address that the client names', async () => {
      const { fred, tid } = await openGroup(town);
      const code = await codeOf(town, fred.user, tid);
      const body = { baseDomain: 'https://evil.example/launch/', threadId: tid };
      expect((await ask(town, fred.user, 'POST', '/api.scheduler.skype.com/threads', body)).body).toEqual({
        Blob: code,
        Id: code,
        JoinUrl: `https://gateway.test/join.skype.com/${code}`,
        ThreadId: tid,
      });
      for (const path of ['/join.skype.com/api/v2/conversation/', '/join.skype.com/api/v2/conversation']) {
        expect((await ask(town, undefined, 'POST', path, { shortId: code, type: 'wl' })).body).toEqual({
          Action: 'Chat',
          ChatBlob: code,
          FlowId: '1',
          Id: code,
          Resource: tid,
        });
      }
    });

    it('work only while joining is enabled, and then again', async () => {
      const { fred, joe, tid } = await openGroup(town);
      const code = await codeOf(town, fred.user, tid);
      await setProperty(fred, tid, 'joiningenabled', false);
      expect(await resolve(town, code)).toMatchObject({ status: 404, body: { errorCode: 404 } });
      const old = { shortId: code, type: 'wl' };
      expect((await ask(town, undefined, 'POST', '/join.skype.com/api/v2/conversation/', old)).status).toBe(404);
      expect((await town.gateway.fetch(`/join.skype.com/${code}`)).status).toBe(404);
      expect((await joinAsGuest(town, tid, 'Mia')).status).toBe(404);
      expect(await makeLink(town, joe.user, tid)).toMatchObject({ status: 403, body: { errorCode: 206 } });
      expect(await codeOf(town, fred.user, tid)).toBe(code);
      await setProperty(fred, tid, 'joiningenabled', true);
      expect((await resolve(town, code)).status).toBe(200);
    });

    it('lead nowhere once everybody has left', async () => {
      const { fred, joe, tid } = await openGroup(town);
      const code = await codeOf(town, fred.user, tid);
      for (const client of [fred, joe]) await client.request('DELETE', `/v1/threads/${tid}/members/${client.user.mri}`);
      expect((await resolve(town, code)).status).toBe(404);
      expect((await joinAsGuest(town, tid, 'Mia')).status).toBe(404);
    });

    it('are made by members only', async () => {
      const { joe, fred, tid } = await openGroup(town);
      const stranger = pick(await town.strangers(1), 0);
      expect((await makeLink(town, undefined, tid)).status).toBe(401);
      expect((await makeLink(town, stranger, tid)).status).toBe(403);
      expect((await makeLink(town, fred.user, `19:${'0'.repeat(32)}@thread.skype`)).status).toBe(404);
      expect((await makeLink(town, fred.user, joe.user.mri)).status).toBe(404);
      await joe.request('DELETE', `/v1/threads/${tid}/members/${joe.user.mri}`);
      expect((await makeLink(town, joe.user, tid)).status).toBe(403);
      const sql = 'select * from join_links where conversation_id = $1';
      expect(await town.gateway.context.database.query(sql, [tid])).toEqual([]);
    });

    it.each([['{}'], ['{"threadId":7}'], ['[]'], ['no JSON']])('are not made from %s', async (body) => {
      const { fred } = await openGroup(town);
      expect((await ask(town, fred.user, 'POST', '/api.join.skype.com/v1/meetings', body)).status).toBe(400);
    });

    it.each([['AAAAAAAAAAAA'], ['short'], ["' or 1=1 --"], ['x'.repeat(2000)]])(
      'called %s lead nowhere',
      async (code) => {
        const reply = await resolve(town, encodeURIComponent(code));
        expect(reply.status).toBe(404);
        expect(reply.body).toMatchObject({ errorCode: 404 });
      },
    );

    it('are what a signed-in person joins by, as themselves', async () => {
      const { fred, tid } = await openGroup(town);
      const stranger = await connect(town.gateway, pick(await town.strangers(1), 0));
      const { threadId } = (await resolve(town, await codeOf(town, fred.user, tid))).body;
      const path = `/v1/threads/${threadId}/members/${stranger.user.mri}`;
      expect((await stranger.request('PUT', path, {})).status).toBe(200);
      expect((await stranger.request('GET', `/v1/threads/${tid}`)).body.members).toHaveLength(3);
      expect((await makeLink(town, stranger.user, tid)).status).toBe(200);
    });

    it('are not in the log', async () => {
      const { fred, tid } = await openGroup(town);
      const code = await codeOf(town, fred.user, tid);
      await resolve(town, code);
      for (const page of ['', 'launch/']) await town.gateway.fetch(`/join.skype.com/${page}${code}`);
      await town.gateway.fetch(`https://join.skype.com/${code}`);
      expect(town.gateway.logged()).toContain('/api.join.skype.com/v1/meetings/…');
      expect(town.gateway.logged()).not.toContain(code);
    });

    it('survive a restart', async () => {
      const database = await openDatabase();
      const before = await startTestGateway({ database: { ...database, close: async () => undefined } });
      const restarted = { ...town, gateway: before };
      const fred = await connect(before, await before.createUser('fred.2'));
      const created = await fred.request('POST', '/v1/threads', {
        members: [{ id: fred.user.mri, role: 'Admin' }],
        properties: { joiningenabled: 'true' },
      });
      const tid = created.headers.get('location')?.split('/').at(-1) ?? '';
      const code = await codeOf(restarted, fred.user, tid);
      await before.close();
      const after = await startTestGateway({ database });
      expect((await resolve({ ...town, gateway: after }, code)).body).toEqual({ threadId: tid });
      await after.close();
    });
  });

  describe('the page of a join link', () => {
    const town = settle(openDatabase);

    it('names the group, tells how to join and nothing of who is in it', async () => {
      const { fred, joe, tid } = await openGroup(town, 'R&D <script>alert(1)</script>');
      const code = await codeOf(town, fred.user, tid);
      for (const path of [`/join.skype.com/${code}`, `/join.skype.com/launch/${code}`]) {
        const reply = await town.gateway.fetch(path);
        expect(reply.status).toBe(200);
        expect(reply.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
        const html = await reply.text();
        expect(html).toContain('R&amp;D &lt;script&gt;');
        expect(html).not.toContain('<script>');
        expect(html).toContain(`https://gateway.test/join.skype.com/${code}`);
        for (const { user } of [fred, joe]) expect(html).not.toContain(user.name);
        expect(html).not.toContain(tid);
      }
    });

    it('sets the cookies that clients hand on', async () => {
      const { fred, tid } = await openGroup(town);
      const reply = await town.gateway.fetch(`https://join.skype.com/${await codeOf(town, fred.user, tid)}`);
      expect(reply.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^csrf_token=\w{32}; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
        expect.stringMatching(/^launcher_session_id=\w{32}; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
      ]);
    });

    it('of a link that does not work says only that', async () => {
      const reply = await town.gateway.fetch('/join.skype.com/AAAAAAAAAAAA');
      expect(reply.status).toBe(404);
      expect(await reply.text()).toContain('This link does not work');
    });
  });
});
