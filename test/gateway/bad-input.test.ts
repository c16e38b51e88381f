// Every route of the gateway, found by asking the gateway itself, with every kind of bad input: wrong methods, no token, a token
// that is none, identifiers that do not exist, bodies of every wrong kind. The answer is a documented refusal, and a refusal
// changes nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../gateway/app.ts';
import type { UserIdentity } from '../../gateway/identity/users.ts';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

type Route = { method: string; path: string };

const hosts: ReadonlySet<string> = new Set(Object.values(serviceHosts));
/** Places for everybody: signing in, what a server says about itself, public pages and pictures, telemetry-free configuration. */
const isOpen = ({ path }: Route) =>
  /well-known|\/oauth\/|login\.skype|login\.live|edge\.skype|api\.skype\.com\/login|join\.skype\.com|avatars\/|config|static|s\/i|url\/thumbnail|api\/languages|svc\/root$|xframe|webticket/.test(
    path,
  );

async function listRoutes(): Promise<Route[]> {
  const gateway = await startTestGateway();
  const { routes } = createApp(gateway.context);
  await gateway.close();
  const seen = new Map<string, Route>();
  for (const { method, path } of routes) {
    // The messaging API answers under its host name too; once is enough.
    if (method === 'ALL' || path.startsWith(`/${serviceHosts.messaging}/`)) continue;
    seen.set(`${method} ${path}`, { method, path });
  }
  return [...seen.values()];
}

type Place = { thread: string; contact: string; message: string; application: string };
const nowhere: Place = {
  thread: `19:${'0'.repeat(32)}@thread.skype`,
  contact: '8:nobody.1',
  message: '1234567890123',
  application: '123456789012',
};

/** A path of the route with identifiers of nobody and nothing, or of what is there. */
function fill(path: string, place = nowhere): string {
  return path
    .split('/')
    .map((segment) => {
      if (!segment.startsWith(':')) return segment;
      const name = segment.replace(/^:(\w+).*$/, '$1').toLowerCase();
      if (name === 'app') return place.application;
      if (/thread|tid/.test(name)) return place.thread;
      if (/cid|conversation|mri|member|contact|other/.test(name)) return place.contact;
      if (/ep|endpoint/.test(name)) return place === nowhere ? '%7B00000000-0000-4000-8000-000000000000%7D' : 'SELF';
      if (/message|id$|number|flag/.test(name)) return place.message;
      return 'nothing';
    })
    .join('/');
}

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** Bodies that no route asks for, by what is wrong with them. */
const bodies: Record<string, string | Uint8Array> = {
  'no JSON': '{"a":',
  'a list': '[]',
  'a text': '"text"',
  'a number': '7',
  null: 'null',
  'a list where a name belongs':
    '{"name":["x"],"mri":["x"],"members":"x","contacts":7,"usernames":{"a":1},"threadId":["x"]}',
  'numbers where texts belong':
    '{"content":7,"messagetype":7,"topic":7,"displayName":7,"username":7,"passwordHash":7,"greeting":7,"shortId":7,"status":7,"value":7}',
  'objects everywhere':
    '{"content":{},"messagetype":{},"members":{},"interestedResources":{},"permissions":7,"type":{},"payload":"x","Settings":{},"Attributes":{},"consumptionhorizon":{},"alerts":{},"role":{}}',
  'nulls everywhere':
    '{"content":null,"messagetype":null,"members":null,"interestedResources":null,"permissions":null,"type":null,"payload":null,"Settings":null,"Attributes":null,"status":null,"role":null}',
  'deep JSON': deep(100_000),
  'an object with deep JSON inside': `{"properties":${deep(50_000)},"payload":${deep(50_000)}}`,
  'broken UTF-8': new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  'a megabyte of one text': `{"content":"${'x'.repeat(1_048_576)}","topic":"${'x'.repeat(1000)}"}`,
  'a NUL character':
    '{"content":"a\\u0000b","messagetype":"Text","topic":"\\u0000","displayName":"\\u0000","username":"a\\u0000"}',
  'half a character':
    '{"content":"\\ud800","messagetype":"Text","topic":"\\ud800","displayName":"\\ud800","mri":"8:\\ud800"}',
};

/** Tables in which a refusal may leave a mark: attempts that are counted, and the time of the last request. */
const counting = new Set([
  ...['login_attempts', 'endpoints', 'user_presence', 'rate_limits', 'web_login_forms'],
  // Which ticket an application is used with, and when it asked for events.
  ...['registration_tokens', 'ucwa_applications', 'ucwa_channels'],
]);

const routes = await listRoutes();

describe('bad input', () => {
  let gateway: TestGateway;
  let fred: UserIdentity;
  let skypeToken: string;
  let registrationToken: string;
  let tables: string[];

  let place: Place;
  // Sign-ins are limited by the quarter of an hour; a token lives longer than all of this.
  let nowMs = Date.UTC(2026, 0, 1);

  /** Signs in anew: a route that was just called may have ended the sign-in or the endpoint. */
  async function signIn(): Promise<void> {
    nowMs += 600_000;
    skypeToken = await gateway.tokenFor(fred);
    const registered = await gateway.fetch('/v1/users/ME/endpoints', {
      method: 'POST',
      headers: { Authentication: `skypetoken=${skypeToken}` },
      body: '{}',
    });
    expect(registered.status).toBe(201);
    registrationToken = (registered.headers.get('set-registrationtoken') ?? '').split(';')[0] ?? '';
  }

  beforeAll(async () => {
    // No endpoint goes away by itself: that would be a change, too.
    gateway = await startTestGateway({ now: () => nowMs, settings: { endpointIdleSeconds: 1_000_000 } });
    fred = await gateway.createUser('fred.2');
    const joe = await gateway.createUser('joe.4');
    await signIn();
    const post = (path: string, body: unknown) =>
      gateway.fetch(path, { method: 'POST', headers: proofs(), body: JSON.stringify(body) });
    const sent = await post(`/v1/users/ME/conversations/${joe.mri}/messages`, {
      ...{ messagetype: 'Text', contenttype: 'text', content: 'stays', clientmessageid: '1' },
    });
    const created = await post('/v1/threads', { members: [{ id: fred.mri, role: 'Admin' }] });
    const last = (response: Response) => response.headers.get('location')?.split('/').at(-1) ?? '';
    const applied = await post('/ucwa/oauth/v1/applications', { userAgent: 'A', endpointId: 'e', culture: 'en-US' });
    expect(applied.status).toBe(201);
    const application = last(applied);
    place = { thread: decodeURIComponent(last(created)), contact: joe.mri, message: last(sent), application };
    expect(place.thread).toMatch(/^19:/);
    expect(place.message).toMatch(/^\d+$/);
    const rows = await gateway.context.database.query<{ name: string }>(
      "select table_name::text as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
      [],
    );
    tables = rows.map(({ name }) => name).filter((name) => !counting.has(name));
    expect(tables.length).toBeGreaterThan(15);
  });
  beforeEach(signIn);
  afterAll(() => gateway.close());

  async function stateOf(): Promise<string> {
    const sums = tables.map(
      (name) => `(select coalesce(md5(string_agg(t::text, ';' order by t::text)), '') from "${name}" t)`,
    );
    const [row] = await gateway.context.database.query<{ state: string }>(
      `select concat_ws(',', ${sums.join(', ')}) as state`,
      [],
    );
    return row?.state ?? '';
  }

  // A ticket of UCWA is the same token under another name.
  const proofs = () => ({
    'X-SkypeToken': skypeToken,
    RegistrationToken: registrationToken,
    Authorization: `Bearer cwt=${skypeToken}`,
  });

  async function ask(
    route: Route,
    init: { headers?: Record<string, string>; body?: string | Uint8Array; method?: string; place?: Place },
  ) {
    const method = init.method ?? route.method;
    const hasBody = init.body !== undefined && method !== 'GET' && method !== 'HEAD';
    return gateway.fetch(fill(route.path, init.place), {
      method,
      headers: { ...(hasBody ? { 'Content-Type': 'application/json' } : {}), ...init.headers },
      ...(hasBody && init.body !== undefined ? { body: init.body as BodyInit } : {}),
    });
  }

  /** A refusal as chapter 11 has it: a status of the client's fault, JSON with code and sentence, nothing of our inside. */
  async function expectRefusal(response: Response, what: string): Promise<void> {
    const text = await response.text();
    expect(response.status, `${what}: ${text.slice(0, 200)}`).toBeGreaterThanOrEqual(400);
    expect(response.status, `${what}: ${text.slice(0, 200)}`).toBeLessThan(500);
    expect(text, what).not.toMatch(/\n\s+at |node:internal|node_modules|\.ts:\d+|syntax error at|relation "/);
    if (response.headers.get('content-type')?.includes('json')) expect(() => JSON.parse(text), what).not.toThrow();
  }

  it('is sent to every route there is', () => {
    expect(routes.length).toBeGreaterThan(90);
    expect(new Set(routes.map(({ path }) => path.split('/')[1])).size).toBeGreaterThan(10);
    expect(hosts.size).toBeGreaterThan(20);
  });

  it.each(routes)('as another method is refused at $method $path', async (route) => {
    const own = new Set(routes.filter(({ path }) => fill(path) === fill(route.path)).map(({ method }) => method));
    const before = await stateOf();
    for (const method of ['PATCH', 'PUT', 'DELETE', 'POST'].filter((candidate) => !own.has(candidate))) {
      const response = await ask(route, { method, headers: proofs(), body: '{}' });
      const covered = routes.some((other) => other.method === method && matches(other.path, fill(route.path)));
      if (!covered) expect([404, 405], `${method} ${route.path}`).toContain(response.status);
      await response.arrayBuffer();
    }
    if (![...own].includes('DELETE')) expect(await stateOf()).toBe(before);
  });

  it.each(routes.filter((route) => !isOpen(route)))('without a token is refused at $method $path', async (route) => {
    const before = await stateOf();
    for (const headers of [{}, { 'X-SkypeToken': 'nonsense', RegistrationToken: 'registrationToken=bm9uZQ==' }]) {
      const response = await ask(route, { headers, body: '{}' });
      await expectRefusal(response, `${route.method} ${route.path}`);
      expect([401, 403, 404, 405], route.path).toContain(response.status);
    }
    expect(await stateOf()).toBe(before);
  });

  describe.each([false, true])('in the body (of what is there: %s)', (isReal) => {
    it.each(routes.filter(({ method }) => method !== 'GET'))(
      'of $method $path breaks and changes nothing',
      async (route) => {
        let before = await stateOf();
        for (const [kind, body] of Object.entries(bodies)) {
          const response = await ask(route, { headers: proofs(), body, ...(isReal && { place }) });
          const what = `${kind} at ${route.method} ${route.path}`;
          // A route that asks for no body may take the request; what it refuses, it refuses whole.
          if (response.status >= 400) {
            await expectRefusal(response, what);
            expect(await stateOf(), what).toBe(before);
          } else {
            await response.arrayBuffer();
            before = await stateOf();
            // What was taken may have ended the sign-in, or have taken away what the next request is about.
            if (route.method === 'DELETE' || /logout|revoke|endpoint/.test(route.path)) break;
          }
        }
      },
    );
  });
});

/** Whether a route's pattern takes a path. */
function matches(pattern: string, path: string): boolean {
  const [a, b] = [pattern.split('/'), path.split('/')];
  return a.length === b.length && a.every((segment, index) => segment.startsWith(':') || segment === b[index]);
}
