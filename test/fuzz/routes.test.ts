// Any method on any path with any body: an answer of the protocol, never a fault of ours. Every route that is registered is asked, in both
// families of addresses; those that the table of permissions knows a good request for are asked with what is nearly that.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../gateway/app.ts';
import { bodyOf, closedRoutes } from '../gateway/permissions/rows.ts';
import { setStage } from '../gateway/permissions/scene.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { anyJson, damaged, effort, runs, trickyText } from './effort.ts';
import { soup, spoiled } from './markup-pieces.ts';

type Route = { method: string; path: string };

/** Some seconds where nothing else runs; several minutes on a machine that is busy. */
const patienceMs = 120_000 * Math.max(1, effort);

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'];

const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'ME',
      'SELF',
      'ALL',
      '8:fred.2',
      '8:joe.4',
      '19:x@thread.skype',
      '0',
      '-1',
      '..',
      '%2e%2e',
      "' or 1=1 --",
      '1;drop table users',
    ],
    ...[
      '%',
      '%zz',
      '%ff',
      '%00',
      '%ed%a0%80',
      '{}',
      '*',
      ';',
      '\u202e',
      '9'.repeat(40),
      'a'.repeat(3_000),
      '__proto__',
      'constructor',
    ],
    ...[
      '{00000000-0000-0000-0000-000000000000}',
      'fred.2@skylark.example',
      '1e400',
      '9007199254740993',
      '1.5',
      'NaN',
      '%2F',
      '%5C..',
    ],
  ),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
);

const deepBodies = ['[', '{"a":', '<a>', '{"properties":{"a":'].map((part) => part.repeat(5_000));
const textOf = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return deepBodies[0] ?? '';
  }
};
const ucwaInput =
  '<input xmlns="x"><property name="operationId">a</property><link rel="message" href="data:text/plain,x"/></input>';
const batch =
  '--b\r\nContent-Type: application/http;msgtype=request\r\n\r\nGET /ucwa/x HTTP/1.1\r\nHost: a\r\n\r\n\r\n--b--\r\n';
const body = fc.oneof(
  fc.constant(undefined),
  anyJson.map(textOf),
  fc.uint8Array({ maxLength: 200 }),
  fc.constantFrom(
    '{',
    '[[[[',
    '<?xml version="1.0"?><a',
    '--b\r\n\r\n',
    'a=b&c',
    '{"__proto__":{}}',
    '\ufeff{}',
    ...deepBodies,
  ),
  spoiled([ucwaInput]),
  spoiled([batch]),
  soup,
);
const type = fc.constantFrom(
  ...['application/json', 'application/xml', 'application/x-www-form-urlencoded', 'text/plain', 'text/html', ''],
  ...[
    'multipart/batching;boundary=b',
    'multipart/batching;boundary="',
    'application/json;charset=utf-16',
    'x'.repeat(500),
  ],
);
const header = fc.tuple(
  fc.constantFrom(
    ...[
      'RegistrationToken',
      'X-Skypetoken',
      'Authentication',
      'Cookie',
      'Range',
      'If-Match',
      'If-None-Match',
      'Skylark-Position',
    ],
    ...[
      'Accept',
      'Accept-Encoding',
      'Host',
      'X-Forwarded-For',
      'X-Forwarded-Proto',
      'Content-Length',
      'Expect',
      'LockAndKey',
      'Origin',
    ],
    ...[
      'X-Ms-Namespace',
      'X-Requested-With',
      'Content-Encoding',
      'Transfer-Encoding',
      'Sec-Fetch-Site',
      'Referer',
      'ClientInfo',
    ],
  ),
  fc.oneof(
    fc.constantFrom(
      ...[
        'bytes=0-',
        'bytes=-1',
        'bytes=9-1',
        'bytes=0-999999999999999999999',
        '*',
        'W/""',
        'chunked',
        'gzip',
        'registrationToken=a; endpointId={x}',
      ],
      ...[
        'cwt_ucwa=cwt%3Dx',
        'cwt_ucwa=%',
        'refresh-token=%00',
        'MSPRequ=a; MSPOK=b',
        'application/xml;q=9',
        'skypetoken=',
        '-1',
        '1e9',
      ],
    ),
    trickyText,
  ),
);

const call = fc.record({
  pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
  query: fc.array(
    fc.tuple(
      fc.oneof(piece, fc.constantFrom('name', 'startTime', 'pageSize', 'syncState', 'view', 'ack', 'low')),
      piece,
    ),
    {
      maxLength: 3,
    },
  ),
  body,
  type,
  headers: fc.array(header, { maxLength: 3 }),
  isSignedIn: fc.boolean(),
});
type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never;

/** The path with something in the place of each parameter. */
function fill(path: string, pieces: readonly string[]): string {
  let index = 0;
  const next = () => pieces[index++ % pieces.length] ?? 'x';
  return path.replace(/:[A-Za-z]+(?:\{[^}]*\})?\??|\*/g, () => next());
}

function headersOf(pairs: readonly (readonly [string, string])[]): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) {
    try {
      headers.set(name, value);
    } catch {
      // No client can send such a header.
    }
  }
  return headers;
}

/** What was wrong with the reply: a fault of ours, or words about our inside. */
async function faultOf(gateway: TestGateway, url: string, init: RequestInit): Promise<string | undefined> {
  if (!URL.canParse(url, gateway.origin)) return undefined;
  const reply = await gateway.fetch(new URL(url, gateway.origin), { ...init, signal: AbortSignal.timeout(10_000) });
  const text = await reply.text();
  if (reply.status >= 500) return `${init.method} ${url} answers ${reply.status}: ${text.slice(0, 300)}`;
  return /node_modules|\.ts:\d|at async /.test(text) ? `${init.method} ${url} tells of our inside` : undefined;
}

async function ask(
  gateway: TestGateway,
  token: string,
  { method, path }: Route,
  given: Call,
): Promise<string | undefined> {
  const headers = headersOf([...given.headers, ['Content-Type', given.type]]);
  if (given.isSignedIn)
    headers.set('Authorization', path.startsWith('/ucwa') ? `Bearer cwt=${token}` : `Bearer ${token}`);
  const query = given.query.map(([name, value]) => `${name}=${value}`).join('&');
  const hasBody = !['GET', 'HEAD'].includes(method) && given.body !== undefined;
  const content = typeof given.body === 'string' ? given.body : new Uint8Array(given.body ?? []);
  const url = `${fill(path, given.pieces)}${query && `?${query}`}`;
  return faultOf(gateway, url, { method, headers, ...(hasBody && { body: content }) });
}

const routesOf = (gateway: TestGateway): Route[] => {
  const named = createApp(gateway.context).routes.filter(({ path }) => path !== '/*');
  // What answers to every method is asked with several.
  const all = named.flatMap(({ method, path }) =>
    method === 'ALL' ? methods.map((one) => ({ method: one, path })) : { method, path },
  );
  return [...new Map(all.map((route) => [`${route.method} ${route.path}`, route])).values()];
};

// The second family has addresses of its own for UCWA alone.
const families = [
  ['real', ''],
  ['reference', '/ucwa/'],
] as const;

describe.each(families)('any request, with UCWA in addresses of the %s family,', (ucwaPaths, below) => {
  let gateway: TestGateway;
  let nowMs = Date.UTC(2026, 0, 1);
  beforeAll(async () => {
    gateway = await startTestGateway({ now: () => nowMs, settings: { holdSeconds: 0, ucwaPaths } });
  });
  afterAll(() => gateway.close());

  it(
    'is answered below 500 by every route there is, whoever sends it',
    async () => {
      const user = await gateway.createUser('fred.2');
      await gateway.createUser('joe.4');
      const routes = routesOf(gateway).filter(({ path }) => path.startsWith(below));
      expect(routes.length).toBeGreaterThan(below === '' ? 200 : 40);
      const faults: string[] = [];
      for (const route of routes) {
        // One that signs out, or that there may be only so many of in a minute, must not spare the others.
        const token = await gateway.tokenFor(user);
        const check = fc.asyncProperty(call, async (given) => {
          nowMs += 5_000;
          const fault = await ask(gateway, token, route, given);
          if (fault !== undefined) throw new Error(fault);
        });
        const { failed, errorInstance, seed } = await fc.check(check, { ...runs(2), endOnFailure: true });
        if (failed) faults.push(`${String(errorInstance)} (seed ${seed})`);
      }
      expect(faults).toEqual([]);
      expect(gateway.logged()).not.toContain('request failed');
    },
    patienceMs,
  );
});

describe('a request that is nearly right', () => {
  const stage = setStage();

  /** Fred's own request with a few places of its body changed, or a segment of its path, or a header. */
  const change = (whole: unknown) =>
    fc.record({
      body:
        whole === undefined || whole instanceof Uint8Array
          ? body
          : fc.oneof(damaged([whole]).map(textOf), fc.constant(textOf(whole))),
      segment: fc.option(fc.tuple(fc.nat(12), piece), { nil: undefined, freq: 2 }),
      headers: fc.array(header, { maxLength: 1 }),
    });

  function changedPath(path: string, segment: readonly [number, string] | undefined): string {
    if (!segment) return path;
    const parts = path.split('/');
    // The service stays, so that the request gets somewhere.
    const place = 3 + (segment[0] % Math.max(1, parts.length - 3));
    if (place < parts.length) parts[place] = segment[1];
    return parts.join('/');
  }

  it(
    'is carried out or refused, route by route',
    async () => {
      const { scene } = stage;
      const faults: string[] = [];
      for (const [name, row] of closedRoutes) {
        const [method = 'GET'] = name.split(' ');
        const fred = await scene.gateway.context.database.query<{ id: number }>(
          "select id from users where name = 'fred.2'",
        );
        await scene.connect('fred', await scene.gateway.tokenFor({ userId: fred[0]?.id } as never));
        await row.prepare?.(scene);
        const whole = bodyOf(row, scene);
        const check = fc.asyncProperty(change(whole), async ({ body: sent, segment, headers }) => {
          stage.pass(5_000);
          const hasBody = method !== 'GET' && sent !== undefined;
          const content = typeof sent === 'string' ? sent : new Uint8Array(sent ?? []);
          const all = headersOf([...headers, ...Object.entries(scene.proofsOf('fred'))]);
          const init = { method, headers: all, ...(hasBody && { body: content }) };
          const fault = await faultOf(scene.gateway, changedPath(row.path(scene), segment), init);
          if (fault !== undefined) throw new Error(fault);
        });
        const { failed, errorInstance, seed } = await fc.check(check, { ...runs(4), endOnFailure: true });
        if (failed) faults.push(`${String(errorInstance)} (seed ${seed})`);
      }
      expect(faults).toEqual([]);
      expect(scene.gateway.logged()).not.toContain('request failed');
    },
    patienceMs,
  );
});
