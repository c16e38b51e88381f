// What must never be reached when the switch is off.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOpenAddress } from '../../../gateway/previews/addresses.ts';
import { createFetchRemote, UnreachableError } from '../../../gateway/previews/remote.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { html, openSite, previewApp, redirect, type Site } from './site.ts';

describe('an address', () => {
  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '100.64.0.1',
      '100.100.100.200',
      '127.0.0.1',
      '127.255.255.254',
      '168.63.129.16',
    ],
    ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.168.1.1', '198.18.0.1', '224.0.0.1'],
    ...['240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', 'fc00::1'],
    ...[
      'fd00:ec2::254',
      'fe80::1',
      'fec0::1',
      'ff02::1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::1',
      '100::1',
      '2001::1',
      '2002:7f00:1::',
    ],
    ...['2001:db8::1', '3fff::1', 'nonsense', ''],
  ])('%s is closed', (address) => {
    expect(isOpenAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is open',
    (address) => {
      expect(isOpenAddress(address)).toBe(true);
    },
  );
});

describe('a gateway without the switch', () => {
  let gateway: TestGateway;
  let site: Site;
  let token: string;
  beforeAll(async () => {
    site = await openSite();
    site.pages.set('/', html('<title>secret</title>'));
    gateway = await startTestGateway();
    token = await gateway.tokenFor(await gateway.createUser('fred.2'));
  }, 60_000);
  afterAll(async () => {
    await gateway.close();
    await site.close();
  });

  it.each([
    (port: number) => `http://127.0.0.1:${port}/`,
    (port: number) => `http://localhost:${port}/`,
    () => 'http://127.0.0.1/',
    () => 'http://localhost/',
    () => 'http://app.localhost./',
    () => 'http://2130706433/',
    () => 'http://0x7f.1/',
    () => 'http://[::1]/',
    () => 'http://[::ffff:127.0.0.1]/',
    () => 'http://169.254.169.254/latest/meta-data/',
    () => 'http://user:password@8.8.8.8/',
    () => 'http://8.8.8.8:8080/',
  ])('answers as if there were nothing: case %#', async (address) => {
    const reply = await gateway.fetch(`/urlp.asm.skype.com/v1/url/info?url=${encodeURIComponent(address(site.port))}`, {
      headers: { Authorization: `skype_token ${token}` },
    });
    expect([reply.status, await reply.json()]).toEqual([
      404,
      { errorCode: 404, message: 'There is no preview for this address.' },
    ]);
    expect(site.requests).toHaveLength(0);
  });

  it.each([
    ['to this machine', ['127.0.0.1']],
    ['to a private network as well', ['93.184.216.34', '10.0.0.5']],
    ['to nothing', []],
  ])('refuses a name that leads %s', async (_, addresses) => {
    const asked: string[] = [];
    const app = previewApp(gateway, async (name) => {
      asked.push(name);
      return addresses;
    });
    const path = `https://gateway.test/urlp.asm.skype.com/v1/url/info?url=${encodeURIComponent('http://rebind.example/')}`;
    const reply = await app.fetch(new Request(path, { headers: { Authorization: `skype_token ${token}` } }));
    expect(reply.status).toBe(404);
    expect(asked).toEqual(['rebind.example']);
    expect(site.requests).toHaveLength(0);
  });
});

describe('fetching', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    site.pages.set('/', html('<title>reached</title>'));
  });
  afterAll(() => site.close());
  const wish = { accept: '*/*', mostBytes: 1000 };

  it('connects to the address that was looked up once, whatever the name means later', async () => {
    let lookUps = 0;
    const fetch = createFetchRemote({
      resolve: async () => {
        lookUps += 1;
        return ['127.0.0.1'];
      },
      allowsPrivate: true,
      shutdown: new AbortController().signal,
    });
    const reply = await fetch(new URL(`http://does-not-exist.invalid:${site.port}/`), wish);
    expect(reply.status).toBe(200);
    expect(site.requests.at(-1)?.headers.host).toBe(`does-not-exist.invalid:${site.port}`);
    expect(lookUps).toBe(1);
  });

  it('checks every redirect like the first address', async () => {
    const before = site.requests.length;
    site.pages.set('/to-file', redirect('file:///etc/passwd'));
    site.pages.set('/to-name', redirect(`http://inside.example:${site.port}/`));
    site.pages.set('/to-password', redirect(`http://a:b@127.0.0.1:${site.port}/`));
    const asked: string[] = [];
    const fetch = createFetchRemote({
      resolve: async (name) => {
        asked.push(name);
        return name === 'inside.example' ? [] : ['127.0.0.1'];
      },
      allowsPrivate: true,
      shutdown: new AbortController().signal,
    });
    for (const path of ['/to-file', '/to-name', '/to-password']) {
      await expect(fetch(new URL(path, site.origin), wish)).rejects.toThrow(UnreachableError);
    }
    expect(asked).toEqual(['127.0.0.1', '127.0.0.1', 'inside.example', '127.0.0.1']);
    expect(site.requests.length - before).toBe(3);
  });

  it('does not follow a redirect from an open host into this machine', async () => {
    // The first hop is looked up as an open address, which is this site only because the connection is made for it by hand.
    const asked: string[] = [];
    const rules = {
      resolve: async (name: string) => {
        asked.push(name);
        return ['127.0.0.1'];
      },
      get allowsPrivate() {
        return asked.length <= 1 && !isSecondHop();
      },
      shutdown: new AbortController().signal,
    };
    const isSecondHop = () => site.requests.some(({ url }) => url === '/into-loopback');
    site.pages.set('/into-loopback', redirect('http://127.0.0.1/'));
    await expect(
      createFetchRemote(rules)(new URL(`http://open.example:${site.port}/into-loopback`), wish),
    ).rejects.toThrow('a closed address');
    expect(asked).toEqual(['open.example', '127.0.0.1']);
  });

  it('gives up on a host that says nothing, and when the gateway ends', async () => {
    site.pages.set('/silent', () => undefined);
    const shutdown = new AbortController();
    const rules = { resolve: async () => ['127.0.0.1'], allowsPrivate: true, shutdown: shutdown.signal };
    const url = new URL('/silent', site.origin);
    await expect(createFetchRemote({ ...rules, totalMs: 100 })(url, wish)).rejects.toThrow(UnreachableError);
    const waiting = createFetchRemote(rules)(url, wish);
    shutdown.abort();
    await expect(waiting).rejects.toThrow(UnreachableError);
  });
});
