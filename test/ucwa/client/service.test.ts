// A life with a pool, from the application to its end (ucwa.md 4, 5, 10.1), in both families of addresses.
import { describe, expect, it } from 'vitest';
import { createUcwaService } from '../../../src/ucwa/client/service.ts';
import { readSession } from '../../../src/ucwa/client/session.ts';
import { applicationResource, type Family, own, pool, reason, ScriptedPool } from '../support/scripted-pool.ts';

const families: Family[] = ['real', 'reference'];
const user = `${pool}/root/user`;

async function open(family: Family = 'real') {
  const scripted = new ScriptedPool(family);
  const service = createUcwaService(scripted.serviceOptions);
  await service.open('online');
  scripted.web.requests.length = 0;
  return { scripted, service, paths: scripted.paths };
}

describe.each(families)('with the addresses of the %s family', (family) => {
  it('opens an application, makes it available and reads its links', async () => {
    const scripted = new ScriptedPool(family);
    const { paths } = scripted;
    const service = createUcwaService(scripted.serviceOptions);
    expect(await service.isOpen()).toBe(false);
    await service.open('busy');
    expect(scripted.asked).toEqual([
      `POST ${paths.applications}`,
      `POST ${paths.makeMeAvailable}`,
      `GET ${paths.application}`,
      `GET ${paths.contactsSubscription}`,
      `POST ${paths.startContactsSubscription}?duration=30`,
    ]);
    expect(scripted.bodiesOf('POST', paths.applications)).toEqual([
      { userAgent: 'Skylark/1.2.3', endpointId: 'endpoint-1', culture: 'en-US' },
    ]);
    expect(scripted.bodiesOf('POST', paths.makeMeAvailable)).toEqual([
      { supportedModalities: ['Messaging'], supportedMessageFormats: ['Plain', 'Html'], signInAs: 'Busy' },
    ]);
    expect(await service.isOpen()).toBe(true);
    const session = await readSession(scripted.options.session);
    expect(session).toMatchObject({
      applicationHref: pool + paths.application,
      eventsHref: new URL(paths.events, pool).href,
      ownUri: own,
      ownName: 'Ana Alm',
      links: {
        me: { presence: pool + paths.presence, self: pool + paths.me },
        people: { search: pool + paths.search },
      },
    });
    expect(session?.links.me).not.toHaveProperty('makeMeAvailable');
    expect(scripted.securityEvents).toEqual([]);
  });

  it('publishes presence, reports activity and ends the application', async () => {
    const { scripted, service, paths } = await open(family);
    await service.presence?.publish('doNotDisturb');
    expect(scripted.bodiesOf('POST', paths.presence)).toEqual([{ availability: 'DoNotDisturb' }]);
    scripted.nowMs += 200_000;
    await service.keepAlive({ isUserActive: true });
    expect(scripted.asked).toContain(`POST ${paths.reportMyActivity}`);
    await service.close();
    expect(scripted.asked.at(-1)).toBe(`DELETE ${paths.application}`);
    expect(await service.isOpen()).toBe(false);
  });
});

describe('opening', () => {
  it('finds an application that is available already, and publishes the presence on its own', async () => {
    const scripted = new ScriptedPool();
    scripted.isAvailable = true;
    await createUcwaService(scripted.serviceOptions).open('away');
    expect(scripted.asked).not.toContain(`POST ${scripted.paths.makeMeAvailable}`);
    expect(scripted.bodiesOf('POST', scripted.paths.presence)).toEqual([{ availability: 'Away' }]);
  });

  it('does not mind that somebody was faster in making it available', async () => {
    const scripted = new ScriptedPool();
    const { makeMeAvailable, presence } = scripted.paths;
    scripted.on('POST', makeMeAvailable, () => {
      scripted.isAvailable = true;
      return reason(409, 'Conflict', 'AlreadyExists');
    });
    await createUcwaService(scripted.serviceOptions).open('online');
    expect(scripted.bodiesOf('POST', presence)).toEqual([{ availability: 'Online' }]);
  });

  it.each([
    [reason(410, 'Gone', 'TooManyApplications'), 'forbidden'],
    [reason(410, 'Gone', 'UserAgentNotAllowed'), 'forbidden'],
    [reason(500, 'ServiceFailure', 'CallbackChannelError'), 'server'],
    [{ status: 500, html: '', headers: { 'X-Ms-Diagnostics': '28032;reason="x"' } }, 'unauthorised'],
  ])('that is refused says why', async (answer, kind) => {
    const scripted = new ScriptedPool();
    scripted.on('POST', scripted.paths.applications, answer);
    await expect(createUcwaService(scripted.serviceOptions).open('online')).rejects.toMatchObject({ kind });
    expect(await readSession(scripted.options.session)).toBeUndefined();
  });

  it('without a place is a sign-in that has to be done again', async () => {
    const scripted = new ScriptedPool();
    const service = createUcwaService({ ...scripted.options, place: { address: 'ana@example.org' } });
    await expect(service.open('online')).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(scripted.asked).toEqual([]);
  });

  it('leaves links of the application out that lead elsewhere, and goes on without them', async () => {
    const scripted = new ScriptedPool();
    const application = scripted.paths.application;
    const { options } = scripted;
    const transport: typeof options.transport = async (request) => {
      const reply = await options.transport(request);
      const isRead = request.method === 'GET' && request.url === pool + application;
      return isRead
        ? { ...reply, text: reply.text.replace(scripted.paths.search, 'https://evil.example/search') }
        : reply;
    };
    await createUcwaService({ ...scripted.serviceOptions, transport }).open('online');
    const session = await readSession(options.session);
    expect(session?.links.people).not.toHaveProperty('search');
    expect(scripted.securityEvents).toEqual([
      { kind: 'foreign-origin', where: 'search', origin: 'https://evil.example' },
    ]);
  });
});

describe('applications that have moved', () => {
  const moved = '/ucwa/oauth/v2/applications';
  const movedTo = (applications: string) => ({ json: { _links: { applications: { href: applications } } } });

  it.each([
    ['forbidden', { status: 403, html: 'no' }],
    ['a broken proxy', { status: 502, html: 'no' }],
    ['silence', { isLost: true }],
  ])('at the same pool are looked for after %s, and the new place is kept', async (_, answer) => {
    const scripted = new ScriptedPool();
    scripted.on('GET', '/root/user', movedTo(moved));
    scripted.on('POST', scripted.paths.applications, answer);
    scripted.on('POST', moved, { status: 201, json: applicationResource(scripted.paths, false) });
    await createUcwaService(scripted.serviceOptions).open('online');
    expect(scripted.keptPlaces).toMatchObject([{ applicationsUrl: pool + moved, userUrl: user }]);
  });

  it('to another pool get no token: the user has to sign in there', async () => {
    const scripted = new ScriptedPool();
    scripted.on('GET', '/root/user', movedTo('https://other.example.org/applications'));
    scripted.on('POST', scripted.paths.applications, { status: 502, html: 'no' });
    const opening = createUcwaService(scripted.serviceOptions).open('online');
    await expect(opening).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(scripted.web.asked.some((asked) => asked.includes('other.example.org'))).toBe(false);
    expect(scripted.keptPlaces).toEqual([]);
  });

  it('are where they were as long as discovery does not say otherwise', async () => {
    const scripted = new ScriptedPool();
    scripted.on('POST', scripted.paths.applications, { status: 502, html: 'no' });
    for (const answer of [
      movedTo(scripted.paths.applications),
      { isLost: true },
      { json: {} },
      { status: 503, html: '' },
    ]) {
      scripted.on('GET', '/root/user', answer);
      const opening = createUcwaService(scripted.serviceOptions).open('online');
      await expect(opening).rejects.toMatchObject({ kind: 'server', status: 502 });
    }
    expect(scripted.keptPlaces).toEqual([]);
  });

  it.each([400, 429, 500, 503])('are not looked for after %i', async (status) => {
    const scripted = new ScriptedPool();
    scripted.on('POST', scripted.paths.applications, { status, html: 'no' });
    await createUcwaService(scripted.serviceOptions)
      .open('online')
      .catch(() => undefined);
    expect(scripted.asked).toEqual([`POST ${scripted.paths.applications}`]);
  });
});

describe('who is signed in', () => {
  it('is told by an application that lives only for the question', async () => {
    const scripted = new ScriptedPool();
    const service = createUcwaService(scripted.serviceOptions);
    expect(await service.whoAmI()).toEqual({ id: own, name: 'Ana Alm' });
    const { paths } = scripted;
    expect(scripted.asked).toEqual([`POST ${paths.applications}`, `DELETE ${paths.application}`]);
    expect(scripted.bodiesOf('POST', paths.applications)).toMatchObject([{ endpointId: 'fresh-id' }]);
    expect(await service.isOpen()).toBe(false);
  });

  it('is told by the application that is open', async () => {
    const { scripted, service, paths } = await open();
    scripted.on('GET', paths.me, { json: { uri: 'sip:ana@example.org', rel: 'me' } });
    expect(await service.whoAmI()).toEqual({ id: own, name: 'ana@example.org' });
    expect(scripted.asked).toEqual([`GET ${paths.me}`]);
  });
});

describe('being alive', () => {
  const minute = 60_000;

  it('is reported at least every 4 minutes while the user is active', async () => {
    const { scripted, service, paths } = await open();
    const reportedAt: number[] = [];
    scripted.on('POST', paths.reportMyActivity, () => {
      reportedAt.push(scripted.nowMs);
      return { status: 204 };
    });
    const startMs = scripted.nowMs;
    for (let elapsedMs = 0; elapsedMs <= 30 * minute; elapsedMs += 45_000) {
      scripted.nowMs = startMs + elapsedMs;
      await service.keepAlive({ isUserActive: true });
    }
    const gaps = reportedAt.map((atMs, index) => atMs - (reportedAt[index - 1] ?? startMs));
    expect(Math.max(...gaps)).toBeLessThan(4 * minute);
    expect(reportedAt.length).toBeLessThan(12);
  });

  it('is not reported while the user is away', async () => {
    const { scripted, service, paths } = await open();
    scripted.nowMs += 30 * minute;
    await service.keepAlive({ isUserActive: false });
    expect(scripted.asked).not.toContain(`POST ${paths.reportMyActivity}`);
    await service.keepAlive({ isUserActive: true });
    expect(scripted.asked).toContain(`POST ${paths.reportMyActivity}`);
  });

  it('is reported after a clock was set back', async () => {
    const { scripted, service, paths } = await open();
    scripted.nowMs -= 30 * minute;
    await service.keepAlive({ isUserActive: true });
    expect(scripted.asked).toContain(`POST ${paths.reportMyActivity}`);
  });

  it('makes the application available again where the server has taken that back', async () => {
    const { scripted, service, paths } = await open();
    scripted.isAvailable = false;
    const refusal = reason(409, 'Conflict', 'MakeMeAvailableRequired');
    scripted.on('POST', paths.presence, () => (scripted.isAvailable ? { status: 204 } : refusal));
    await service.presence?.publish('beRightBack');
    const posts = scripted.asked.filter((asked) => asked.startsWith('POST'));
    expect(posts).toEqual([`POST ${paths.presence}`, `POST ${paths.makeMeAvailable}`, `POST ${paths.presence}`]);
    expect(scripted.bodiesOf('POST', paths.makeMeAvailable)).toMatchObject([{ signInAs: 'BeRightBack' }]);
  });

  it('renews what is told about the contact list before it ends', async () => {
    const { scripted, service, paths } = await open();
    const start = `POST ${paths.startContactsSubscription}?duration=30`;
    scripted.nowMs += 10 * minute;
    await service.keepAlive({ isUserActive: false });
    expect(scripted.asked).not.toContain(start);
    scripted.nowMs += 10 * minute;
    await service.keepAlive({ isUserActive: false });
    expect(scripted.asked.filter((asked) => asked === start)).toHaveLength(1);
  });

  it('needs a session', async () => {
    const scripted = new ScriptedPool();
    const alive = createUcwaService(scripted.serviceOptions).keepAlive({ isUserActive: true });
    await expect(alive).rejects.toMatchObject({ kind: 'session-lost' });
  });
});

describe('ending', () => {
  it('forgets the session also when the server cannot be reached', async () => {
    const { scripted, service, paths } = await open();
    scripted.on('DELETE', paths.application, { isLost: true });
    await service.close();
    expect(await service.isOpen()).toBe(false);
  });

  it('without a session asks nothing', async () => {
    const scripted = new ScriptedPool();
    await createUcwaService(scripted.serviceOptions).close();
    expect(scripted.asked).toEqual([]);
  });
});

describe('what the server does not keep', () => {
  it('is an empty page, without asking', async () => {
    const { scripted, service } = await open();
    const empty = { events: [], unreadable: [] };
    expect(await service.listConversations()).toEqual(empty);
    expect(await service.listMessages('sip:bo@example.org')).toEqual(empty);
    expect(await service.contacts?.listRequests()).toEqual({ requests: [], unreadable: [] });
    expect(scripted.asked).toEqual([]);
    expect(service).not.toHaveProperty('reading');
    expect(service).not.toHaveProperty('files');
    expect(service).not.toHaveProperty('preferences');
  });
});
