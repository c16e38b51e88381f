// Finding the server of a sign-in address (ucwa.md 2, 3.1): what is asked, in which order, and who has to say yes before.
import { describe, expect, it } from 'vitest';
import { findServer } from '../../../src/ucwa/sign-in/find.ts';
import { ScriptedWeb } from '../support/scripted-web.ts';
import {
  address,
  challenge,
  createOrganisation,
  external,
  findApproving,
  internal,
  root,
  ticketService,
  user,
  web,
} from './organisation.ts';

const approved = [internal, external, web];
const wanted = { address, server: '', approved };

describe('a sign-in address', () => {
  it('leads to the internal host first, then to the external one, and to who asks for credentials', async () => {
    const organisation = createOrganisation();
    const found = await findServer(organisation.transport, wanted);
    expect(organisation.asked).toEqual([`GET ${internal}/`, `GET ${external}/`, `GET ${user}`]);
    expect(found).toEqual({
      step: 'sign-in',
      origins: approved,
      host: 'web.example.org',
      grants: ['password', 'windows'],
      userName: address,
      place: {
        address,
        userUrl: user,
        applicationsUrl: '',
        tokenService: ticketService,
        grants: ['urn:microsoft.rtc:windows', 'urn:microsoft.rtc:anonmeeting', 'password'],
        approved,
      },
    });
  });

  it('may have `sip:` before it and spaces around it', async () => {
    const { found } = await findApproving(createOrganisation().transport, { address: ' sip:Ana@Example.ORG ' });
    expect(found).toMatchObject({ userName: 'Ana@Example.ORG', place: { userUrl: user } });
  });

  it.each([
    'ana',
    '@example.org',
    'ana@',
    'ana@exa mple.org',
    'ana@example.org/path',
    'ana@example.org:8443',
    'a@b@c.org',
    'ana@.org',
  ])('"%s" is none, and nothing is asked', async (typed) => {
    const organisation = createOrganisation();
    const finding = findServer(organisation.transport, { ...wanted, address: typed });
    await expect(finding).rejects.toMatchObject({ kind: 'invalid' });
    expect(organisation.requests).toEqual([]);
  });

  it('stays with the internal host where that answers', async () => {
    const organisation = createOrganisation().on('GET', `${internal}/`, root(user));
    await findServer(organisation.transport, wanted);
    expect(organisation.asked).toEqual([`GET ${internal}/`, `GET ${user}`]);
  });

  it.each([
    ['is silent', { isLost: true }],
    ['knows nothing', { status: 404, html: 'not here' }],
    ['sends elsewhere', { status: 302, headers: { Location: 'https://elsewhere.example/' } }],
    ['is the start page of somebody', { html: '<html>Welcome</html>' }],
    ['is broken', { status: 503, html: 'Service Unavailable' }],
  ])('passes over an internal host that %s', async (_, answer) => {
    const organisation = createOrganisation().on('GET', `${internal}/`, answer);
    expect(await findServer(organisation.transport, wanted)).toMatchObject({ step: 'sign-in' });
  });

  it('of a domain without any such host says that there is no server', async () => {
    const finding = findServer(new ScriptedWeb().transport, wanted);
    await expect(finding).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('is never asked for over plain http', async () => {
    const organisation = new ScriptedWeb();
    await findServer(organisation.transport, wanted).catch(() => undefined);
    expect(organisation.asked).toEqual([`GET ${internal}/`, `GET ${external}/`]);
  });
});

describe('hosts that nobody has approved', () => {
  it('are not asked: first both hosts of discovery, then each that these lead to', async () => {
    const organisation = createOrganisation();
    const asking = (approvedOrigins: string[]) =>
      findServer(organisation.transport, { address, server: '', approved: approvedOrigins });
    expect(await asking([])).toEqual({ step: 'allow', origins: [internal, external], foreign: [] });
    expect(organisation.requests).toEqual([]);
    expect(await asking([internal, external])).toEqual({ step: 'allow', origins: [web], foreign: [] });
    expect(organisation.asked).toEqual([`GET ${internal}/`, `GET ${external}/`]);
  });

  it.each([
    'https://web.partner.example',
    'https://evilexample.org',
    'https://example.org.evil.example',
    'https://org',
    'https://lync.xn--exmple-cua.org',
  ])('%s is shown as foreign', async (origin) => {
    const organisation = createOrganisation().on('GET', `${external}/`, root(`${origin}/root/user`));
    const step = await findServer(organisation.transport, wanted);
    expect(step).toEqual({ step: 'allow', origins: [origin], foreign: [origin] });
    expect(organisation.asked.some((asked) => asked.includes(origin))).toBe(false);
  });

  it('a token service on another host than the one that asks is shown, even in the own domain', async () => {
    const tickets = 'https://tickets.example.org';
    const organisation = createOrganisation().on('GET', user, challenge(`${tickets}/oauthtoken`));
    const step = await findServer(organisation.transport, wanted);
    expect(step).toEqual({ step: 'allow', origins: [tickets], foreign: [tickets] });
    const after = await findServer(organisation.transport, { ...wanted, approved: [...approved, tickets] });
    expect(after).toMatchObject({ step: 'sign-in', host: 'tickets.example.org' });
  });

  it.each([
    'http://web.example.org/user',
    'http://127.0.0.1:8080/user',
    'https://ana:secret@web.example.org/user',
    'data:text/html,user',
    'ftp://web.example.org/user',
  ])('%s is never asked, whoever approves', async (href) => {
    const organisation = createOrganisation().on('GET', `${external}/`, root(href));
    const finding = findServer(organisation.transport, {
      ...wanted,
      approved: [...approved, 'http://web.example.org'],
    });
    await expect(finding).rejects.toMatchObject({ kind: 'forbidden' });
    expect(organisation.asked).toEqual([`GET ${internal}/`, `GET ${external}/`]);
  });
});

describe('a redirect inside an answer', () => {
  const hybrid = 'https://webdir.example.org/root?originalDomain=example.org';

  it('is followed after its host was approved', async () => {
    const organisation = createOrganisation()
      .on('GET', `${external}/`, { json: { _links: { redirect: { href: hybrid } } } })
      .on('GET', hybrid, root(user));
    const { steps, found } = await findApproving(organisation.transport, { address });
    expect(steps.map((step) => step.origins)).toContainEqual(['https://webdir.example.org']);
    expect(found.place.userUrl).toBe(user);
  });

  it('goes before a user link beside it, and may be relative', async () => {
    const links = { redirect: { href: '/root/user/redirect' }, user: { href: `${web}/wrong` } };
    const organisation = createOrganisation()
      .on('GET', `${external}/`, { json: { _links: links } })
      .on('GET', `${external}/root/user/redirect`, root(user));
    const { found } = await findApproving(organisation.transport, { address });
    expect(found.place.userUrl).toBe(user);
    expect(organisation.asked).not.toContain(`GET ${web}/wrong`);
  });

  it('that leads in circles ends after a few hops', async () => {
    const organisation = createOrganisation().on('GET', `${external}/`, {
      json: { _links: { redirect: { href: '/' } } },
    });
    await expect(findServer(organisation.transport, wanted)).rejects.toMatchObject({ kind: 'server' });
    expect(organisation.requests.length).toBeLessThan(10);
  });
});

describe('a server that the user typed', () => {
  const typed = 'https://lync.example.com';
  const path = '/autodiscover/autodiscoverservice.svc/root';

  it.each([
    [typed, typed + path],
    ['lync.example.com', typed + path],
    ['lync.example.com/', typed + path],
    [`${typed}/my/root?x=1`, `${typed}/my/root?x=1`],
  ])('%s is asked at %s, and is not foreign', async (server, asked) => {
    const organisation = createOrganisation().on('GET', asked, root(user));
    expect(await findServer(organisation.transport, { address, server, approved: [] })).toEqual({
      step: 'allow',
      origins: [typed],
      foreign: [],
    });
    await findServer(organisation.transport, { address, server, approved: [typed, web] });
    expect(organisation.asked).toEqual([`GET ${asked}`, `GET ${user}`]);
  });

  it.each(['http://127.0.0.1:8787', '127.0.0.1:8787', 'http://localhost:8787', 'http://[::1]:8787'])(
    'on this very machine (%s) may be asked without more ado',
    async (server) => {
      const origin = server.startsWith('http') ? server : `http://${server}`;
      const own = new ScriptedWeb()
        .on('GET', origin + path, { json: { _links: { user: { href: '/root/user' } } } })
        .on('GET', `${origin}/root/user`, challenge('/WebTicket/oauthtoken'));
      const found = await findServer(own.transport, { address, server, approved: [] });
      expect(found).toMatchObject({ step: 'sign-in', place: { tokenService: `${origin}/WebTicket/oauthtoken` } });
    },
  );

  it('must be https elsewhere', async () => {
    const finding = findServer(new ScriptedWeb().transport, {
      address,
      server: 'http://lync.example.com',
      approved: [],
    });
    await expect(finding).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('says itself why it cannot be used', async () => {
    const server = new ScriptedWeb().on('GET', typed + path, { status: 503, html: 'Service Unavailable' });
    const finding = findServer(server.transport, { address, server: typed, approved: [typed] });
    await expect(finding).rejects.toMatchObject({ kind: 'server' });
  });
});

describe('what discovery answers', () => {
  const links = `<link rel="self" href="${external}/"/><link rel="user" href="${user.replace('&', '&amp;')}"/>`;

  it.each([
    [
      'XML',
      {
        xml: `<resource rel="root" href="${external}/" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">${links}</resource>`,
      },
    ],
    [
      'JSON under its exact name',
      { json: root(user).json, headers: { 'Content-Type': 'application/vnd.microsoft.com.ucwa+json; charset=utf-8' } },
    ],
  ])('is understood in %s', async (_, answer) => {
    const organisation = createOrganisation().on('GET', `${external}/`, answer);
    expect(await findServer(organisation.transport, wanted)).toMatchObject({ step: 'sign-in' });
  });

  it.each([
    [{ json: { _links: {} } }],
    [{ json: { _links: { user: { href: 'https://' } } } }],
    [{ json: [] }],
    [{ json: { _links: { user: 'x' } } }],
  ])('that leads nowhere (%j) is unreadable, or nobody', async (answer) => {
    const organisation = createOrganisation().on('GET', `${external}/`, answer);
    const failure = await findServer(organisation.transport, wanted).catch((error: unknown) => error);
    expect(['unreadable', 'not-found']).toContain((failure as { kind: string }).kind);
  });
});

describe('a challenge', () => {
  const bearer = 'Bearer trusted_issuers="00000001@*,a@b", client_id="00000004-0000-0ff1"';
  const grants = 'grant_type="urn:microsoft.rtc:windows,urn:microsoft.rtc:passive,password"';

  it.each([
    ['with a bare href', `MsRtcOAuth href=${ticketService},${grants}`],
    ['with its parameters the other way round', `MsRtcOAuth ${grants}, href="${ticketService}"`],
    ['folded behind another', `${bearer}, MsRtcOAuth href="${ticketService}",${grants}`],
    ['folded before another', `MsRtcOAuth href="${ticketService}",${grants}, ${bearer}`],
    ['with a relative href', `MsRtcOAuth href="/WebTicket/oauthtoken",${grants}`],
    ['in small letters', `msrtcoauth HREF="${ticketService}",${grants}`],
  ])('%s is understood', async (_, header) => {
    const refusal = { status: 401, html: 'no', headers: { 'WWW-Authenticate': header } };
    const organisation = createOrganisation().on('GET', user, refusal);
    const found = await findServer(organisation.transport, wanted);
    expect(found).toMatchObject({ grants: ['password', 'windows', 'passive'], place: { tokenService: ticketService } });
  });

  it.each([
    ['of a proxy', { status: 401, html: 'no', headers: { 'WWW-Authenticate': 'Negotiate, NTLM' } }, 'forbidden'],
    ['without any words', { status: 401, html: 'no' }, 'forbidden'],
    [
      'only of a directory in the cloud',
      { status: 401, html: 'no', headers: { 'WWW-Authenticate': bearer } },
      'forbidden',
    ],
    ['that is a broken server', { status: 500, html: 'no' }, 'server'],
    ['that is a closed door', { status: 403, html: 'cross domain' }, 'forbidden'],
  ])('%s ends the way', async (_, refusal, kind) => {
    const organisation = createOrganisation().on('GET', user, refusal);
    await expect(findServer(organisation.transport, wanted)).rejects.toMatchObject({ kind });
  });
});
