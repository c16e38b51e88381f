// What can happen to one reply between server and extension. Each fault says whether it concerns the exchange at all; what it
// changes is the reply only, or whether there is one.
import type { Chance } from './random.ts';

export type Exchange = { method: string; path: string; status: number; headers: Record<string, string>; body: Buffer };

/** How a reply is put on the wire. */
export type Delivery = {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Before the first byte, ms. */
  delayMs?: number;
  /** Bytes written at once, and the pause between, ms. */
  slice?: { bytes: number; pauseMs: number };
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
};

const isPoll = ({ path }: Exchange) => path.split('?')[0]?.endsWith('/poll') ?? false;
const isMessaging = ({ path }: Exchange) => path.startsWith('/v1/');
const always = () => true;

function json(status: number, value: unknown, headers: Record<string, string> = {}): Delivery {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

const asItIs = ({ status, headers, body }: Exchange): Delivery => ({ status, headers, body });

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

export const faults: readonly Fault[] = [
  { name: 'latency', concerns: always, apply: (e, chance) => ({ ...asItIs(e), delayMs: chance.between(20, 1_500) }) },
  {
    name: 'slow line',
    concerns: ({ body }) => body.length > 0 && body.length < 20_000,
    apply: (e, chance) => ({ ...asItIs(e), slice: { bytes: chance.between(64, 512), pauseMs: 25 } }),
  },
  {
    name: 'sliced',
    concerns: ({ body }) => body.length > 0 && body.length < 4_000,
    apply: (e) => ({ ...asItIs(e), slice: { bytes: 7, pauseMs: 0 } }),
  },
  { name: 'slow close', concerns: always, apply: (e) => ({ ...asItIs(e), lingerMs: 3_000 }) },
  { name: 'hang', concerns: (e) => isPoll(e) || e.method === 'GET', apply: (e) => ({ ...asItIs(e), hangs: true }) },
  { name: 'lost reply', concerns: always, apply: (e) => ({ ...asItIs(e), breakAfter: 0 }) },
  { name: 'lost poll reply', concerns: isPoll, apply: (e) => ({ ...asItIs(e), breakAfter: 0 }) },
  {
    name: 'truncated',
    concerns: ({ body }) => body.length > 10,
    apply: (e, chance) => ({ ...asItIs(e), breakAfter: chance.between(1, e.body.length - 1) }),
  },
  {
    name: 'wrong content type',
    concerns: always,
    apply: (e) => ({ ...asItIs(e), headers: { ...e.headers, 'content-type': 'text/plain' } }),
  },
  {
    name: 'page instead of JSON',
    concerns: always,
    apply: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: page }),
  },
  { name: '429 seconds', concerns: isMessaging, apply: () => json(429, { errorCode: 803 }, { 'retry-after': '2' }) },
  {
    name: '429 date',
    concerns: isMessaging,
    apply: () => json(429, { errorCode: 803 }, { 'retry-after': new Date(Date.now() + 2_000).toUTCString() }),
  },
  { name: '500', concerns: always, apply: () => json(500, { errorCode: 1000 }) },
  {
    name: '502',
    concerns: always,
    apply: () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: page }),
  },
  {
    name: '503',
    concerns: always,
    apply: () => ({ status: 503, headers: { 'retry-after': '1' }, body: Buffer.alloc(0) }),
  },
  { name: '401', concerns: isMessaging, apply: () => json(401, { errorCode: 911, message: 'the token is stale' }) },
  { name: 'events twice', concerns: isPoll, apply: (e) => withEvents(e, (events) => [...events, ...events]) },
  { name: 'events reordered', concerns: isPoll, apply: (e) => withEvents(e, (events) => [...events].reverse()) },
  {
    name: 'event nobody can read',
    concerns: isPoll,
    apply: (e) => withEvents(e, (events) => [{ id: 'x', resourceType: 7 }, ...events]),
  },
  {
    name: 'endpoint expired',
    concerns: isMessaging,
    apply: () => json(404, { errorCode: 729, message: 'no endpoint' }),
  },
  {
    name: 'subscription expired',
    concerns: isPoll,
    apply: () => json(404, { errorCode: 450, message: 'no subscription' }),
  },
  {
    name: 'led to a foreign cloud',
    concerns: isMessaging,
    apply: () => json(404, { errorCode: 752 }, { location: 'https://cloud.attacker.example/v1/users/ME/endpoints' }),
  },
];
