import { createContext, Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUser } from '../../../../gateway/identity/user-accounts.ts';
import { testPassword } from '../../../support/gateway.ts';
import { type Desk, href, openDesk } from '../desk.ts';

const root = '/Autodiscover/AutodiscoverService.svc/root';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.settle('fred.2', 'Fred Adams');
});
afterAll(() => desk.gateway.close());

describe('the root', () => {
  it('leads everybody to user and frame', async () => {
    const reply = await desk.ask(undefined, 'GET', root);
    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({
      rel: 'root',
      _links: {
        self: { href: `https://gateway.test${root}` },
        user: { href: `https://gateway.test${root}/oauth/user` },
        xframe: { href: 'https://gateway.test/Autodiscover/XFrame/XFrame.html' },
      },
    });
  });

  it.each(['lyncdiscoverinternal.example.org', 'lyncdiscover.example.org', 'LyncDiscover.example.org:8443'])(
    'is what %s answers',
    async (host) => {
      const reply = await desk.ask(undefined, 'GET', `https://${host}/?sipuri=sip:fred.2@example.org`, undefined, {
        Host: host,
      });
      expect(reply.status).toBe(200);
      expect(href(reply.json, 'user')).toBe(`https://${host}${root}/oauth/user`);
      const frame = await desk.ask(undefined, 'GET', `https://${host}/xframe`, undefined, { Host: host });
      expect(frame.headers.get('content-type')).toContain('text/html');
    },
  );

  it('hands the domain on', async () => {
    const reply = await desk.ask(undefined, 'GET', `${root}?originalDomain=example.org`);
    expect(href(reply.json, 'user')).toMatch(/\/oauth\/user\?originalDomain=example\.org$/);
  });

  it('gives XML to whoever asks for it', async () => {
    const reply = await desk.ask(undefined, 'GET', root.toLowerCase(), undefined, { Accept: 'application/xml' });
    expect(reply.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(reply.text).toContain(`<link rel="user" href="https://gateway.test${root}/oauth/user"/>`);
  });

  it('sends everybody elsewhere when a setting says so', async () => {
    const redirecting = await openDesk({ settings: { discoveryRedirect: 'https://far.example/root' } });
    const reply = await redirecting.ask(undefined, 'GET', root);
    expect(href(reply.json, 'redirect')).toBe('https://far.example/root');
    expect(() => href(reply.json, 'user')).toThrow('no link user');
    await redirecting.gateway.close();
  });
});

describe('the user', () => {
  it('is closed without a ticket: 401, HTML, and where to get one', async () => {
    const reply = await desk.ask(undefined, 'GET', `${root}/oauth/user`);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(reply.headers.get('www-authenticate')).toBe(
      'MsRtcOAuth href="https://gateway.test/WebTicket/oauthtoken",grant_type="password"',
    );
  });

  it('leads to the applications with one', async () => {
    const reply = await desk.ask(
      await desk.ticketFor('fred.2'),
      'GET',
      `${root}/oauth/user?originalDomain=example.org`,
    );
    expect(reply.json).toEqual({
      rel: 'user',
      _links: {
        self: { href: `https://gateway.test${root}/user` },
        applications: { href: 'https://gateway.test/ucwa/oauth/v1/applications' },
        xframe: { href: 'https://gateway.test/Autodiscover/XFrame/XFrame.html' },
      },
    });
  });

  it('leads home who is at home elsewhere', async () => {
    await addUser(desk.gateway.context, { name: 'far.1', password: testPassword, home: 'https://home.example' });
    const reply = await desk.ask(await desk.ticketFor('far.1'), 'GET', `${root}/oauth/user`);
    expect(href(reply.json, 'redirect')).toBe(`https://home.example${root}`);
    expect(() => href(reply.json, 'applications')).toThrow('no link applications');
  });
});

describe('the frame', () => {
  type Message = { data: string; origin: string };

  /** Runs the frame's script as its page would, in front of the gateway. */
  async function openFrame() {
    const page = await desk.ask(undefined, 'GET', '/Autodiscover/XFrame/XFrame.html');
    const source = /<script>(.*)<\/script>/s.exec(page.text)?.[1] ?? '';
    const received: Message[] = [];
    let listener: (event: unknown) => Promise<void> = () => Promise.reject(new Error('nobody listens'));
    const parent = { postMessage: (data: string, origin: string) => received.push({ data, origin }) };
    const asked: Request[] = [];
    const sandbox = createContext({
      location: { href: 'https://gateway.test/Autodiscover/XFrame/XFrame.html', origin: 'https://gateway.test' },
      ...{ parent, URL, Headers, JSON, Object, String },
      addEventListener: (_type: string, handler: typeof listener) => {
        listener = handler;
      },
      fetch: (url: URL, init: RequestInit) => {
        asked.push(new Request(url, init));
        return desk.gateway.fetch(url, init);
      },
    });
    new Script(source).runInContext(sandbox);
    return {
      page,
      asked,
      received,
      send: (data: unknown, source: unknown = parent) => listener({ source, data, origin: 'https://shop.example' }),
    };
  }

  const answer = ({ received }: { received: Message[] }) =>
    JSON.parse(received[0]?.data ?? '{}') as Record<string, string>;

  it('runs one script, and may be embedded by everybody', async () => {
    const { page } = await openFrame();
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; connect-src 'self'$/,
    );
    expect(page.headers.get('x-frame-options')).toBeNull();
  });

  it('relays a request, and gives header names their capitals back', async () => {
    const frame = await openFrame();
    await frame.send(
      JSON.stringify({
        type: 'GET',
        url: `${root}/oauth/user`,
        headers: { Accept: 'application/json' },
        messageId: 'm1',
      }),
    );
    expect(frame.received[0]?.origin).toBe('https://shop.example');
    expect(answer(frame)).toMatchObject({ messageId: 'm1', status: 401, statusText: 'error' });
    expect(answer(frame).headers).toMatch(/(^|\r\n)WWW-Authenticate: MsRtcOAuth href=/);
    expect(answer(frame).headers).toMatch(/(^|\r\n)Content-Type: text\/html/);
    expect(frame.asked[0]?.headers.get('x-ms-origin')).toBe('https://shop.example');
    expect(frame.asked[0]?.headers.get('x-requested-with')).toBe('XMLHttpRequest');
  });

  it('takes the wrapped form, with data', async () => {
    const frame = await openFrame();
    const data = `grant_type=password&username=fred.2&password=${testPassword}`;
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' };
    await frame.send(
      JSON.stringify({ request: { type: 'post', url: '/WebTicket/oauthtoken', data, headers, messageId: 'm2' } }),
    );
    expect(answer(frame)).toMatchObject({ status: 200, statusText: 'success' });
    expect(JSON.parse(answer(frame).responseText ?? '{}')).toMatchObject({ token_type: 'Bearer' });
  });

  it.each([
    ['another origin', JSON.stringify({ type: 'GET', url: 'https://other.example/', messageId: 'm' })],
    ['another method', JSON.stringify({ type: 'TRACE', url: '/', messageId: 'm' })],
    ['no JSON', '{'],
    ['no text', 7],
  ])('relays nothing to %s', async (_what, data) => {
    const frame = await openFrame();
    await frame.send(data);
    expect([frame.asked, frame.received]).toEqual([[], []]);
  });

  it('hears its parent alone', async () => {
    const frame = await openFrame();
    await frame.send(JSON.stringify({ type: 'GET', url: root, messageId: 'm' }), {});
    expect([frame.asked, frame.received]).toEqual([[], []]);
  });
});
