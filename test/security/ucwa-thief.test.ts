// A UCWA server that names a thief behind every link it gives, one at a time, from discovery to the photos: the password, the ticket
// and the requests stay with the server. The links are those the gateway gave on an honest day, so none can be forgotten.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, type Lie, lieInHeader, thief } from './lies.ts';
import { UcwaTown } from './ucwa-day.ts';
import { textFieldsOf } from './wire-fields.ts';

type Visit = (rel: string, link: { href: string }) => void;

/** Calls `visit` for every link of a document: under `_links`, and those of events, which carry their rel beside them. */
function eachLink(value: Json | undefined, visit: Visit): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const inner of value) eachLink(inner, visit);
    return;
  }
  if (typeof value.rel === 'string' && typeof value.href === 'string') visit(value.rel, value as { href: string });
  for (const [key, inner] of Object.entries(value)) {
    if (key !== '_links') eachLink(inner, visit);
    else
      for (const [rel, links] of Object.entries(inner as Record<string, Json>))
        for (const link of [links].flat()) visit(rel, link as { href: string });
  }
}

/** Reads a reply's document and answers it changed, if it is one. */
async function withLinks(reply: Response, visit: Visit): Promise<Response> {
  const text = await reply.clone().text();
  if (!/json/.test(reply.headers.get('content-type') ?? '')) return reply;
  const json = JSON.parse(text || 'null') as Json;
  eachLink(json, visit);
  const headers = new Headers(reply.headers);
  headers.delete('content-length');
  return new Response(text === '' ? null : JSON.stringify(json), { status: reply.status, headers });
}

const lieInLinks =
  (rels: readonly string[]): Lie =>
  (_request, reply) =>
    withLinks(reply, (rel, link) => {
      if (!rels.includes(rel) || link.href.startsWith('data:')) return;
      link.href = thief + new URL(link.href, thief).pathname;
    });

const sources = readdirSync(join(import.meta.dirname, '../../src/ucwa'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('wire'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n');
const isFollowed = (rel: string) => new RegExp(`\\b${rel}\\b`).test(sources);

/** Links that lead to the sign-in: with one of them foreign there is none, and the password stays here. */
const beforeSignIn = ['redirect', 'self', 'user', 'applications', 'xframe'];

/** What the rest hangs on, alone; the others some at a time, or each alone in a long run. */
function groupsOf(followed: readonly string[]): string[][] {
  if (Number(process.env.SKYLARK_FUZZ ?? 1) > 1) return followed.map((rel) => [rel]);
  const alone = followed.filter((rel) => [...beforeSignIn, 'next', 'events', 'me', 'communication'].includes(rel));
  const others = followed.filter((rel) => !alone.includes(rel));
  const count = 6;
  const some = Array.from({ length: count }, (_, group) => others.filter((_rel, index) => index % count === group));
  return [...alone.map((rel) => [rel]), ...some];
}

let town: UcwaTown;
const rels = new Set<string>();
beforeAll(async () => {
  town = await UcwaTown.open();
}, 60_000);
afterAll(() => town?.close());

describe('an honest server', () => {
  it('is asked for everything, and there is nothing to record', async () => {
    const day = await town.spend((_, reply) => withLinks(reply, (rel) => rels.add(rel)));
    expect(day).toMatchObject({ strayed: [], incidents: [], wasOnline: true });
    expect(rels.size).toBeGreaterThan(40);
    for (const rel of ['user', 'applications', 'me', 'next', 'events', 'contactPhoto', 'messaging', 'sendMessage'])
      expect([...rels]).toContain(rel);
  }, 60_000);
});

describe('a server that names a thief', () => {
  it('behind any link that Skylark follows, leads nobody there', async () => {
    const followed = [...rels].filter(isFollowed);
    expect(followed.length).toBeGreaterThan(20);
    const noticed: string[] = [];
    for (const lies of groupsOf(followed)) {
      const day = await town.spend(lieInLinks(lies));
      const what = lies.join(' ');
      expect(day.strayed, what).toEqual([]);
      if (lies.some((rel) => beforeSignIn.includes(rel)))
        expect(day.wasOnline && day.incidents.length === 0, what).toBe(false);
      for (const incident of day.incidents) {
        expect(incident, what).toMatch(new RegExp(`: ${thief}$`));
        noticed.push(incident);
      }
    }
    expect(new Set(noticed).size).toBeGreaterThan(10);
  }, 600_000);

  it('behind all the others, leads nobody there', async () => {
    const day = await town.spend(lieInLinks([...rels].filter((rel) => !isFollowed(rel))));
    expect(day).toMatchObject({ strayed: [], wasOnline: true });
  }, 60_000);

  it.each(['Location', 'Content-Location', 'Link', 'Refresh', 'X-MS-Server-Fqdn'])(
    'in the header %s leads nobody there',
    async (name) => {
      expect((await town.spend(lieInHeader(name))).strayed).toEqual([]);
    },
    60_000,
  );

  it('as the token service of its challenge gets no password', async () => {
    const challenge = `MsRtcOAuth href="${thief}/WebTicket/oauthtoken",grant_type="password"`;
    let told = 0;
    const day = await town.spend((_, reply) => {
      if (reply.status !== 401) return reply;
      told += 1;
      const headers = new Headers(reply.headers);
      headers.set('WWW-Authenticate', challenge);
      return new Response(reply.body, { status: 401, headers });
    });
    expect(told).toBeGreaterThan(0);
    expect(day).toMatchObject({ strayed: [], wasOnline: false });
  }, 60_000);

  it('in a field of a schema that is no link: there are these three', async () => {
    const fields = await textFieldsOf(join(import.meta.dirname, '../../src/ucwa/wire'));
    const places = fields.filter((name) => /href|url|host|link|redirect|authuri|server|origin/i.test(name));
    expect(places).toEqual(['href', 'messagingUrls', 'ms_rtc_passiveauthuri']);
  });

  it('in the address of its own sign-in page, which Skylark does not open', async () => {
    const day = await town.spend(async (_, reply) => {
      if (!/json/.test(reply.headers.get('content-type') ?? '')) return reply;
      const json = JSON.parse((await reply.text()) || 'null') as Record<string, Json> | null;
      const lies = { ms_rtc_passiveauthuri: `${thief}/sign-in`, messagingUrls: [`${thief}/m`] };
      return new Response(JSON.stringify(json && !Array.isArray(json) ? { ...json, ...lies } : json), {
        status: reply.status,
        headers: reply.headers,
      });
    });
    expect(day.strayed).toEqual([]);
  }, 60_000);
});
