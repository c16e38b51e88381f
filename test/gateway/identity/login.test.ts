import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { legacyPasswordDigest } from '../../../gateway/identity/passwords.ts';
import { openMemoryDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway, testPassword } from '../../support/gateway.ts';
import { openSignInPage, submitSignInPage } from '../../support/sign-in.ts';

let gateway: TestGateway;
let nowMs = Date.UTC(2026, 0, 1);
beforeAll(async () => {
  gateway = await startTestGateway({ now: () => nowMs });
  await gateway.createUser('fred.2');
  await gateway.createUser('joe.4');
});
afterAll(() => gateway.close());

function login(username: string, password: string, url = '/api.skype.com/login/skypetoken') {
  const body = JSON.stringify({ username, passwordHash: legacyPasswordDigest(username, password), scopes: 'client' });
  return gateway.fetch(url, { method: 'POST', body });
}

describe('the password-hash login', () => {
  it('knows the digest that clients send', () => {
    expect(legacyPasswordDigest('fred.2', 'skylark-demo')).toBe('mfWl5ASyvCM+oeCO6sI68A==');
  });

  it('gives a skype token that works', async () => {
    const reply = await login('fred.2', testPassword);
    expect(reply.status).toBe(200);
    const body = (await reply.json()) as { skypetoken: string };
    expect(body).toEqual({
      skypetoken: expect.stringMatching(/^[A-Za-z0-9]{48}$/),
      expiresIn: 86_400,
      skypeid: 'fred.2',
      signinname: 'fred.2',
    });
    const profile = await gateway.fetch('/api.skype.com/users/self/profile', {
      headers: { 'X-SkypeToken': body.skypetoken },
    });
    expect(profile.status).toBe(200);
  });

  it('is reached by its production host name as well', async () => {
    expect((await login('fred.2', testPassword, 'https://api.skype.com/login/skypetoken')).status).toBe(200);
  });

  it.each([
    ['a wrong password', 'fred.2', 'wrong-password'],
    ['an unknown name', 'nobody', testPassword],
  ])('refuses %s in the words that clients know', async (_, name, password) => {
    const reply = await login(name, password);
    expect(reply.status).toBe(401);
    expect(await reply.json()).toEqual({
      status: { code: 40120, text: 'Authentication failed. Bad username or password.' },
    });
  });

  it('does not take the password itself, nor the digest on the sign-in page', async () => {
    const body = JSON.stringify({ username: 'fred.2', passwordHash: testPassword });
    expect((await gateway.fetch('/api.skype.com/login/skypetoken', { method: 'POST', body })).status).toBe(401);
    const typed = { username: 'fred.2', password: legacyPasswordDigest('fred.2', testPassword) };
    expect((await submitSignInPage(gateway, await openSignInPage(gateway), typed)).status).toBe(400);
  });
});

describe('signing out', () => {
  it.each([
    ['the skype token', (token: string): Record<string, string> => ({ 'X-SkypeToken': token })],
    ['the cookie', (token: string): Record<string, string> => ({ cookie: `refresh-token=${token}` })],
  ])('with %s ends the token', async (_, headers) => {
    const { skypetoken } = (await (await login('fred.2', testPassword)).json()) as { skypetoken: string };
    expect((await gateway.fetch('/login.skype.com/logout', { headers: headers(skypetoken) })).status).toBe(200);
    const profile = await gateway.fetch('/api.skype.com/users/self/profile', {
      headers: { 'X-SkypeToken': skypetoken },
    });
    expect(profile.status).toBe(401);
  });
});

describe('attempts to sign in', () => {
  it('are limited per name, whichever way they come and whatever is tried then, until the time is over', async () => {
    nowMs += 3_600_000;
    for (let attempt = 0; attempt < 9; attempt += 1) expect((await login('joe.4', 'wrong-password')).status).toBe(401);
    const typed = { username: 'joe.4', password: 'wrong-password' };
    expect((await submitSignInPage(gateway, await openSignInPage(gateway), typed)).status).toBe(400);
    const limited = await login('JOE.4', testPassword);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('900');
    expect(await limited.json()).toMatchObject({ errorCode: 803 });
    const page = await submitSignInPage(gateway, await openSignInPage(gateway), typed);
    expect(page.status).toBe(429);
    expect(await page.text()).toContain('Too many attempts to sign in. Please try again in 15 minutes.');
    expect((await login('fred.2', testPassword)).status).toBe(200);
    nowMs += 900_000;
    expect((await login('joe.4', testPassword)).status).toBe(200);
  });

  it('are forgotten by a success', async () => {
    nowMs += 3_600_000;
    for (let round = 0; round < 3; round += 1) {
      for (let attempt = 0; attempt < 9; attempt += 1)
        expect((await login('joe.4', 'wrong-password')).status).toBe(401);
      expect((await login('joe.4', testPassword)).status).toBe(200);
    }
  });

  it('are limited per address, without using up the names', async () => {
    nowMs += 3_600_000;
    for (let attempt = 0; attempt < 100; attempt += 1) expect((await login(`guess-${attempt}`, 'x')).status).toBe(401);
    expect((await login('joe.4', testPassword)).status).toBe(429);
    const rows = await gateway.context.database.query(
      'select attempts from login_attempts where window_ends_at_ms > $1 and attempts > 1',
      [nowMs],
    );
    expect(rows).toEqual([{ attempts: 101 }]);
  });

  it('are counted before the answer, so that many at once do not slip through', async () => {
    const other = await startTestGateway({ database: await openMemoryDatabase() });
    await other.createUser('fred.2');
    const body = JSON.stringify({ username: 'fred.2', passwordHash: 'wrong' });
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => other.fetch('/api.skype.com/login/skypetoken', { method: 'POST', body })),
    );
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(20);
    await other.close();
  });

  describe('behind a proxy', () => {
    const attempt = (at: TestGateway, name: string, forwarded: string) =>
      at.fetch('/api.skype.com/login/skypetoken', {
        method: 'POST',
        headers: { 'X-Forwarded-For': forwarded },
        body: JSON.stringify({ username: name, passwordHash: 'wrong' }),
      });

    it('are counted by the address that the proxy saw, a whole /64 of IPv6 as one', async () => {
      const other = await startTestGateway({ settings: { isBehindProxy: true } });
      for (let count = 0; count < 100; count += 1) {
        const reply = await attempt(other, `guess-${count}`, `10.9.9.${count}, 2001:db8:0:1::${count.toString(16)}`);
        expect(reply.status).toBe(401);
      }
      expect((await attempt(other, 'one-more', '2001:0db8::1:ffff:0:0:1')).status).toBe(429);
      expect((await attempt(other, 'one-more', '2001:db8:0:2::1')).status).toBe(401);
      await other.close();
    });

    it('are not counted by what a client says of itself when there is none', async () => {
      const other = await startTestGateway();
      for (let count = 0; count < 100; count += 1) await attempt(other, `guess-${count}`, `10.9.9.${count}`);
      expect((await attempt(other, 'one-more', '10.8.8.8')).status).toBe(429);
      await other.close();
    });
  });
});
