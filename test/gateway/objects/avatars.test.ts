import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { eachDatabase } from '../../support/databases.ts';
import { pick, settle } from '../messaging/town.ts';
import { Desk, noise, picture } from './desk.ts';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  let fred: UserIdentity;
  let joe: UserIdentity;
  let desk: Desk;
  beforeAll(async () => {
    const users = await town.strangers(2);
    [fred, joe] = [pick(users, 0), pick(users, 1)];
    desk = await Desk.of(town.gateway, fred);
  }, 60_000);

  const base = '/avatar.skype.com/v1/avatars';
  const put = (id: string, bytes: BodyInit) =>
    desk.call(`${base}/${id}`, { method: 'PUT', body: bytes, headers: { 'Content-Type': 'image/jpeg' } });
  const see = (id: string, query = '', headers: Record<string, string> = {}) =>
    town.gateway.fetch(`${base}/${id}/public${query}`, { headers });
  async function marker(): Promise<string | null | undefined> {
    const rows = await town.gateway.context.database.query<{ avatar_url: string | null }>(
      'select avatar_url from users where id = $1',
      [fred.userId],
    );
    return rows[0]?.avatar_url;
  }

  it('is a neutral picture for whoever has none, known or not, unless that is not wanted', async () => {
    for (const id of [joe.name, 'nobody.at.all']) {
      const reply = await see(id);
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect((await sharp(Buffer.from(await reply.arrayBuffer())).metadata()).width).toBe(96);
      expect((await see(id, '?returnDefaultImage=false')).status).toBe(404);
    }
  });

  it.each(['self', 'SELF', 'own'])('is set by its owner as "%s", drawn anew, at most 400 pixels wide', async (id) => {
    const camera = { IFD0: { Copyright: 'a secret place' } };
    const photo = await sharp(await picture('jpeg', 1200, 600))
      .withExif(camera)
      .jpeg()
      .toBuffer();
    expect(photo.includes('a secret place')).toBe(true);
    expect((await put(id === 'own' ? fred.name.toUpperCase() : id, new Uint8Array(photo))).status).toBe(200);
    expect(await marker()).toMatch(/^stored:[0-9a-f]{16}$/);
    const reply = await see(fred.name, '?returnDefaultImage=false');
    const bytes = Buffer.from(await reply.arrayBuffer());
    const { width, height, exif } = await sharp(bytes).metadata();
    expect([reply.headers.get('content-type'), width, height, exif]).toEqual(['image/jpeg', 400, 200, undefined]);
    expect(bytes.includes('a secret place')).toBe(false);
  });

  it('is not sent again to who has it, and a new one has a new version', async () => {
    expect((await put('self', await picture('png', 50, 50))).status).toBe(200);
    const first = await see(fred.mri);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toBe(`"${(await marker())?.slice('stored:'.length)}"`);
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    expect((await see(fred.name, '', { 'If-None-Match': `W/"x", ${tag}` })).status).toBe(304);
    expect((await see(fred.name, `?v=${tag.slice(1, -1)}`)).headers.get('cache-control')).toContain('immutable');
    await put('self', await picture('png', 60, 60));
    expect((await see(fred.name, '', { 'If-None-Match': tag })).status).toBe(200);
  });

  it('is refused when it is no picture, too large, or for somebody else', async () => {
    const before = await marker();
    expect((await put('self', noise(500))).status).toBe(400);
    expect((await put('self', '')).status).toBe(400);
    expect((await put('self', noise(5 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await put(joe.name, await picture('png', 10, 10))).status).toBe(403);
    expect((await town.gateway.fetch(`${base}/self`, { method: 'PUT', body: 'x' })).status).toBe(401);
    expect(await marker()).toBe(before);
    expect((await see(joe.name, '?returnDefaultImage=false')).status).toBe(404);
  });

  it('is gone when its owner takes it away', async () => {
    await put('self', await picture('png', 10, 10));
    expect((await desk.call(`${base}/self`, { method: 'DELETE' })).status).toBe(200);
    expect(await marker()).toBeNull();
    expect((await see(fred.name, '?returnDefaultImage=false')).status).toBe(404);
  });

  it('of a group is an object that its members may read', async () => {
    const id = await desk.share(await picture('jpeg', 900, 900), {
      type: 'avatar/group',
      permissions: { [joe.mri]: ['read'] },
    });
    const reply = await (await Desk.of(town.gateway, joe)).view(id, 'avatar_fullsize');
    expect((await sharp(Buffer.from(await reply.arrayBuffer())).metadata()).width).toBe(400);
  });
});
