// The web sign-in as existing clients take it: every pattern below is one that a client looks for (skype.md 3.2).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSecret } from '../../../gateway/identity/tokens.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTestGateway, type TestGateway, testPassword } from '../../support/gateway.ts';
import { signInCompletely } from '../../support/sign-in.ts';

eachDatabase((openDatabase) => {
  let gateway: TestGateway;
  let nowMs = Date.UTC(2026, 0, 1);
  beforeAll(async () => {
    gateway = await startTestGateway({ now: () => nowMs, database: await openDatabase() });
    await gateway.createUser('fred.2');
    await gateway.createUser('joe.4');
  });
  afterAll(() => gateway.close());

  const start = '/login.skype.com/login/oauth/microsoft?client_id=578134&redirect_uri=https://web.skype.com';
  const exactSeal = /<input\s+type="hidden"\s+name="PPFT"\s+id="i0327"\s+value="([*!0-9a-zA-Z]+\${1,2})"\s*\/>/;

  type Form = { seal: string; cookie: string; html: string; action: string };

  async function readForm(reply: Response): Promise<Form> {
    const html = await reply.text();
    const cookie = reply.headers
      .getSetCookie()
      .map((header) => header.split(';')[0])
      .join('; ');
    const action = /<form name="f1" method="post" action="([^"]+)">/.exec(html)?.[1] ?? '';
    return { seal: exactSeal.exec(html)?.[1] ?? '', cookie, html, action };
  }

  async function openForm(at = gateway, first = start): Promise<Form> {
    const redirect = await at.fetch(first, { redirect: 'manual' });
    return readForm(await at.fetch(redirect.headers.get('location') ?? 'about:blank'));
  }

  function submit(form: Form, fields: Record<string, string>, headers: Record<string, string> = {}, at = gateway) {
    return at.fetch(form.action, {
      method: 'POST',
      headers: { cookie: form.cookie, ...headers },
      body: new URLSearchParams({ PPFT: form.seal, ...fields }),
    });
  }

  const typed = { login: 'fred.2', passwd: testPassword, loginoptions: '3' };
  const ticketOf = (html: string) => /="t" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const tokenOf = (html: string) => /="skypetoken" value="([^"]+)"/.exec(html)?.[1] ?? '';

  async function signIn(at = gateway): Promise<string> {
    return ticketOf(await (await submit(await openForm(at), typed, {}, at)).text());
  }

  function exchange(ticket: string, at = gateway): Promise<Response> {
    const body = new URLSearchParams({
      t: ticket,
      client_id: '578134',
      oauthPartner: '999',
      site_name: 'lw.skype.com',
    });
    return at.fetch('/login.skype.com/login/microsoft?client_id=578134', { method: 'POST', body });
  }

  const profileOf = (token: string) =>
    gateway.fetch('/api.skype.com/users/self/profile', { headers: { 'X-SkypeToken': token } });

  describe('the web sign-in', () => {
    it('leads from the login name to the other one, with both cookies of that host alone', async () => {
      const redirect = await gateway.fetch('https://login.skype.com/login/oauth/microsoft', { redirect: 'manual' });
      expect(redirect.status).toBe(302);
      const location = redirect.headers.get('location') ?? '';
      expect(location).toMatch(/^https:\/\/login\.live\.com\/login\.srf\?/);
      const cookies = (await gateway.fetch(location)).headers.getSetCookie();
      expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['MSPRequ', 'MSPOK']);
      for (const cookie of cookies) expect(cookie).toMatch(/=\w{32}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    });

    it('keeps to the path prefix for clients that came by one', async () => {
      const redirect = await gateway.fetch(start, { redirect: 'manual' });
      expect(redirect.headers.get('location')).toMatch(/^https:\/\/gateway\.test\/login\.live\.com\/login\.srf\?/);
      const form = await openForm();
      expect(form.action).toBe('https://gateway.test/login.live.com/ppsecure/post.srf');
    });

    it('never leads to the address that the client names', async () => {
      const evil = '/login.skype.com/login/oauth/microsoft?redirect_uri=https://evil.example/';
      const redirect = await gateway.fetch(evil, { redirect: 'manual' });
      expect(redirect.headers.get('location')).not.toContain('evil');
      expect((await openForm(gateway, evil)).html).not.toContain('evil');
    });

    it('gives a token that works, by way of t, in the spellings that clients search for', async () => {
      const html = await (await submit(await openForm(), typed)).text();
      expect(html).toMatch(/<input type="hidden" name="t" id="t" value="\w+">/);
      expect(html).not.toMatch(/,sFT:'|&opid=|name="fmHF"|V:\[\{/);
      const reply = await exchange(ticketOf(html));
      const page = await reply.text();
      expect(page).toMatch(/<input type="hidden" name="expires_in" value="86400">/);
      expect(await (await profileOf(tokenOf(page))).json()).toMatchObject({ username: 'fred.2' });
      expect(reply.headers.get('cache-control')).toBe('no-store');
    });

    it('takes the second step of clients that always do it, once', async () => {
      const form = await openForm();
      const operation = /opid=([A-Z0-9]+)/i.exec(await (await submit(form, typed)).text())?.[1] ?? '';
      const fields = { opid: operation, site_name: 'lw.skype.com', oauthPartner: '999', type: '28' };
      const other = await openForm();
      expect(ticketOf(await (await submit(other, fields)).text())).toBe('');
      const page = await (await submit(form, fields)).text();
      expect((await profileOf(tokenOf(await (await exchange(ticketOf(page))).text()))).status).toBe(200);
      expect(ticketOf(await (await submit(form, fields)).text())).toBe('');
    });

    it('shows what was typed as text, never as markup, and allows no script', async () => {
      const reply = await submit(await openForm(), { login: '"><script>alert(1)</script>', passwd: 'x' });
      expect(reply.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
      const html = await reply.text();
      expect(html).not.toContain('<script>');
      expect(html).toContain('&quot;&gt;&lt;script&gt;');
    });

    it('is a page that people can use', async () => {
      const { html } = await openForm();
      expect(html).toContain('<label for="username">');
      expect(html).toContain('<label for="password">');
      expect(html).toContain('<button type="submit">Sign in</button>');
      expect(await (await submit(await openForm(), typed)).text()).toContain(
        '<button type="submit" autofocus>Continue',
      );
    });
  });

  describe('a refusal of the web sign-in', () => {
    it('says in the words of each client that name or password is wrong, with a form to try again', async () => {
      const reply = await submit(await openForm(), { ...typed, passwd: 'wrong' });
      expect(reply.status).toBe(200);
      const again = await readForm(reply);
      expect(again.html).toContain("sErrTxt:'Your account or password is incorrect.");
      const text = /sErrTxt:'([^'\\]*(\\.[^'\\]*)+)'/.exec(again.html)?.[1];
      expect(text).toContain(String.raw`don\'t remember`);
      expect(again.html).toMatch(/sErrTxt:'.*',Am:'.*,sErrorCode:'80041012',Ag:/);
      expect(again.html).toContain('role="alert">User name or password is wrong.');
      expect(ticketOf(await (await submit(again, typed)).text())).not.toBe('');
    });

    it('counts with all other attempts, and says so in the words of each client', async () => {
      nowMs += 3_600_000;
      for (let attempt = 0; attempt < 10; attempt += 1) {
        await submit(await openForm(), { login: `joe.4@${attempt}.example`, passwd: 'wrong' });
      }
      const reply = await submit(await openForm(), { login: 'joe.4', passwd: testPassword });
      expect(reply.status).toBe(429);
      expect(reply.headers.get('retry-after')).toBe('900');
      const html = await reply.text();
      expect(html).toContain(
        String.raw`sErrTxt:"You\'ve tried to sign in too many times with an incorrect account or password."`,
      );
      expect(html).toMatch(/sErrTxt:'([^'\\]*(\\.[^'\\]*)+)'/);
      nowMs += 3_600_000;
    });

    const cases: [string, (form: Form) => Promise<Response>][] = [
      ['was submitted before', async (form) => submit(form, typed).then(() => submit(form, typed))],
      ['is past its end', (form) => submit(form, typed)],
      ['was given to another browser', async (form) => submit({ ...form, cookie: (await openForm()).cookie }, typed)],
      ['comes without its cookies', (form) => submit(form, typed, { cookie: '' })],
      ['comes from another site', (form) => submit(form, typed, { 'sec-fetch-site': 'cross-site' })],
      ['has a seal that was changed', (form) => submit({ ...form, seal: form.seal.replace(/^./, '0') }, typed)],
      ['has no seal', (form) => submit({ ...form, seal: '' }, typed)],
    ];
    it.each(cases)('meets a form that %s', async (what, send) => {
      const form = await openForm();
      if (what === 'is past its end') nowMs += 30 * 60_000;
      const html = await (await send(form)).text();
      expect(ticketOf(html)).toBe('');
      expect(html).toMatch(/sErrTxt:'This sign-in form can\\'t be used any more/);
    });

    it('meets a t that was used, is too old or was never given', async () => {
      const used = await signIn();
      await exchange(used);
      const old = await signIn();
      nowMs += 180_000;
      for (const ticket of [used, old, 'never-given', '']) {
        const reply = await exchange(ticket);
        expect(reply.status).toBe(400);
        expect(tokenOf(await reply.text())).toBe('');
      }
    });

    it('meets all but one of those who present the same form or the same t at once', async () => {
      const form = await openForm();
      const pages = await Promise.all(Array.from({ length: 5 }, async () => (await submit(form, typed)).text()));
      const tickets = pages.map(ticketOf).filter((ticket) => ticket !== '');
      expect(tickets).toHaveLength(1);
      const replies = await Promise.all(Array.from({ length: 5 }, () => exchange(tickets[0] ?? '')));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    });

    it('meets a security token or an opid in the place of t', async () => {
      const html = await (await submit(await openForm(), typed)).text();
      const operation = /opid=(\w+)/.exec(html)?.[1] ?? '';
      expect((await exchange(operation)).status).toBe(400);
    });
  });

  describe('what the web sign-in stores', () => {
    it('lets forms and tickets live through a restart', async () => {
      const database = await openDatabase();
      const shared = { ...database, close: async () => undefined };
      const before = await startTestGateway({ database: shared });
      await before.createUser('fred.2');
      const form = await openForm(before);
      const spent = await openForm(before);
      const ticket = ticketOf(await (await submit(spent, typed, {}, before)).text());
      await before.close();
      const after = await startTestGateway({ database });
      expect(ticketOf(await (await submit(form, typed, {}, after)).text())).not.toBe('');
      expect(ticketOf(await (await submit(spent, typed, {}, after)).text())).toBe('');
      expect(tokenOf(await (await exchange(ticket, after)).text())).not.toBe('');
      await after.close();
    });

    it('are no secrets in the clear', async () => {
      const form = await openForm();
      const ticket = ticketOf(await (await submit(form, typed)).text());
      const rows = await gateway.context.database.query<{ ticket_hash: string }>(
        'select ticket_hash from login_tickets',
      );
      expect(rows.map((row) => row.ticket_hash)).toContain(hashSecret(ticket));
      expect(JSON.stringify(rows)).not.toContain(ticket);
      expect(gateway.logged()).not.toContain(ticket);
      expect(gateway.logged()).not.toContain(testPassword);
    });
  });

  describe('prolonging a sign-in with its own token', () => {
    const ask = (path: string, token: string) =>
      gateway.fetch(path, { headers: { cookie: `refresh-token=${token}` }, redirect: 'manual' });
    const obtain = async () => tokenOf(await (await exchange(await signIn())).text());

    it('gives another t, or the token itself, as the client asks', async () => {
      const token = await obtain();
      const page = await (await ask('/login.skype.com/login/login?client_id=578134', token)).text();
      const byTicket = tokenOf(await (await exchange(ticketOf(page))).text());
      const direct = tokenOf(await (await ask('/login.skype.com/login?client_id=578134', token)).text());
      for (const fresh of [byTicket, direct]) {
        expect(fresh).not.toBe(token);
        expect((await profileOf(fresh)).status).toBe(200);
      }
      await gateway.fetch('/login.skype.com/logout', { headers: { 'X-SkypeToken': token } });
      for (const fresh of [byTicket, direct]) expect((await profileOf(fresh)).status).toBe(401);
      const refused = await (await ask('/login.skype.com/login/login', token)).text();
      expect(ticketOf(refused)).toBe('');
      expect(refused).toMatch(/sErrTxt:'([^'\\]*(\\.[^'\\]*)*)'/);
    });

    it('a t of a sign-in that has ended since is worth nothing', async () => {
      const token = await obtain();
      const ticket = ticketOf(await (await ask('/login.skype.com/login/login', token)).text());
      await gateway.fetch('/login.skype.com/logout', { headers: { 'X-SkypeToken': token } });
      expect((await exchange(ticket)).status).toBe(400);
    });

    it('is not for tokens past their end, nor for a sign-in that has refresh tokens', async () => {
      const extension = await signInCompletely(gateway, 'fred.2');
      expect(tokenOf(await (await ask('/login.skype.com/login', extension.access_token)).text())).toBe('');
      const token = await obtain();
      nowMs += 86_400_000;
      expect(tokenOf(await (await ask('/login.skype.com/login', token)).text())).toBe('');
    });

    it('without a token leads to the form', async () => {
      const reply = await gateway.fetch('/login.skype.com/login?client_id=578134', { redirect: 'manual' });
      expect(reply.headers.get('location')).toBe('https://gateway.test/login.skype.com/login/oauth/microsoft');
    });
  });

  describe('asking whether a name exists', () => {
    const ask = (username: unknown) =>
      gateway.fetch('/login.live.com/GetCredentialType.srf', { method: 'POST', body: JSON.stringify({ username }) });

    it('is answered for a few, then refused', async () => {
      expect(await (await ask('FRED.2')).json()).toEqual({ IfExistsResult: 0 });
      expect(await (await ask('nobody')).json()).toEqual({ IfExistsResult: 1 });
      expect((await ask(7)).status).toBe(400);
      for (let count = 0; count < 28; count += 1) expect((await ask(`guess-${count}`)).status).toBe(200);
      expect((await ask('fred.2')).status).toBe(429);
      nowMs += 900_000;
      expect((await ask('fred.2')).status).toBe(200);
    });
  });

  describe('the web link of a shared file', () => {
    it('tells whoever opens it where the file is, and repeats nothing', async () => {
      const reply = await gateway.fetch('/login.skype.com/login/sso?go=webclient.xmm&docid=%3Cscript%3E');
      expect(reply.status).toBe(200);
      const html = await reply.text();
      expect(html).toContain('A shared file');
      expect(html).not.toContain('script>');
    });
  });
});
