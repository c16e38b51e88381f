// What every route of the gateway says to browsers: no page of another origin may read an answer, pages run nothing and stand in no
// frame, cookies stay with HTTP over TLS, nothing leads to a foreign place, and no spelling of a path gets around a refusal. The
// routes are those the gateway has, so a new one is asked, too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../gateway/app.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { readSignInPage } from '../support/sign-in.ts';

type Route = { method: string; path: string };

const evil = 'https://evil.example';
let gateway: TestGateway;
let routes: Route[];
let token = '';

beforeAll(async () => {
  gateway = await startTestGateway({ settings: { holdSeconds: 0.01, allowsUcwaFaults: false } });
  const fred = await gateway.createUser('fred.2');
  await gateway.createUser('joe.4');
  token = await gateway.tokenFor(fred);
  const all = createApp(gateway.context).routes.filter(({ method }) => method !== 'ALL');
  routes = [...new Map(all.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
  expect(routes.length).toBeGreaterThan(150);
}, 60_000);
afterAll(() => gateway.close());

const proofs = () => ({ 'X-SkypeToken': token, Authorization: `Bearer cwt=${token}` });

/** A path of the route: with words of the protocol where they are known, and something harmless elsewhere. */
const fill = (path: string) =>
  path.replace(/:(\w+)(?:\{[^}]*\})?\??/g, (_, name: string) =>
    /endpoint/.test(name) ? 'SELF' : /^(id|other)$/.test(name) ? 'fred.2' : /mri|cid/.test(name) ? '8:joe.4' : 'x1',
  );

async function ask({ method, path }: Route, headers: Record<string, string> = {}, query = ''): Promise<Response> {
  const hasBody = method !== 'GET' && method !== 'OPTIONS' && method !== 'HEAD';
  const init = { method, headers, redirect: 'manual' as const, ...(hasBody ? { body: '{}' } : {}) };
  return gateway.fetch(`${fill(path)}${query}`, init);
}

/** Every route, asked without and with a token, as a page of another origin would have the browser ask. */
async function eachAnswer(check: (reply: Response, what: string) => void | Promise<void>, query = ''): Promise<void> {
  const foreign = { Origin: evil, Referer: `${evil}/`, 'Sec-Fetch-Site': 'cross-site' };
  for (const route of routes) {
    if (/logout|revoke/.test(route.path)) continue;
    for (const headers of [foreign, { ...foreign, ...proofs() }]) {
      const reply = await ask(route, headers, query);
      await check(reply, `${route.method} ${route.path} ${'X-SkypeToken' in headers ? 'with' : 'without'} a token`);
      await reply.body?.cancel();
    }
  }
}

describe('pages of other origins', () => {
  it('may read no answer of any route, with credentials or without', async () => {
    await eachAnswer((reply, what) => {
      const allowing = [...reply.headers.keys()].filter((name) => /^access-control-|^timing-allow/.test(name));
      expect(allowing, what).toEqual([]);
    });
  }, 120_000);

  it('are not allowed to send our headers by any route when their browser asks first', async () => {
    for (const { path } of routes) {
      for (const origin of [evil, 'null', 'chrome-extension://abcdefghijklmnopabcdefghijklmnop']) {
        const headers = {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'x-skypetoken,authorization',
        };
        const reply = await ask({ method: 'OPTIONS', path }, headers);
        expect(reply.status, path).toBeLessThan(500);
        expect(
          [...reply.headers.keys()].filter((name) => name.startsWith('access-control')),
          path,
        ).toEqual([]);
      }
    }
  }, 60_000);

  it('get nothing by a cookie that a browser would send along, but what the cookie of old clients is for: reading files, pictures and previews', async () => {
    const cookies = `skypetoken_asm=${token}; skypetoken=${token}; MSPAuth=${token}; cwt=${token}; guest_token=${token}`;
    const opened: string[] = [];
    for (const route of routes) {
      const [without, with_] = [await ask(route), await ask(route, { Cookie: cookies })];
      if (without.status !== with_.status) opened.push(`${route.method} ${route.path}`);
    }
    expect(opened.filter((route) => !/^GET \/(api|urlp)\.asm\.skype\.com\//.test(route))).toEqual([]);
  }, 60_000);
});

describe('pages', () => {
  const frame = /xframe/;
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const redirect = `https://${'a'.repeat(32)}.chromiumapp.org/`;
  const query =
    `?client_id=skylark-extension&response_type=code&code_challenge_method=S256&code_challenge=${challenge}` +
    `&redirect_uri=${encodeURIComponent(redirect)}&state=s`;

  it('run no script, load nothing, stand in no frame, are not guessed at, tell nobody where one came from, and are not kept', async () => {
    const seen = new Set<string>();
    await eachAnswer((reply, what) => {
      const type = reply.headers.get('content-type') ?? '';
      const isMarkup = /html|xml|svg/.test(type);
      if (!isMarkup || reply.status === 304) return;
      if (/xml/.test(type) && !/html/.test(type)) return;
      if (frame.test(what)) {
        expect(reply.headers.get('content-security-policy'), what).toMatch(
          /^default-src 'none'; script-src 'sha256-[\w+/=]+'; connect-src 'self'$/,
        );
        return;
      }
      seen.add(what.split(' ')[1] ?? '');
      const policy = reply.headers.get('content-security-policy') ?? '';
      expect(policy, what).toContain("default-src 'none'");
      expect(policy, what).not.toMatch(/script-src|unsafe-inline|unsafe-eval|\*/);
      for (const directive of ["frame-ancestors 'none'", "base-uri 'none'"]) expect(policy, what).toContain(directive);
      expect(reply.headers.get('x-frame-options'), what).toBe('DENY');
      expect(reply.headers.get('x-content-type-options'), what).toBe('nosniff');
      expect(reply.headers.get('referrer-policy'), what).toMatch(/^(same-origin|no-referrer)$/);
      expect(reply.headers.get('cache-control'), what).toBe('no-store');
    }, query);
    expect(seen.size).toBeGreaterThan(4);
  }, 120_000);

  it('set cookies for HTTP over TLS alone, never for other hosts', async () => {
    let count = 0;
    await eachAnswer((reply, what) => {
      for (const cookie of reply.headers.getSetCookie()) {
        count += 1;
        expect(cookie, what).toMatch(/; *HttpOnly/i);
        expect(cookie, what).toMatch(/; *Secure/i);
        expect(cookie, what).toMatch(/; *SameSite=(Strict|Lax|None)/i);
        expect(cookie, what).not.toMatch(/; *Domain=/i);
      }
    }, query);
    expect(count).toBeGreaterThan(3);
  }, 120_000);
});

describe('a place to go to', () => {
  const names = [
    ...['redirect_uri', 'redirect', 'return', 'returnUrl', 'return_to', 'ru', 'wreply', 'next', 'url', 'continue'],
    ...['goto', 'target', 'rurl', 'reply', 'baseDomain', 'intsrc', 'client_id', 'site', 'callback'],
  ];
  const places = [evil, '//evil.example', '/\\evil.example', 'https:evil.example', 'javascript:alert(1)', `${evil}#`];

  it('is never one that the request names: no route leads away, whatever the parameter', async () => {
    for (const place of places) {
      const query = `?${names.map((name) => `${name}=${encodeURIComponent(place)}`).join('&')}`;
      await eachAnswer((reply, what) => {
        const location = reply.headers.get('location');
        if (location === null) return;
        // A resource that was made may have a name from its path; nobody goes there by itself.
        const { origin } = new URL(location, gateway.origin);
        expect([gateway.origin, 'https://api.asm.skype.com'], `${what}: ${location}`).toContain(origin);
        expect(reply.headers.get('refresh'), what).toBeNull();
      }, query);
    }
  }, 300_000);

  it.each([
    `https://${'a'.repeat(32)}.chromiumapp.org.evil.example/`,
    `https://evil.example/${'a'.repeat(32)}.chromiumapp.org/`,
    `https://${'a'.repeat(32)}.chromiumapp.org@evil.example/`,
    `https://${'a'.repeat(32)}.chromiumapp.org:444/`,
    `https://evil.example\\@${'a'.repeat(32)}.chromiumapp.org/`,
    `https://${'q'.repeat(32)}.chromiumapp.org/`,
    `http://${'a'.repeat(32)}.chromiumapp.org/`,
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://127.0.0.1@evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop/x',
    '//127.0.0.1/',
  ])('after the sign-in is not %s', async (redirect) => {
    const query = new URLSearchParams({
      ...{ client_id: 'skylark-extension', response_type: 'code', code_challenge_method: 'S256', state: 's' },
      ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', redirect_uri: redirect },
    });
    for (const reply of [
      await gateway.fetch(`/oauth/authorize?${query}`, { redirect: 'manual' }),
      await gateway.fetch('/oauth/authorize', { method: 'POST', body: query, redirect: 'manual' }),
    ]) {
      expect(reply.status).toBe(400);
      expect(reply.headers.get('location')).toBeNull();
      expect(await reply.text()).not.toMatch(/href=|action=|http-equiv/);
    }
  });
});

describe('the sign-in form', () => {
  const parameters = {
    ...{ client_id: 'skylark-extension', response_type: 'code', code_challenge_method: 'S256', state: 's' },
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    redirect_uri: `https://${'a'.repeat(32)}.chromiumapp.org/`,
  };
  const submit = (fields: Record<string, string>, headers: Record<string, string>) =>
    gateway.fetch('/oauth/authorize', {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...parameters, username: 'fred.2', password: 'test-password', ...fields }),
      redirect: 'manual',
    });

  it('sent by the page of somebody else signs nobody in: its token belongs to the browser that was shown the form', async () => {
    const shown = await gateway.fetch(`/oauth/authorize?${new URLSearchParams(parameters)}`);
    const { cookie, fields: hidden } = await readSignInPage(shown);
    const own = hidden.get('form_token') ?? '';
    expect(own).not.toBe('');
    const strange = await gateway.fetch(`/oauth/authorize?${new URLSearchParams(parameters)}`);
    const other = (await readSignInPage(strange)).fields.get('form_token') ?? '';
    const cases: [Record<string, string>, Record<string, string>][] = [
      [{}, {}],
      [{ form_token: own }, {}],
      [{}, { Cookie: cookie }],
      [{ form_token: other }, { Cookie: cookie }],
      [{ form_token: `${own}x` }, { Cookie: cookie }],
    ];
    for (const [fields, headers] of cases) {
      const reply = await submit(fields, headers);
      expect(reply.status).toBe(403);
      expect(reply.headers.get('location')).toBeNull();
    }
    const right = await submit({ form_token: own }, { Cookie: cookie });
    expect(right.status).toBe(303);
    expect(new URL(right.headers.get('location') ?? '').searchParams.get('code')).toBeTruthy();
  });
});

describe('a path in another spelling', () => {
  const closed = '/api.skype.com/users/self/profile';
  const spellings = [
    '/API.SKYPE.COM/users/self/profile',
    '//api.skype.com/users/self/profile',
    '/./api.skype.com/users/self/profile',
    '/oauth/../api.skype.com/users/self/profile',
    '/oauth/..%2fapi.skype.com/users/self/profile',
    '/oauth/%2e%2e/api.skype.com/users/self/profile',
    '/oauth/%252e%252e/api.skype.com/users/self/profile',
    '/api.skype.com%2fusers/self/profile',
    '/api.skype.com/users%2fself/profile',
    '/api.skype.com\\users\\self\\profile',
    '/api.skype.com/users/self/profile/',
    '/api.skype.com/users/self/profile;x',
    '/api.skype.com/users/self/profile%20',
    '/api.skype.com/users/self/profile%09',
    '/api.skype.com/users/self/./profile',
    '/api.skype.com//users//self//profile',
    '/.well-known/skylark/../../api.skype.com/users/self/profile',
    '/avatar.skype.com/v1/avatars/x/public/../../../../../api.skype.com/users/self/profile',
    '/v1/users/ME/../../../api.skype.com/users/self/profile',
    '/ucwa/..%2f..%2fapi.skype.com/users/self/profile',
  ];

  it.each(spellings)('opens nothing without a token, and breaks nothing with one: %s', async (path) => {
    expect((await gateway.fetch(closed)).status).toBe(401);
    const without = await gateway.fetch(path);
    expect(without.status).toBeGreaterThanOrEqual(400);
    expect(without.status).toBeLessThan(500);
    expect(await without.text()).not.toContain('fred.2');
    expect((await gateway.fetch(path, { headers: proofs() })).status).toBeLessThan(500);
  });

  it('never names somebody else’s things: the name in the path is the name that is checked', async () => {
    const joe = '/contacts.skype.com/contacts/v2/users';
    for (const name of [
      'joe.4',
      'JOE.4',
      'joe%2e4',
      'fred.2%2f..%2fjoe.4',
      'fred.2/../joe.4',
      '8:joe.4',
      'joe.4%20',
      'self%00',
      'self;joe.4',
    ]) {
      const reply = await gateway.fetch(`${joe}/${name}/contacts`, { headers: proofs() });
      expect([400, 403, 404], name).toContain(reply.status);
    }
    expect((await gateway.fetch(`${joe}/self/contacts`, { headers: proofs() })).status).toBe(200);
  });

  it('of any length is answered', async () => {
    for (const length of [1_000, 10_000, 100_000]) {
      const reply = await gateway.fetch(`/v1/users/ME/conversations/${'a'.repeat(length)}/messages`, {
        headers: proofs(),
      });
      expect(reply.status).toBeLessThan(500);
      expect((await reply.text()).length).toBeLessThan(1_000);
    }
  });
});

describe('SQL in every place that a request has', () => {
  const attacks = [
    "' or '1'='1",
    "'; drop table users; --",
    "x' union select name, 1, 1 from users where name <> 'fred.2' --",
    "1; select 'x' || sleep(10)",
    '$1',
    "\\'; --",
    '%27%20or%201=1--',
    '%',
    '_',
  ];
  const fieldNames = [
    ...['name', 'username', 'usernames', 'content', 'messagetype', 'topic', 'displayName', 'mri', 'id', 'threadId'],
    ...['shortId', 'greeting', 'value', 'status', 'members', 'searchstring', 'keyWord', 'startTime', 'pageSize'],
    ...['targetType', 'syncState', 'query', 'q', 'cMri', 'to', 'text', 'skypename', 'url', 'permissions', 'role'],
  ];
  const counts = async () => {
    const { database } = gateway.context;
    const [row] = await database.query<{ users: number; tables: number; hash: string }>(
      `select (select count(*)::int from users) as users,
         (select count(*)::int from information_schema.tables where table_schema = 'public') as tables,
         (select md5(string_agg(name || mri, ',' order by id)) from users) as hash`,
    );
    return row;
  };

  it('does no more than text does: answers stay well-formed, nobody else appears, the tables are what they were', async () => {
    const before = await counts();
    const told = (text: string) => /syntax error|relation "|pg_|unterminated|_hash|column "/i.test(text);
    for (const { method, path } of routes) {
      if (/logout|revoke/.test(path)) continue;
      for (const attack of attacks) {
        const inPath = path.replace(/:\w+(?:\{[^}]*\})?\??/g, () => encodeURIComponent(attack));
        const query = `?${fieldNames.map((name) => `${name}=${encodeURIComponent(attack)}`).join('&')}`;
        const body = JSON.stringify(Object.fromEntries(fieldNames.map((name) => [name, attack])));
        const init = { method, headers: proofs(), ...(method === 'GET' ? {} : { body }) };
        const startedAtMs = performance.now();
        const reply = await gateway.fetch(`${inPath}${query}`, init);
        const text = await reply.text();
        expect(reply.status, `${method} ${path} ${attack}`).toBeLessThan(500);
        expect(told(text), `${method} ${path} ${attack}: ${text.slice(0, 200)}`).toBe(false);
        expect(text, `${method} ${path} ${attack}`).not.toMatch(/"joe\.4"|8:joe\.4/);
        expect(performance.now() - startedAtMs, `${method} ${path} ${attack}`).toBeLessThan(9_000);
        if (reply.headers.get('content-type')?.includes('json') && text !== '')
          expect(() => JSON.parse(text)).not.toThrow();
      }
    }
    expect(await counts()).toEqual(before);
  }, 300_000);
});
