// Sign-in at the gateway, asked with forms, parameters and cookies of every kind: nobody gets a code or a token without the password, nobody
// is sent to a foreign place, and nothing that was sent stands on a page as anything but text.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueTicket, redeemTicket } from '../../gateway/identity/login-tickets.ts';
import { bindingOf, sealForm, spendForm } from '../../gateway/identity/sealed-forms.ts';
import { startTestGateway, type TestGateway, testPassword } from '../support/gateway.ts';
import {
  authorizationParameters,
  obtainCode,
  openSignInPage,
  readSignInPage,
  redeem,
  redirectUri,
  verifier,
} from '../support/sign-in.ts';
import { runs, trickyText } from './effort.ts';
import { address, soup } from './markup-pieces.ts';

let gateway: TestGateway;
let nowMs = Date.UTC(2026, 0, 1);
let userId = 0;
beforeAll(async () => {
  gateway = await startTestGateway({ now: () => nowMs });
  userId = (await gateway.createUser('fred.2')).userId;
});
afterAll(() => gateway.close());

const value = fc.oneof(
  trickyText,
  address,
  soup,
  fc.constantFrom(redirectUri, verifier, 'skylark-extension', 'code', 'S256', 'fred.2'),
);
const redirect = fc.oneof(
  fc.constant(redirectUri),
  address,
  fc.constantFrom(
    ...[
      `${redirectUri}/../x`,
      `${redirectUri}#a`,
      `${redirectUri}?a=b`,
      redirectUri.replace('https', 'http'),
      redirectUri.toUpperCase(),
    ],
    ...[
      redirectUri.replace('.org', '.org.attacker.example'),
      redirectUri.replace('https://', 'https://attacker.example@'),
    ],
    ...[
      redirectUri.replace('.chromiumapp', '\\.chromiumapp'),
      redirectUri.replace('.org/', '.org:8443/'),
      redirectUri.replace('.org', '。org'),
    ],
    ...[
      'http://127.0.0.1/',
      'http://127.0.0.1:1/x',
      'http://127.1/',
      'http://127.0.0.1.attacker.example/',
      'http://localhost/',
      'http://0/',
    ],
    ...[
      'http://[::1]/',
      'http://2130706433/',
      'javascript:alert(1)//.chromiumapp.org',
      'https://chromiumapp.org/',
      'data:text/html,x',
    ],
  ),
);

const names = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'code_challenge',
  'code_challenge_method',
  'login_hint',
];
const changes = fc.array(
  fc.tuple(fc.constantFrom('set', 'append', 'delete'), fc.oneof(fc.constantFrom(...names), trickyText), value),
  { maxLength: 3 },
);

type Change = readonly [how: string, name: string, value: string];

function changed(parameters: URLSearchParams, list: readonly Change[], to: string): URLSearchParams {
  parameters.set('redirect_uri', to);
  for (const [how, name, text] of list) {
    if (how === 'set') parameters.set(name, text);
    else if (how === 'append') parameters.append(name, text);
    else parameters.delete(name);
  }
  return parameters;
}

/** Where an answer of sign-in may send a browser: to the extension in either browser, or to a program on the user's own machine. */
const isOwnPlace = (url: URL): boolean =>
  /^https:\/\/([a-p]{32}\.chromiumapp\.org|[0-9a-f]{40}\.extensions\.allizom\.org)$/.test(url.origin) ||
  (url.protocol === 'http:' && url.hostname === '127.0.0.1');

const mark = 'x-mark-x';
const spoiling = fc.constantFrom(
  `"><script>${mark}`,
  `'><img src=${mark} onerror=a>`,
  `</title><svg ${mark}>`,
  `&quot;<b>${mark}`,
  `<!--${mark}`,
);

async function checkAnswer(reply: Response): Promise<void> {
  expect(reply.status).toBeLessThan(500);
  const location = reply.headers.get('location');
  if (location !== null) {
    const url = new URL(location);
    expect(isOwnPlace(url)).toBe(true);
    expect(url.username + url.password).toBe('');
    expect(url.searchParams.get('code')).toBeNull();
    return;
  }
  const html = await reply.text();
  if (!reply.headers.get('content-type')?.startsWith('text/html')) {
    expect(JSON.parse(html)).toHaveProperty('errorCode');
    return;
  }
  // What was sent is never markup of the page.
  expect(html).not.toMatch(new RegExp(`<[^>]*<[^>]*${mark}|<(script|img|svg|b)[^>]*${mark}|<!--${mark}`));
  expect(html).not.toContain('<script');
  const policy = reply.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
}

describe('an authorization request of any kind', () => {
  it('is a page, or an answer to a place of our own, and never a code', async () => {
    await fc.assert(
      fc.asyncProperty(changes, redirect, fc.option(spoiling, { nil: undefined }), async (list, to, hint) => {
        const parameters = changed(authorizationParameters(), list, to);
        if (hint !== undefined) parameters.set('login_hint', hint);
        await checkAnswer(await gateway.fetch(`/oauth/authorize?${parameters}`, { redirect: 'manual' }));
      }),
      runs(300),
    );
  });
});

describe('a sign-in form of any kind', () => {
  const cookie = fc.oneof(
    value.map((text) => `__Host-skylark-sign-in=${text}`),
    fc.constantFrom(
      '',
      '__Host-skylark-sign-in=',
      '; ; =',
      '__Host-skylark-sign-in="a"; __Host-skylark-sign-in=b',
      'a'.repeat(5_000),
    ),
  );

  it('gives no code without the password, whatever the cookie and the fields say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          list: changes,
          to: redirect,
          cookie,
          hasOwnCookie: fc.boolean(),
          username: fc.oneof(value, spoiling),
          password: value,
        }),
        async ({ list, to, cookie: sent, hasOwnCookie, username, password }) => {
          // Attempts are counted by name and by address: time goes by.
          nowMs += 3_600_000;
          const page = await readSignInPage(await openSignInPage(gateway));
          const fields = changed(page.fields, list, to);
          for (const [name, text] of Object.entries({ username, password, action: 'sign-in' })) fields.set(name, text);
          const headers = new Headers({ 'sec-fetch-site': 'same-origin' });
          try {
            headers.set('cookie', hasOwnCookie ? page.cookie : sent);
          } catch {
            // No browser can send such a cookie.
          }
          await checkAnswer(
            await gateway.fetch('/oauth/authorize', { method: 'POST', body: fields, headers, redirect: 'manual' }),
          );
        },
      ),
      runs(200),
    );
  });
});

describe('a token request of any kind', () => {
  const fields = fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        'grant_type',
        'client_id',
        'code',
        'redirect_uri',
        'code_verifier',
        'refresh_token',
        'token',
        'code[]',
        'code[0]',
      ),
      trickyText,
    ),
    fc.oneof(value, fc.constantFrom('authorization_code', 'refresh_token', 'password')),
    { maxKeys: 8 },
  );

  it('is refused in the words of OAuth', async () => {
    await fc.assert(
      fc.asyncProperty(
        fields,
        fc.boolean(),
        fc.constantFrom('/oauth/token', '/oauth/revoke'),
        async (form, isRaw, path) => {
          const body = isRaw
            ? Object.entries(form)
                .map(([name, text]) => `${name}=${text}`)
                .join('&')
            : new URLSearchParams(form);
          const reply = await gateway.fetch(path, { method: 'POST', body });
          const text = await reply.text();
          expect(text).not.toContain('access_token');
          if (path === '/oauth/revoke' && reply.status === 200) return;
          expect([400, 401]).toContain(reply.status);
          expect(JSON.parse(text)).toHaveProperty('error', expect.stringMatching(/^(invalid|unsupported)_\w+$/));
        },
      ),
      runs(300),
    );
  });

  it('with a code of somebody else’s verifier, address or client gets nothing, and spends nothing but the code', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('code_verifier', 'redirect_uri', 'client_id', 'code'),
        value.filter((text) => ![redirectUri, verifier, 'skylark-extension'].includes(text)),
        async (name, text) => {
          nowMs += 3_600_000;
          const code = await obtainCode(gateway, 'fred.2');
          const { status, body } = await redeem(gateway, code, { [name]: text });
          expect([400, 401]).toContain(status);
          expect(body).not.toHaveProperty('access_token');
        },
      ),
      runs(25),
    );
    nowMs += 3_600_000;
    expect((await redeem(gateway, await obtainCode(gateway, 'fred.2', testPassword))).status).toBe(200);
  });
});

describe('what the gateway seals', () => {
  const cookies = fc.record({
    request: fc.stringMatching(/^[A-Za-z0-9]{32}$/),
    mark: fc.stringMatching(/^[A-Za-z0-9]{32}$/),
  });

  it('opens once, for the browser it was made for, and not when a character of it has changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        cookies,
        cookies,
        fc.nat(80),
        fc.constantFrom('a', '0', '!', '$', ''),
        async (own, foreign, at, by) => {
          const seal = await sealForm(gateway.context, own);
          const other = seal.slice(0, at) + by + seal.slice(at + 1);
          if (other !== seal) expect(await spendForm(gateway.context, other, own)).toBe(false);
          if (foreign.request !== own.request) expect(await spendForm(gateway.context, seal, foreign)).toBe(false);
          expect(bindingOf(seal, own)).not.toBe(bindingOf(seal, { ...own, mark: `${own.mark}x` }));
          expect(await spendForm(gateway.context, seal, own)).toBe(true);
          expect(await spendForm(gateway.context, seal, own)).toBe(false);
        },
      ),
      runs(60),
    );
  });

  it('as a ticket is taken once, and nothing else is a ticket', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (text) => {
        expect(await redeemTicket(gateway.context, 'live', text, 'test')).toBeUndefined();
        const ticket = await issueTicket(gateway.context, 'live', { userId });
        expect(await redeemTicket(gateway.context, 'live', ticket, 'test')).toBeDefined();
        expect(await redeemTicket(gateway.context, 'live', ticket, 'test')).toBeUndefined();
      }),
      runs(60),
    );
  });
});

describe('the older ways to sign in', () => {
  const paths = [
    '/api.skype.com/login/skypetoken',
    '/edge.skype.com/rps/v1/rps/skypetoken',
    '/login.live.com/RST.srf',
    '/webticket/oauthtoken',
  ];
  const more = [
    '/login.live.com/ppsecure/post.srf',
    '/login.skype.com/login/microsoft',
    '/login.live.com/GetCredentialType.srf',
  ];
  const fields = [
    'username',
    'passwordHash',
    'scopes',
    'login',
    'passwd',
    'PPFT',
    'opid',
    't',
    'grant_type',
    'password',
    'partner',
    'access_token',
  ];

  it('give nothing to anybody who has no password', async () => {
    const form = fc.dictionary(
      fc.constantFrom(...fields),
      fc.oneof(value, fc.constantFrom('password', 'fred.2', '999')),
      { maxKeys: 8 },
    );
    const envelope = value.map(
      (text) => `<Envelope><Header><Username>fred.2</Username><Password>${text}</Password></Header></Envelope>`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths, ...more),
        fc.oneof(
          form.map((one) => new URLSearchParams(one).toString()),
          form.map((one) => JSON.stringify(one)),
          envelope,
          soup,
        ),
        fc.oneof(
          value.map((text) => `MSPRequ=${text}; MSPOK=${text}; refresh-token=${text}`),
          fc.constant(''),
        ),
        async (path, body, cookie) => {
          nowMs += 3_600_000;
          const headers = new Headers();
          try {
            headers.set('cookie', cookie);
          } catch {
            // No client can send such a cookie.
          }
          const reply = await gateway.fetch(path, { method: 'POST', body, headers });
          const text = await reply.text();
          expect(reply.status, `${path}: ${text.slice(0, 200)}`).toBeLessThan(500);
          expect(text).not.toMatch(
            /"skypetoken" value="[^"]|"(skypetoken|access_token)":\s*"[^"]|BinarySecurityToken>\w/,
          );
        },
      ),
      runs(300),
    );
    expect(gateway.logged()).not.toContain('request failed');
  });
});
