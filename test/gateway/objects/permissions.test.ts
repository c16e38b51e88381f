// Who may read what: everybody else sees the same as for an object that does not exist.
import { beforeAll, describe, expect, it } from 'vitest';
import { removeUser } from '../../../gateway/identity/user-accounts.ts';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { eachDatabase } from '../../support/databases.ts';
import { connect } from '../messaging/client.ts';
import { pick, settle } from '../messaging/town.ts';
import { Desk, noise } from './desk.ts';

const nothing = { status: 404, body: { errorCode: 404, message: 'The requested resource does not exist.' } };

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  let fred: UserIdentity;
  let joe: UserIdentity;
  let anna: UserIdentity;
  let mia: UserIdentity;
  let thread: string;
  let desk: Desk;

  beforeAll(async () => {
    const users = await town.friends(4);
    [fred, joe, anna, mia] = [pick(users, 0), pick(users, 1), pick(users, 2), pick(users, 3)];
    const client = await connect(town.gateway, fred);
    const members = [fred, joe].map(({ mri }, index) => ({ id: mri, role: index === 0 ? 'Admin' : 'User' }));
    const reply = await client.request('POST', '/v1/threads', { members });
    thread = reply.headers.get('location')?.split('/').at(-1) ?? '';
    expect(thread).toMatch(/^19:/);
    desk = await Desk.of(town.gateway, fred);
  }, 60_000);

  async function read(user: UserIdentity, id: string): Promise<number> {
    const reader = await Desk.of(town.gateway, user);
    const statuses = new Set<number>();
    for (const path of ['views/original', 'views/original/status', 'views/imgpsh_fullsize/status']) {
      const reply = await reader.call(`/api.asm.skype.com/v1/objects/${id}/${path}`);
      statuses.add(reply.status);
      if (reply.status === 404) expect({ status: 404, body: await reply.json() }).toEqual(nothing);
    }
    expect(statuses.size).toBe(1);
    return [...statuses][0] ?? 0;
  }

  async function changeMember(method: 'PUT' | 'DELETE', user: UserIdentity): Promise<void> {
    const client = await connect(town.gateway, fred);
    const reply = await client.request(
      method,
      `/v1/threads/${thread}/members/${user.mri}`,
      method === 'PUT' ? { role: 'User' } : undefined,
    );
    expect(reply.status).toBe(200);
  }

  it('lets the creator and the people it names read, whatever the letter case, and nobody else', async () => {
    const id = await desk.share(noise(9), {
      permissions: { [joe.mri.toUpperCase()]: ['read'], '8:nobody.0': ['read'] },
    });
    expect(await read(fred, id)).toBe(200);
    expect(await read(joe, id)).toBe(200);
    expect(await read(anna, id)).toBe(404);
    expect(await read(anna, `0-weu-d1-${'0'.repeat(32)}`)).toBe(404);
    expect(await read(anna, 'nonsense')).toBe(404);
  });

  it('lets nobody but the creator read what names nobody, or gives another right', async () => {
    for (const permissions of [{}, { [joe.mri]: [] }, { [joe.mri]: ['write'] }]) {
      const id = await desk.share(noise(9), { permissions });
      expect(await read(fred, id)).toBe(200);
      expect(await read(joe, id)).toBe(404);
    }
  });

  it('lets the members of a conversation read as long as they are in it', async () => {
    const id = await desk.share(noise(9), { permissions: { [thread]: ['read'] } });
    expect(await read(joe, id)).toBe(200);
    expect(await read(mia, id)).toBe(404);
    await changeMember('PUT', mia);
    expect(await read(mia, id)).toBe(200);
    await changeMember('DELETE', mia);
    expect(await read(mia, id)).toBe(404);
  });

  it('lets a guest read what was shared in the own conversation, and nothing else', async () => {
    const { database } = town.gateway.context;
    const guest = await town.gateway.createUser('visitor');
    await database.query("update users set kind = 'guest' where id = $1", [guest.userId]);
    await database.query(
      `insert into members (conversation_id, user_id, cid, joined_at, version)
       select id, $2, id, 1, (select coalesce(max(version), 0) + 1 from members) from conversations where id = $1`,
      [thread, guest.userId],
    );
    const shared = await desk.share(noise(9), { permissions: { [thread]: ['read'] } });
    const direct = await desk.share(noise(9), { permissions: { [joe.mri]: ['read'] } });
    expect(await read(guest, shared)).toBe(200);
    expect(await read(guest, direct)).toBe(404);
  });

  it('deletes for the creator only, and then for everybody', async () => {
    const id = await desk.share(noise(9), { permissions: { [joe.mri]: ['read'] } });
    expect((await (await Desk.of(town.gateway, joe)).delete(id)).status).toBe(404);
    expect(await read(joe, id)).toBe(200);
    expect((await desk.delete(id)).status).toBe(200);
    expect(await read(joe, id)).toBe(404);
    expect(await read(fred, id)).toBe(404);
    expect((await desk.delete(id)).status).toBe(404);
  });

  it('does not let somebody read who only has the name of a former reader', async () => {
    const former = await town.gateway.createUser('former');
    const id = await desk.share(noise(9), { permissions: { '8:former': ['read'] } });
    expect(await read(former, id)).toBe(200);
    await removeUser(town.gateway.context, 'former');
    expect(await read(await town.gateway.createUser('former'), id)).toBe(404);
  });

  describe('a token', () => {
    it.each([
      ['Authorization', (token: string) => `skype_token ${token}`],
      ['Authorization', (token: string) => `Bearer ${token}`],
      ['X-SkypeToken', (token: string) => token],
      ['Authentication', (token: string) => `skypetoken=${token}`],
      ['Cookie', (token: string) => `a=b; skypetoken_asm=${token}`],
    ])('in the header %s opens what its user may read', async (name, spell) => {
      const id = await desk.share(noise(9));
      const path = `/api.asm.skype.com/v1/objects/${id}/views/original`;
      expect((await town.gateway.fetch(path, { headers: { [name]: spell(desk.token) } })).status).toBe(200);
      expect((await town.gateway.fetch(path, { headers: { [name]: spell('wrong') } })).status).toBe(401);
    });

    it('in a cookie opens nothing for writing, because a foreign page can send it', async () => {
      const id = await desk.share(noise(9));
      const headers = { Cookie: `skypetoken_asm=${desk.token}` };
      const path = '/api.asm.skype.com/v1/objects';
      const create = await town.gateway.fetch(path, { method: 'POST', headers, body: '{"type":"sharing/file"}' });
      const remove = await town.gateway.fetch(`${path}/${id}`, { method: 'DELETE', headers });
      expect([create.status, remove.status]).toEqual([401, 401]);
    });
  });

  describe('a link in a message', () => {
    it('leads to the picture for those who may see it, and to the same page for everybody else', async () => {
      const id = await desk.share(new TextEncoder().encode('GIF89a...'), { type: 'pish/image' });
      const path = `/api.asm.skype.com/s/i?${id}`;
      const seen = await town.gateway.fetch(path, { headers: { Cookie: `skypetoken_asm=${desk.token}` } });
      expect([seen.status, seen.headers.get('content-type'), await seen.text()]).toEqual([
        200,
        'image/gif',
        'GIF89a...',
      ]);
      const stranger = { Cookie: `skypetoken_asm=${(await Desk.of(town.gateway, anna)).token}` };
      const pages = await Promise.all(
        [
          town.gateway.fetch(path),
          town.gateway.fetch(path, { headers: stranger }),
          town.gateway.fetch(`/api.asm.skype.com/s/i?0-weu-d1-${'0'.repeat(32)}`),
        ].map(async (reply) => `${(await reply).status} ${await (await reply).text()}`),
      );
      expect(pages[0]).toContain('Somebody has shared a picture');
      expect(new Set(pages).size).toBe(1);
    });
  });
});
