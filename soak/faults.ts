// What can happen to one reply between server and extension. Each fault says whether it concerns the exchange at all; what it
// changes is the reply only, or whether there is one; and what the client does when it has met it.
import type { Chance } from './random.ts';

export type Exchange = { method: string; path: string; status: number; headers: Record<string, string>; body: Buffer };

export type Request = {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
};

/** How a reply is put on the wire. */
export type Delivery = {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Before the first byte, ms. */
  delayMs?: number;
  /** Bytes written at once, and the pauses between, ms: one after the other, then from the beginning. */
  slice?: { bytes: number; pausesMs: readonly number[] };
  /** Breaks the connection after so many bytes of the body; before anything when 0. */
  breakAfter?: number;
  /** The connection stays open so long after the reply, ms. */
  lingerMs?: number;
  /** Nothing is ever answered. */
  hangs?: boolean;
};

export type Fault = {
  name: string;
  concerns(exchange: Exchange): boolean;
  apply(exchange: Exchange, chance: Chance): Delivery;
  /** Whether a later request is what the client does because of it; absent: taking the reply is all there is to do. */
  answer?(later: Request, exchange: Exchange): boolean;
  /** What comes sooner than this was not sent because of it, ms. */
  quietMs?: number;
};

const pathOf = ({ path }: { path: string }) => path.split('?')[0] ?? '';
export const isPoll = (exchange: { path: string }) => pathOf(exchange).endsWith('/poll');
const isMessaging = ({ path }: { path: string }) => path.startsWith('/v1/');
const always = () => true;

/** The same once more, or the look at everything that may be missing. */
const again = (later: Request, { method, path }: Exchange): boolean =>
  (later.method === method && pathOf(later) === pathOf({ path })) || isReconcile(later);
const isReconcile = (later: Request) => later.method === 'GET' && pathOf(later) === '/v1/users/ME/conversations';
/** A new endpoint, or a new subscription of it. */
const registers = (later: Request) =>
  ['POST', 'PUT'].includes(later.method) &&
  /^\/v1\/users\/ME\/endpoints(\/[^/]+(\/subscriptions)?)?$/.test(pathOf(later));
/** The next poll names the last event that came: the batch was taken. */
const goesOn = (later: Request) => isPoll(later) && later.headers['skylark-position'] !== undefined;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Delivery {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

export const asItIs = ({ status, headers, body }: Exchange): Delivery => ({ status, headers, body });

const hasEvents = (exchange: Exchange) => isPoll(exchange) && exchange.body.length > 40;

/** Changes the list of events in a poll's reply. */
function withEvents(exchange: Exchange, change: (events: unknown[]) => unknown[]): Delivery {
  try {
    const reply = JSON.parse(exchange.body.toString('utf8')) as { eventMessages?: unknown[] };
    if (!reply.eventMessages) return asItIs(exchange);
    const body = Buffer.from(JSON.stringify({ ...reply, eventMessages: change(reply.eventMessages) }));
    return { ...asItIs(exchange), body };
  } catch {
    return asItIs(exchange);
  }
}

const page = Buffer.from('<!doctype html><title>Portal</title><p>Please accept the terms of this network.</p>');
const html = { 'content-type': 'text/html' };

const line: readonly Fault[] = [
  { name: 'latency', concerns: always, apply: (e, chance) => ({ ...asItIs(e), delayMs: chance.between(20, 1_500) }) },
  {
    name: 'jitter',
    concerns: ({ body }) => body.length > 0 && body.length < 20_000,
    apply: (e, chance) => {
      const pausesMs = Array.from({ length: 8 }, () => chance.between(0, 120));
      return {
        ...asItIs(e),
        delayMs: chance.between(0, 200),
        slice: { bytes: Math.ceil(e.body.length / 8), pausesMs },
      };
    },
  },
  {
    name: 'narrow bandwidth',
    concerns: ({ body }) => body.length > 0 && body.length < 20_000,
    apply: (e, chance) => ({ ...asItIs(e), slice: { bytes: chance.between(64, 512), pausesMs: [25] } }),
  },
  {
    name: 'sliced',
    concerns: ({ body }) => body.length > 0 && body.length < 4_000,
    apply: (e) => ({ ...asItIs(e), slice: { bytes: 7, pausesMs: [0] } }),
  },
  { name: 'slow close', concerns: always, apply: (e) => ({ ...asItIs(e), lingerMs: 3_000 }) },
  { name: 'hang', concerns: (e) => isPoll(e) || e.method === 'GET', apply: (e) => ({ ...asItIs(e), hangs: true }) },
  { name: 'reset, reply lost', concerns: always, apply: (e) => ({ ...asItIs(e), breakAfter: 0 }), answer: again },
  {
    name: 'truncated',
    concerns: ({ body }) => body.length > 10,
    apply: (e, chance) => ({ ...asItIs(e), breakAfter: chance.between(1, e.body.length - 1) }),
    answer: again,
  },
];

const words: readonly Fault[] = [
  {
    name: 'wrong content type',
    concerns: always,
    apply: (e) => ({ ...asItIs(e), headers: { ...e.headers, 'content-type': 'text/plain' } }),
  },
  {
    name: 'page instead of JSON',
    concerns: always,
    apply: () => ({ status: 200, headers: html, body: page }),
    answer: again,
  },
  { name: '500', concerns: always, apply: () => json(500, { errorCode: 1000 }), answer: again },
  { name: '502', concerns: always, apply: () => ({ status: 502, headers: html, body: page }), answer: again },
  {
    name: '503',
    concerns: always,
    apply: () => ({ status: 503, headers: { 'retry-after': '1' }, body: Buffer.alloc(0) }),
    answer: again,
    quietMs: 900,
  },
  {
    name: '429 seconds',
    concerns: isMessaging,
    apply: () => json(429, { errorCode: 803 }, { 'retry-after': '2' }),
    answer: again,
    quietMs: 1_900,
  },
  {
    name: '429 date',
    concerns: isMessaging,
    apply: () => json(429, { errorCode: 803 }, { 'retry-after': new Date(Date.now() + 3_000).toUTCString() }),
    answer: again,
    // A date has no fractions of a second.
    quietMs: 1_900,
  },
  {
    name: '401',
    concerns: isMessaging,
    apply: () => json(401, { errorCode: 911, message: 'the token is stale' }),
    answer: registers,
  },
  {
    name: 'redirect to another host',
    concerns: always,
    apply: ({ path }) => ({
      ...{ status: 307, body: Buffer.alloc(0) },
      headers: { location: `https://cloud.attacker.example${path}` },
    }),
    answer: again,
  },
  {
    name: 'endpoint expired',
    concerns: isMessaging,
    apply: () => json(404, { errorCode: 729, message: 'no endpoint' }),
    answer: registers,
  },
  {
    name: 'led to a foreign cloud',
    concerns: isMessaging,
    apply: () => json(404, { errorCode: 752 }, { location: 'https://cloud.attacker.example/v1/users/ME/endpoints' }),
    answer: registers,
  },
];

/** What concerns polls only. There are few of them among all requests, and they matter most. */
export const pollFaults: readonly Fault[] = [
  { name: 'poll reply lost', concerns: hasEvents, apply: (e) => ({ ...asItIs(e), breakAfter: 0 }), answer: again },
  { name: 'events twice', concerns: hasEvents, apply: (e) => withEvents(e, (all) => [...all, ...all]), answer: goesOn },
  {
    name: 'events reordered',
    concerns: hasEvents,
    apply: (e) => withEvents(e, (all) => [...all].reverse()),
    answer: goesOn,
  },
  {
    name: 'event nobody can read',
    concerns: isPoll,
    apply: (e) => withEvents(e, (all) => [{ id: 'x', resourceType: 7 }, ...all]),
    answer: isPoll,
  },
  {
    name: 'subscription expired',
    concerns: isPoll,
    apply: () => json(404, { errorCode: 450, message: 'no subscription' }),
    answer: registers,
  },
];

/** What can happen to any reply, and to those of the messaging service. */
export const faults: readonly Fault[] = [...line, ...words];
