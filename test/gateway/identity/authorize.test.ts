import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway, testPassword } from '../../support/gateway.ts';
import { openSignInPage, readSignInPage, redirectUri, submitSignInPage } from '../../support/sign-in.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.createUser('fred.2');
});
afterAll(() => gateway.close());

const typed = { username: 'fred.2', password: testPassword };
const answerOf = (reply: Response) => new URL(reply.headers.get('location') ?? 'about:blank');

describe('the sign-in page', () => {
  it('names the application and where the person will return', async () => {
    const page = await openSignInPage(gateway);
    expect(page.status).toBe(200);
    const { html } = await readSignInPage(page);
    expect(html).toContain('<strong>Skylark</strong>');
    expect(html).toContain('abcdefghijklmnopabcdefghijklmnop.chromiumapp.org');
  });

  it('allows no script, no frame, and its form to lead only here or back to the application', async () => {
    const { headers } = await openSignInPage(gateway);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; /);
    expect(policy).toContain(`form-action 'self' https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org;`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-skylark-sign-in=\w{48}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
  });

  it('without TLS keeps its cookie to its own path, because browsers hand cookies to every port of a host', async () => {
    const plain = await startTestGateway({ settings: { isTls: false, publicOrigin: undefined } });
    const { headers } = await openSignInPage(plain);
    expect(headers.get('set-cookie')).toMatch(
      /^skylark-sign-in=\w{48}; Path=\/oauth\/authorize; HttpOnly; SameSite=Strict$/,
    );
    await plain.close();
  });

  it('labels its fields, lets a password manager fill them and starts in the first one', async () => {
    const { html } = await readSignInPage(await openSignInPage(gateway));
    expect(html).toContain('<label for="username">');
    expect(html).toContain('<label for="password">');
    expect(html).toContain('autocomplete="username"');
    expect(html).toContain('autocomplete="current-password"');
    expect(html).toMatch(/id="username"[^>]* autofocus/);
  });

  it('starts in the password field when the application knows the name', async () => {
    const { html } = await readSignInPage(await openSignInPage(gateway, { login_hint: 'fred.2' }));
    expect(html).toMatch(/id="username"[^>]*value="fred.2"(?![^>]*autofocus)/);
    expect(html).toMatch(/id="password"[^>]* autofocus/);
  });

  it('tells how to sign in to a demo, and only there', async () => {
    const demo = await startTestGateway({ settings: { demo: true } });
    expect(await (await openSignInPage(demo)).text()).toContain('Sign in as fred.2 with the password skylark-demo.');
    expect(await (await openSignInPage(gateway)).text()).not.toContain('skylark-demo');
    await demo.close();
  });

  it('shows what it was given as text, never as markup', async () => {
    const { html } = await readSignInPage(await openSignInPage(gateway, { login_hint: '"><script>alert(1)</script>' }));
    expect(html).not.toContain('<script>');
    expect(html).toContain('&quot;&gt;&lt;script&gt;');
  });
});

describe('signing in', () => {
  it('returns to the application with a code, the state and the issuer', async () => {
    const reply = await submitSignInPage(gateway, await openSignInPage(gateway), typed);
    expect(reply.status).toBe(303);
    const answer = answerOf(reply);
    expect(answer.href.startsWith(redirectUri)).toBe(true);
    expect(answer.searchParams.get('code')).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(answer.searchParams.get('state')).toBe('some state');
    expect(answer.searchParams.get('iss')).toBe('https://gateway.test');
  });

  it('takes the name in any letter case and with spaces around it', async () => {
    const page = await openSignInPage(gateway);
    const reply = await submitSignInPage(gateway, page, { ...typed, username: ' FRED.2 ' });
    expect(answerOf(reply).searchParams.get('code')).not.toBeNull();
  });

  it.each([
    ['a wrong password', { username: 'fred.2', password: 'wrong-password' }],
    ['an unknown name', { username: 'nobody', password: testPassword }],
    ['nothing', { username: '', password: '' }],
  ])('shows the same message on the page for %s, and keeps the name', async (_, wrong) => {
    const reply = await submitSignInPage(gateway, await openSignInPage(gateway), wrong);
    expect(reply.status).toBe(400);
    const html = await reply.text();
    expect(html).toMatch(/role="alert">User name or password is wrong\./);
    expect(html).toContain(`value="${wrong.username}"`);
    expect(html).not.toContain('wrong-password');
  });

  it('can be tried again from the page that shows the error', async () => {
    const failed = await submitSignInPage(gateway, await openSignInPage(gateway), {
      ...typed,
      password: 'wrong-password',
    });
    expect((await submitSignInPage(gateway, failed, typed)).status).toBe(303);
  });

  it('is not possible as a bot without a password', async () => {
    await gateway.createUser({ name: 'concierge', kind: 'bot', password: undefined });
    const page = await openSignInPage(gateway);
    expect((await submitSignInPage(gateway, page, { ...typed, username: 'concierge' })).status).toBe(400);
  });

  it('returns access_denied when the person cancels', async () => {
    const reply = await submitSignInPage(gateway, await openSignInPage(gateway), { action: 'cancel' });
    expect(reply.status).toBe(303);
    expect(Object.fromEntries(answerOf(reply).searchParams)).toEqual({
      error: 'access_denied',
      state: 'some state',
      iss: 'https://gateway.test',
    });
  });

  it.each([
    ['without the cookie of the page', { cookie: '' }],
    ['with the cookie of another browser', { cookie: `__Host-skylark-sign-in=${'a'.repeat(48)}` }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused %s', async (_, headers) => {
    const reply = await submitSignInPage(gateway, await openSignInPage(gateway), typed, headers);
    expect(reply.status).toBe(403);
    expect(reply.headers.get('location')).toBeNull();
  });
});

describe('an authorization request', () => {
  it.each([
    ['an unknown application', { client_id: 'someone-else' }],
    ['no application', { client_id: undefined }],
    ['a foreign address', { redirect_uri: 'https://evil.example/' }],
    [
      'a look-alike of the extension address',
      { redirect_uri: 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org.evil.example/' },
    ],
    [
      'user info in the address',
      { redirect_uri: 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org@evil.example/' },
    ],
    ['another port', { redirect_uri: 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org:8443/' }],
    ['no TLS off the own machine', { redirect_uri: 'http://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/' }],
    ['a script address', { redirect_uri: 'javascript:alert(1)' }],
    ['no address', { redirect_uri: undefined }],
  ])('with %s is refused on the page and leads nowhere', async (_, changes) => {
    const page = await openSignInPage(gateway, changes);
    expect(page.status).toBe(400);
    expect(page.headers.get('location')).toBeNull();
    expect(await page.text()).toContain('This sign-in cannot go on');
  });

  it.each([
    ['Firefox', `https://${'0123456789abcdef0123456789abcdef01234567'}.extensions.allizom.org/`],
    ['a program on the same machine', 'http://127.0.0.1:43210/callback'],
  ])('is accepted with the address of %s', async (_, redirect_uri) => {
    expect((await openSignInPage(gateway, { redirect_uri })).status).toBe(200);
  });

  it('with a parameter given twice is refused', async () => {
    const page = await gateway.fetch('/oauth/authorize?client_id=skylark-extension&client_id=other');
    expect(page.status).toBe(400);
  });

  it.each([
    ['without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a short challenge', { code_challenge: 'abc' }, 'invalid_request'],
    ['for a token', { response_type: 'token' }, 'unsupported_response_type'],
  ])('%s is answered to the application', async (_, changes, error) => {
    const reply = await openSignInPage(gateway, changes);
    expect(reply.status).toBe(303);
    const answer = answerOf(reply).searchParams;
    expect(answer.get('error')).toBe(error);
    expect(answer.get('state')).toBe('some state');
    expect(answer.get('iss')).toBe('https://gateway.test');
  });
});
