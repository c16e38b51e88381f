import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../gateway/app.ts';
import { sweepObjects } from '../../../gateway/objects/sweep.ts';
import { serviceHosts } from '../../../src/skype/wire/service-hosts.ts';
import { eachDatabase } from '../../support/databases.ts';
import { settle } from '../messaging/town.ts';
import { Desk, noise, picture } from './desk.ts';

eachDatabase((openDatabase) => {
  let shiftMs = 0;
  const town = settle(openDatabase, {
    now: () => Date.now() + shiftMs,
    settings: { maxObjectBytes: 2 * 1024 * 1024, objectQuotaBytes: 5 * 1024 * 1024 },
  });
  let fred: Desk;
  let joe: Desk;
  let joeMri: string;
  beforeAll(async () => {
    const [a, b] = await town.strangers(2);
    if (!a || !b) throw new Error('nobody is there');
    [fred, joe, joeMri] = [await Desk.of(town.gateway, a), await Desk.of(town.gateway, b), b.mri];
  }, 60_000);

  it('gives every object an id of the documented form', async () => {
    expect(await fred.create()).toMatch(/^0-weu-d1-[0-9a-f]{32}$/);
  });

  it('keeps every byte of a file that is longer than one chunk and not a multiple of it', async () => {
    const bytes = noise(700_001);
    const id = await fred.share(bytes, { filename: 'notes.bin' });
    const reply = await fred.view(id);
    expect(reply.status).toBe(200);
    expect(Buffer.compare(Buffer.from(await reply.arrayBuffer()), Buffer.from(bytes))).toBe(0);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '700001',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'content-disposition': `attachment; filename="notes.bin"; filename*=UTF-8''notes.bin`,
    });
  });

  it('takes a body that comes more slowly than any other may', async () => {
    const app = createApp(town.gateway.context, 50);
    const ask = (path: string, method: string, body: ReadableStream<Uint8Array>) =>
      app.fetch(
        new Request(new URL(path, town.gateway.origin), {
          ...{ method, body, headers: { Authorization: `skype_token ${fred.token}` } },
          ...{ duplex: 'half' },
        } as RequestInit),
      );
    const id = await fred.create();
    const upload = new TransformStream<Uint8Array, Uint8Array>();
    const writer = upload.writable.getWriter();
    const uploading = ask(`/${serviceHosts.objects}/v1/objects/${id}/content/original`, 'PUT', upload.readable);
    await writer.write(noise(10));
    // Begun later, and over its time.
    const other = await ask('/v1/users/ME/endpoints', 'POST', new TransformStream<Uint8Array, Uint8Array>().readable);
    expect(other.status).toBe(408);
    await writer.write(noise(10));
    await writer.close();
    expect((await uploading).status).toBe(201);
    expect((await (await fred.view(id)).arrayBuffer()).byteLength).toBe(20);
  });

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=262140-262150', 262_140, 262_151],
    ['bytes=699990-', 699_990, 700_001],
    ['bytes=-5', 699_996, 700_001],
    ['bytes=0-99999999', 0, 700_001],
  ])('answers "%s" with that part', async (range, from, to) => {
    const bytes = noise(700_001);
    const id = await fred.share(bytes);
    const reply = await fred.view(id, 'original', { Range: range });
    expect(reply.status).toBe(206);
    expect(reply.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/700001`);
    expect(Buffer.compare(Buffer.from(await reply.arrayBuffer()), Buffer.from(bytes.subarray(from, to)))).toBe(0);
    expect((await fred.delete(id)).status).toBe(200);
  });

  it('answers 416 for a part that is not there and ignores a range it cannot read', async () => {
    const id = await fred.share(noise(10));
    const outside = await fred.view(id, 'original', { Range: 'bytes=10-' });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect((await fred.view(id, 'original', { Range: 'lines=1-2' })).status).toBe(200);
  });

  it('says what the documented state says, before and at once after the upload', async () => {
    const id = await fred.create({ filename: 'a b.txt' });
    const location = `https://gateway.test/${serviceHosts.objects}/v1/objects/${id}/views/original`;
    const state = {
      content_length: 0,
      content_full_length: 0,
      view_length: 0,
      content_state: 'no content',
      view_state: 'none',
      view_location: location,
      status_location: `${location}/status`,
      scan: { status: 'passed' },
      original_filename: 'a b.txt',
    };
    expect(await fred.status(id)).toEqual(state);
    expect((await fred.view(id)).status).toBe(404);
    expect((await fred.put(id, 'hello', 'original', { 'Content-Type': 'multipart/form-data' })).status).toBe(201);
    expect(await fred.status(id)).toEqual({
      ...state,
      content_length: 5,
      content_full_length: 5,
      view_length: 5,
      content_state: 'ready',
      view_state: 'ready',
    });
    expect(await (await fred.view(id)).text()).toBe('hello');
  });

  it('refuses an empty upload, a second one, and one by somebody else', async () => {
    const id = await fred.create({ permissions: { [joeMri]: ['read'] } });
    expect((await fred.put(id, '')).status).toBe(400);
    expect((await fred.put(id, null)).status).toBe(400);
    expect((await joe.put(id, 'not mine')).status).toBe(404);
    expect((await fred.put(id, 'first')).status).toBe(201);
    expect((await fred.put(id, 'second')).status).toBe(409);
    expect(await (await joe.view(id)).text()).toBe('first');
  });

  it('refuses what is larger than the limit, also when the size was not said before, and keeps nothing of it', async () => {
    const id = await fred.create();
    const tooMuch = 2 * 1024 * 1024 + 1;
    const announced = await fred.put(id, noise(tooMuch), 'original', { 'Content-Length': String(tooMuch) });
    expect([announced.status, await announced.json()]).toMatchObject([413, { errorCode: 413 }]);
    expect((await fred.put(id, noise(tooMuch))).status).toBe(413);
    expect((await fred.view(id)).status).toBe(404);
    expect(await fred.status(id)).toMatchObject({ content_length: 0, content_state: 'no content' });
    const rows = await town.gateway.context.database.query('select 1 from object_chunks where object_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('refuses what no longer fits into the room of the user, and takes it again after something was deleted', async () => {
    const [mia] = await town.strangers(1);
    if (!mia) throw new Error('nobody is there');
    const desk = await Desk.of(town.gateway, mia);
    const two = 2 * 1024 * 1024;
    const first = await desk.share(noise(two));
    await desk.share(noise(two));
    const id = await desk.create();
    const refused = await desk.put(id, noise(two));
    expect([refused.status, await refused.json()]).toEqual([
      507,
      { errorCode: 507, message: 'There is no room left for files (5 MB). Delete some first.' },
    ]);
    expect((await desk.delete(first)).status).toBe(200);
    expect((await desk.put(id, noise(two))).status).toBe(201);
  });

  it('shows how much has arrived while an upload runs, and nothing of an upload that broke', async () => {
    const id = await fred.create({ permissions: { [joeMri]: ['read'] } });
    let break_: (reason: Error) => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(noise(600_000));
        break_ = (reason) => controller.error(reason);
      },
    });
    const upload = fred.put(id, body, 'original', { 'Content-Length': '900000' });
    await expect.poll(async () => (await fred.status(id)).content_length).toBe(524_288);
    expect(await fred.status(id)).toMatchObject({
      content_full_length: 900_000,
      content_state: 'no content',
      view_state: 'none',
    });
    expect((await joe.view(id)).status).toBe(404);
    break_(new Error('the line is dead'));
    expect((await upload).status).toBe(400);
    expect(await fred.status(id)).toMatchObject({ content_length: 0, content_state: 'no content' });
    expect((await fred.view(id)).status).toBe(404);
    expect((await fred.put(id, 'again')).status).toBe(201);
  });

  it('lets a second try take the place of an upload that hangs', async () => {
    const id = await fred.create();
    let resume: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(noise(300_000));
        resume = () => {
          controller.enqueue(noise(300_000));
          controller.close();
        };
      },
    });
    const hanging = fred.put(id, body);
    await expect.poll(async () => (await fred.status(id)).content_length).toBe(262_144);
    expect((await fred.put(id, 'second try')).status).toBe(201);
    resume();
    expect((await hanging).status).toBe(409);
    expect(await (await fred.view(id)).text()).toBe('second try');
  });

  it('forgets objects whose content never came after a day, and only those', async () => {
    const [empty, full] = [await fred.create(), await fred.share(noise(3))];
    expect(await sweepObjects(town.gateway.context)).toBe(0);
    shiftMs = 86_400_000 + 60_000;
    try {
      expect(await sweepObjects(town.gateway.context)).toBeGreaterThan(0);
    } finally {
      shiftMs = 0;
    }
    expect((await fred.call(`/api.asm.skype.com/v1/objects/${empty}/views/original/status`)).status).toBe(404);
    expect((await fred.view(full)).status).toBe(200);
  });

  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['gif', 'image/gif'],
    ['webp', 'image/webp'],
  ] as const)('makes small pictures of a %s and shows it as what it is', async (format, type) => {
    const id = await fred.share(await picture(format, 900, 450), { type: 'pish/image' });
    const full = await fred.view(id, 'imgpsh_fullsize');
    expect([full.headers.get('content-type'), full.headers.get('content-disposition')]).toEqual([type, 'inline']);
    for (const [view, width] of [
      ['thumbnail', 100],
      ['imgt1', 320],
    ] as const) {
      expect((await fred.status(id, view)).view_state).toBe('ready');
      const { default: sharp } = await import('sharp');
      const small = await sharp(Buffer.from(await (await fred.view(id, view)).arrayBuffer())).metadata();
      expect([small.width, small.height]).toEqual([width, width / 2]);
    }
    await fred.delete(id);
  });

  it('has no small picture of what only pretends to be one, but keeps the original', async () => {
    const broken = (await picture('png', 400, 400)).subarray(0, 120);
    const script = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    for (const bytes of [broken, script]) {
      const id = await fred.share(bytes, { type: 'pish/image', filename: 'x.svg' });
      expect((await fred.view(id, 'imgt1')).status).toBe(404);
      expect(await fred.status(id, 'imgt1')).toMatchObject({
        content_state: 'ready',
        view_state: 'none',
        view_length: 0,
      });
      const original = await fred.view(id);
      expect(original.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(new Uint8Array(await original.arrayBuffer())).toEqual(new Uint8Array(bytes));
    }
  });

  it('never says that an upload is a page', async () => {
    const id = await fred.share(new TextEncoder().encode('<html><script>alert(1)</script>'), { filename: 'a.html' });
    const reply = await fred.view(id);
    expect(reply.headers.get('content-type')).toBe('application/octet-stream');
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('draws nothing for a picture of absurd size', async () => {
    const { deflateSync, crc32 } = await import('node:zlib');
    const chunk = (name: string, data: Buffer) => {
      const body = Buffer.concat([Buffer.from(name), data]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(body));
      return Buffer.concat([length, body, sum]);
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(30_000, 0);
    header.writeUInt32BE(30_000, 4);
    header.set([8, 0, 0, 0, 0], 8);
    const bomb = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(30_001 * 1000))),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    const id = await fred.share(bomb, { type: 'pish/image' });
    expect(await fred.status(id, 'thumbnail')).toMatchObject({ view_state: 'none' });
    expect((await fred.view(id, 'imgpsh_fullsize')).headers.get('content-type')).toBe('image/png');
  });

  it('is found under a regional name too, and says where it was found', async () => {
    const id = await fred.share(noise(4));
    const reply = await fred.call(`/weu1-api.asm.skype.com/v1/objects/${id}/views/original`);
    expect(reply.status).toBe(200);
    const named = await fred.call(`/v1/objects/${id}/views/original/status`, {
      headers: { Host: 'api.asm.skype.com' },
    });
    expect(((await named.json()) as Record<string, unknown>).view_location).toBe(
      `https://api.asm.skype.com/v1/objects/${id}/views/original`,
    );
  });

  it('keeps file names readable and harmless', async () => {
    const name = '../../etc/a"b\u202egnp.exe \u00e4\u20ac.txt';
    const id = await fred.share(noise(1), { filename: name });
    expect((await fred.status(id)).original_filename).toBe('a"bgnp.exe \u00e4\u20ac.txt');
    expect((await fred.view(id)).headers.get('content-disposition')).toBe(
      `attachment; filename="a_bgnp.exe __.txt"; filename*=UTF-8''a%22bgnp.exe%20%C3%A4%E2%82%AC.txt`,
    );
  });

  it.each([
    [{ type: 'nonsense' }, /type/],
    [{ type: 5 }, /type/],
    [{ type: 'sharing/file', permissions: { '8:x': 'read' } }, /permissions/],
    [{ type: 'sharing/file', filename: 7 }, /filename/],
  ])('refuses to make %j', async (body, message) => {
    const reply = await fred.call('/api.asm.skype.com/v1/objects', { method: 'POST', body: JSON.stringify(body) });
    expect(reply.status).toBe(400);
    expect(((await reply.json()) as { message: string }).message).toMatch(message);
  });
});

describe('an upload of nobody', () => {
  const town = settle(async () => (await import('../../support/databases.ts')).openMemoryDatabase());
  it('is refused with 401', async () => {
    for (const [method, path] of [
      ['POST', ''],
      ['PUT', `/0-weu-d1-${'0'.repeat(32)}/content/original`],
      ['GET', `/0-weu-d1-${'0'.repeat(32)}/views/original`],
      ['DELETE', `/0-weu-d1-${'0'.repeat(32)}`],
    ] as const) {
      const init = method === 'GET' || method === 'DELETE' ? { method } : { method, body: 'x' };
      expect((await town.gateway.fetch(`/api.asm.skype.com/v1/objects${path}`, init)).status).toBe(401);
    }
  });
});
