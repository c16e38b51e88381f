import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWire } from '../../../src/skype/wire/read.ts';
import { urlInfo } from '../../../src/skype/wire/url-info.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { picture } from '../objects/desk.ts';
import { html, openSite, redirect, type Site } from './site.ts';

type Info = Record<string, string> & {
  favicon_meta: { width: number };
  thumbnail_meta: { width: number; height: number };
};

let gateway: TestGateway;
let site: Site;
let nowMs = Date.now();
beforeAll(async () => {
  site = await openSite();
  gateway = await startTestGateway({ settings: { allowsPrivatePreviews: true }, now: () => nowMs });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await site.close();
});

let people = 0;
/** A new user's request: no test uses up the requests of another. */
async function asSomebody(): Promise<(path: string) => Promise<Response>> {
  people += 1;
  const token = await gateway.tokenFor(await gateway.createUser(`fred.${people}`));
  return (path) => gateway.fetch(path, { headers: { Authorization: `skype_token ${token}` } });
}

async function look(path: string): Promise<{ status: number; info: Info }> {
  const get = await asSomebody();
  const reply = await get(`/urlp.asm.skype.com/v1/url/info?url=${encodeURIComponent(`${site.origin}${path}`)}`);
  return { status: reply.status, info: (await reply.json()) as Info };
}

const pathOf = (link: string): string => link.slice(gateway.origin.length);

describe('the preview of a page', () => {
  it('has every documented field, and its pictures lead to the gateway only', async () => {
    site.pages.set(
      '/article',
      html(`<!doctype html><head><title>Plain</title>
      <meta property="og:title" content="A &amp; B"><meta name="description" content="What it is
      about"><meta property="og:site_name" content="The Site"><meta property="og:image" content="/big.png">
      <meta property="og:image:width" content="640"><meta property="og:image:height" content="320">
      <link rel="icon" href="icon.png" sizes="32x32"></head>`),
    );
    const { status, info } = await look('/article');
    expect(status).toBe(200);
    expect(info).toEqual({
      url: `${site.origin}/article`,
      title: 'A & B',
      description: 'What it is about',
      site: 'The Site',
      category: 'generic',
      content_type: 'text/html',
      status_code: '200',
      size: '-1',
      favicon: expect.stringMatching(/^https:\/\/gateway\.test\/urlp\.asm\.skype\.com\/v1\/url\/thumbnail\/[\w-]+$/),
      favicon_meta: { width: 32, height: 32 },
      thumbnail: expect.stringMatching(/^https:\/\/gateway\.test\/urlp\.asm\.skype\.com\/v1\/url\/thumbnail\//),
      thumbnail_meta: { width: 320, height: 160 },
      user_pic: '',
    });
    expect(readWire(urlInfo, info).ok).toBe(true);
  });

  it('falls back to the title, the name of the host and the usual place of the icon', async () => {
    site.pages.set('/plain', html('<title> Only\n a   title </title><svg><title>drawing</title></svg>'));
    const { info } = await look('/plain');
    expect(info).toMatchObject({ title: 'Only a title', description: '', site: '127.0.0.1', thumbnail: '' });
    expect(info.favicon).not.toBe('');
  });

  it('takes hostile titles as text', async () => {
    site.pages.set(
      '/evil',
      html('<title>&lt;img src=x onerror=alert(1)&gt;<script>alert(1)</script>\u202eabc\u0000</title>'),
    );
    const { info } = await look('/evil');
    expect(info.title).toBe('<img src=x onerror=alert(1)><script>alert(1)</script>abc');
    site.pages.set(
      '/long',
      html(`<title>${'x'.repeat(100_000)}</title><meta name=description content="${'y'.repeat(9000)}">`),
    );
    const long = (await look('/long')).info;
    expect([long.title?.length, long.description?.length]).toEqual([300, 1000]);
  });

  it.each([
    ['by the header', Buffer.from('<title>Gr\xfc\xdfe</title>', 'latin1'), 'text/html; charset=iso-8859-1', 'Grüße'],
    [
      'by the page',
      Buffer.from('<meta charset=windows-1252><title>Gr\xfc\xdfe</title>', 'latin1'),
      'text/html',
      'Grüße',
    ],
    ['by a byte order mark', Buffer.from('\ufeff<title>Grüße</title>', 'utf16le'), 'text/html', 'Grüße'],
    ['by an unknown name', Buffer.from('<title>Grüße</title>'), 'text/html; charset=klingon', 'Grüße'],
    [
      'by a wrong name',
      Buffer.from('<title>Gr\xfc\xdfe</title>', 'latin1'),
      'text/html; charset=utf-8',
      'Gr\ufffd\ufffde',
    ],
  ])('reads an encoding given %s', async (how, body, contentType, title) => {
    const path = `/charset-${how.replaceAll(' ', '-')}`;
    site.pages.set(path, html(body, contentType));
    expect((await look(path)).info.title).toBe(title);
  });

  it('reads the beginning of a page that never ends', async () => {
    site.pages.set('/endless', (_request, reply) => {
      reply.writeHead(200, { 'Content-Type': 'text/html' });
      reply.write('<title>Endless</title>');
      const filler = 'x'.repeat(65_536);
      const more = () => {
        while (!reply.destroyed && reply.write(filler));
      };
      reply.on('drain', more);
      more();
    });
    expect((await look('/endless')).info.title).toBe('Endless');
  });

  it('ends after five seconds when a page does not come', async () => {
    site.pages.set('/slow', (_request, reply) => {
      reply.writeHead(200, { 'Content-Type': 'text/html' }).write('<title>Slo');
    });
    const startedAtMs = performance.now();
    expect((await look('/slow')).status).toBe(404);
    const tookMs = performance.now() - startedAtMs;
    expect(tookMs).toBeGreaterThan(4500);
    expect(tookMs).toBeLessThan(8000);
  }, 15_000);

  it('names the status of a page that is not there, and does not read what it says', async () => {
    const { status, info } = await look('/missing');
    expect(status).toBe(200);
    expect(info).toMatchObject({ status_code: '404', title: '', thumbnail: '', favicon: '' });
  });

  it('says what a file is without reading it as a page', async () => {
    site.pages.set('/data', html('<title>no</title>', 'application/pdf'));
    expect((await look('/data')).info).toMatchObject({ content_type: 'application/pdf', title: '' });
  });

  it('does not unpack what was packed without being asked', async () => {
    site.pages.set('/packed', (request, reply) => {
      reply
        .writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' })
        .end(request.headers['accept-encoding']);
    });
    expect((await look('/packed')).info.title).toBe('');
    expect(site.requests.at(-1)?.headers).toMatchObject({ 'accept-encoding': 'identity' });
  });

  it('follows three redirects, and not a fourth', async () => {
    site.pages.set('/hop1', redirect('/hop2'));
    site.pages.set('/hop2', redirect('/hop3'));
    site.pages.set('/hop3', redirect('/end'));
    site.pages.set('/hop0', redirect('/hop1'));
    site.pages.set('/end', html('<title>The end</title>'));
    expect((await look('/hop1')).info).toMatchObject({ title: 'The end', url: `${site.origin}/hop1` });
    expect((await look('/hop0')).status).toBe(404);
  });

  it('sends nothing of the user along', async () => {
    site.pages.set('/curious', (request, reply) => {
      reply
        .writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': 'track=1' })
        .end(JSON.stringify(request.headers));
    });
    await look('/curious');
    const { headers } = site.requests.at(-1) ?? {};
    expect(Object.keys(headers ?? {}).sort()).toEqual(
      ['accept', 'accept-encoding', 'accept-language', 'connection', 'host', 'user-agent'].sort(),
    );
  });

  it('is fetched once by many, and again after a quarter of an hour', async () => {
    site.pages.set('/counted', html('<title>Counted</title>'));
    const count = () => site.requests.filter(({ url }) => url === '/counted').length;
    await Promise.all([look('/counted'), look('/counted#part')]);
    expect(count()).toBe(1);
    nowMs += 16 * 60_000;
    await look('/counted');
    expect(count()).toBe(2);
  });

  it('is not made too often for one user', async () => {
    site.pages.set('/often', html('<title>Often</title>'));
    const get = await asSomebody();
    const statuses: number[] = [];
    for (let i = 0; i < 31; i += 1) {
      statuses.push(
        (await get(`/urlp.asm.skype.com/v1/url/info?url=${encodeURIComponent(`${site.origin}/often`)}`)).status,
      );
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
  });

  it('is made for nobody without a token, and only of web addresses', async () => {
    expect((await gateway.fetch('/urlp.asm.skype.com/v1/url/info?url=http://example.com')).status).toBe(401);
    const get = await asSomebody();
    for (const url of [
      '',
      'nothing',
      'ftp://example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      `http://a/${'x'.repeat(3000)}`,
    ]) {
      expect((await get(`/urlp.asm.skype.com/v1/url/info?url=${encodeURIComponent(url)}`)).status).toBe(400);
    }
  });
});

describe('the pictures of a preview', () => {
  const send = (bytes: Uint8Array, type = 'image/png') => html(bytes, type);

  it('are drawn anew, small, and only as pictures', async () => {
    site.pages.set(
      '/pictured',
      html('<meta property="og:image" content="/large.png"><link rel=icon href="/tiny.ico">'),
    );
    site.pages.set('/large.png', send(await picture('png', 1000, 500)));
    const { info } = await look('/pictured');
    const get = await asSomebody();
    const reply = await get(pathOf(String(info.thumbnail)));
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('x-content-type-options')]).toEqual([
      200,
      'image/jpeg',
      'nosniff',
    ]);
    const { default: sharp } = await import('sharp');
    const { width, height } = await sharp(Buffer.from(await reply.arrayBuffer())).metadata();
    expect([width, height]).toEqual([320, 160]);
    expect((await gateway.fetch(pathOf(String(info.thumbnail)))).status).toBe(401);
  });

  it('are the linked picture itself when the link leads to one', async () => {
    site.pages.set('/photo.jpg', send(await picture('jpeg', 50, 40), 'image/jpeg'));
    const { info } = await look('/photo.jpg');
    expect(info).toMatchObject({ content_type: 'image/jpeg', title: '' });
    const get = await asSomebody();
    expect((await get(pathOf(String(info.thumbnail)))).status).toBe(200);
  });

  it('may be an icon file, of a bitmap or a PNG', async () => {
    const bitmap = Buffer.alloc(40 + 4 * 4 + 8);
    bitmap.writeUInt32LE(40, 0);
    bitmap.writeInt32LE(2, 4);
    bitmap.writeInt32LE(4, 8);
    bitmap.writeUInt16LE(1, 12);
    bitmap.writeUInt16LE(32, 14);
    bitmap.set([0, 0, 255, 255], 40);
    const file = (entry: Uint8Array) => {
      const header = Buffer.alloc(22);
      header.writeUInt32LE(0x10000, 0);
      header.writeUInt16LE(1, 4);
      header.writeUInt32LE(entry.length, 14);
      header.writeUInt32LE(22, 18);
      return Buffer.concat([header, entry]);
    };
    const { default: sharp } = await import('sharp');
    for (const [path, entry, width] of [
      ['/bitmap.ico', bitmap, 2],
      ['/png.ico', await picture('png', 16, 16), 16],
    ] as const) {
      site.pages.set(`/page-of${path}`, html(`<link rel="shortcut icon" href="${path}">`));
      site.pages.set(path, send(file(entry), 'image/x-icon'));
      const get = await asSomebody();
      const reply = await get(pathOf(String((await look(`/page-of${path}`)).info.favicon)));
      const image = sharp(Buffer.from(await reply.arrayBuffer()));
      expect((await image.metadata()).width).toBe(width);
      if (width === 2) expect([...(await image.raw().toBuffer()).subarray(8, 12)]).toEqual([255, 0, 0, 255]);
    }
  });

  it.each([
    ['a page', Buffer.from('<html>'), 'image/png'],
    ['a drawing with script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'image/svg+xml'],
    [
      'more than a mebibyte',
      Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(1024 * 1024)]),
      'image/png',
    ],
  ])('are never %s', async (what, bytes, type) => {
    const path = `/bad-${what.replaceAll(' ', '-')}`;
    site.pages.set(path, send(bytes, type));
    site.pages.set(`${path}.html`, html(`<meta property="og:image" content="${path}">`));
    const get = await asSomebody();
    expect((await get(pathOf(String((await look(`${path}.html`)).info.thumbnail)))).status).toBe(404);
  });

  it('are fetched only under an address that the gateway has made itself', async () => {
    const get = await asSomebody();
    site.pages.set('/forging', html('<meta property="og:image" content="/large.png">'));
    const link =
      String((await look('/forging')).info.thumbnail)
        .split('/')
        .at(-1) ?? '';
    const middle = Math.floor(link.length / 2);
    const changed = `${link.slice(0, middle)}${link[middle] === 'A' ? 'B' : 'A'}${link.slice(middle + 1)}`;
    const requests = site.requests.length;
    for (const forged of [
      changed,
      Buffer.from(`${site.origin}/large.png`).toString('base64url'),
      'x.y',
      link.slice(4),
    ]) {
      expect((await get(`/urlp.asm.skype.com/v1/url/thumbnail/${forged}`)).status).toBe(404);
    }
    expect(site.requests.length).toBe(requests);
  });

  it('are named in no log', async () => {
    const get = await asSomebody();
    const before = gateway.logged().length;
    await get(pathOf(String((await look('/forging')).info.thumbnail)));
    const logged = gateway.logged().slice(before);
    expect(logged).toContain('/urlp.asm.skype.com/v1/url/thumbnail/');
    const encoded = Buffer.from(site.origin).toString('base64url').slice(0, 20);
    for (const trace of [site.origin, 'large.png', 'forging', encoded]) expect(logged).not.toContain(trace);
  });
});
