// Any method on any path with any body: an answer of the protocol, never a fault of ours.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../gateway/app.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { anyJson, runs } from './effort.ts';

let gateway: TestGateway;
let token = '';
let patterns: { method: string; path: string }[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ settings: { holdSeconds: 0 } });
  token = await gateway.tokenFor(await gateway.createUser('fred.2'));
  patterns = createApp(gateway.context)
    .routes.filter(({ method, path }) => method !== 'ALL' && path !== '/*')
    .map(({ method, path }) => ({ method, path }));
});
afterAll(() => gateway?.close());

const piece = fc.oneof(
  fc.constantFrom(
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
  ),
  fc.constantFrom('%', '%zz', '%ff', '%00', '{}', '*', ';', '\u202e', '9'.repeat(40), 'a'.repeat(3_000)),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
);
const body = fc.oneof(
  fc.constant(undefined),
  anyJson.map((value) => JSON.stringify(value) ?? ''),
  fc.uint8Array({ maxLength: 200 }),
  fc.constantFrom('{', '[[[[', '<?xml version="1.0"?><a', '--b\r\n\r\n', 'a=b&c', '{"__proto__":{}}', '\ufeff{}'),
);
const type = fc.constantFrom(
  ...[
    'application/json',
    'application/xml',
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/batching;boundary=b',
    '',
  ],
);
const header = fc.constantFrom(
  'RegistrationToken',
  'X-Skypetoken',
  'Authorization',
  'Cookie',
  'Range',
  'If-Match',
  'Skylark-Position',
);

function fill(path: string, pieces: readonly string[]): string {
  let index = 0;
  const next = () => pieces[index++ % pieces.length] ?? 'x';
  return path.replace(/:[A-Za-z]+(?:\{[^}]*\})?\??|\*/g, () => next());
}

describe('any request', () => {
  it('is answered below 500, whoever sends it', async () => {
    expect(patterns.length).toBeGreaterThan(100);
    const request = fc.record({
      at: fc.nat(),
      pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
      query: fc.oneof(
        fc.constant(''),
        fc.tuple(piece, piece).map(([name, value]) => `?${name}=${value}`),
      ),
      ...{ body, type, header, junk: fc.string({ maxLength: 60 }), isSignedIn: fc.boolean() },
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ at, pieces, query, junk, ...given }) => {
        const { method, path } = patterns[at % patterns.length] ?? { method: 'GET', path: '/' };
        const headers = new Headers({ 'Content-Type': given.type });
        try {
          headers.set(given.header, junk);
        } catch {
          // No client can send such a header.
        }
        if (given.isSignedIn) headers.set('Authorization', `Bearer ${token}`);
        const url = `${gateway.origin}${fill(path, pieces)}${query}`;
        if (!URL.canParse(url)) return;
        const hasBody = method !== 'GET' && given.body !== undefined;
        const sent = typeof given.body === 'string' ? given.body : new Uint8Array(given.body ?? []);
        const signal = AbortSignal.timeout(10_000);
        const reply = await gateway.fetch(
          new Request(url, { method, headers, signal, ...(hasBody && { body: sent }) }),
        );
        await reply.arrayBuffer();
        expect(reply.status, `${method} ${url}`).toBeLessThan(500);
      }),
      runs(500),
    );
  });
});
