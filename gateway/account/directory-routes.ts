import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { checked } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { badRequest } from '../errors.ts';
import { nameKeyOf } from '../identity/users.ts';
import { originOf } from '../origin.ts';
import { authenticateMember } from './caller.ts';
import { contactCard, directoryEntry, recommendPeople, searchPeople } from './directory.ts';
import type { ProfileRow } from './profiles.ts';

const longestSearch = 200;
const mostPeople = 100;
const usualPeople = 20;

const limitText = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/, 'expected a whole number'),
  v.transform((text) => Math.min(Number(text), mostPeople)),
);

function limitOf(c: Context<GatewayEnv>): number {
  const text = c.req.query('limit') ?? c.req.query('count');
  return text === undefined ? usualPeople : checked(limitText, text, 'The number of people');
}

function searchTextOf(c: Context<GatewayEnv>, name: string): string {
  const text = c.req.query(name) ?? '';
  if (text.length > longestSearch) throw badRequest('The text to search for is too long.');
  return text;
}

/** Both generations of the directory, and its suggestions (skype.md 8.3). */
function addDirectory(context: GatewayContext, routes: Hono<GatewayEnv>): void {
  const { database } = context;
  const replyOf = (c: Context<GatewayEnv>, rows: readonly ProfileRow[]) => {
    const origin = originOf(context, c.req.raw);
    return { results: rows.map((row) => ({ nodeProfileData: directoryEntry(row, origin, context.now()) })) };
  };
  for (const path of ['/v2.0/search', '/search/v1.1/namesearch/swx']) {
    // Clients write a slash at the end.
    for (const end of ['', '/']) {
      routes.get(`/${serviceHosts.directory}${path}${end}`, async (c) => {
        const asker = await authenticateMember(context, c);
        const text = searchTextOf(c, 'searchstring');
        return c.json(replyOf(c, await searchPeople(database, asker, text, limitOf(c))));
      });
    }
  }
  routes.get(`/${serviceHosts.recommendations}/v1.1/recommend`, async (c) => {
    const asker = await authenticateMember(context, c);
    return c.json(replyOf(c, await recommendPeople(database, asker, limitOf(c))));
  });
}

/** The search of the user API, from before the directory (skype.md 8.5). */
function addOldSearch(context: GatewayContext, routes: Hono<GatewayEnv>): void {
  const { database } = context;
  const base = `/${serviceHosts.user}/search/users`;
  routes.get(`${base}/any`, async (c) => {
    const asker = await authenticateMember(context, c);
    const types = c.req.queries('contactTypes[]') ?? [];
    const text = searchTextOf(c, 'keyWord');
    // Only Skype users are found here; whoever asks for other networks alone gets nobody.
    const hasSkype = types.length === 0 || types.some((type) => type.toLowerCase() === 'skype');
    const rows = hasSkype ? await searchPeople(database, asker, text, limitOf(c)) : [];
    return c.json(rows.map((row) => contactCard(row, context.now())));
  });
  routes.get(base, async (c) => {
    const asker = await authenticateMember(context, c);
    const name = searchTextOf(c, 'skypename');
    const rows = await searchPeople(database, asker, name, 1);
    const exact = rows.filter((row) => nameKeyOf(row.name) === nameKeyOf(name.trim()));
    return c.json(exact.map((row) => contactCard(row, context.now())));
  });
}

/** Searching for people on this gateway. */
export function createDirectoryRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  addDirectory(context, routes);
  addOldSearch(context, routes);
  return routes;
}
