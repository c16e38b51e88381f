// Every route of UCWA there is, in both families of addresses, asked without a ticket and by others than the one whose application it
// is: nobody learns more than that there is no such application, and nothing changes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../gateway/app.ts';
import { hashSecret } from '../../../gateway/identity/tokens.ts';
import { createPaths } from '../../../gateway/ucwa/paths.ts';
import { insertGuest } from '../account/town.ts';
import { at, type Desk, href, type Json, openDesk } from '../ucwa/desk.ts';

type Family = 'real' | 'reference';
type Route = { method: string; path: string };

const routesOf = (desk: Desk): Route[] => {
  const all = createApp(desk.gateway.context).routes.filter(
    ({ method, path }) => method !== 'ALL' && path.startsWith('/ucwa/'),
  );
  return [...new Map(all.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
};

const families: Family[] = ['real', 'reference'];

describe.each(families)('a route of the %s family', (family) => {
  let desk: Desk;
  let routes: Route[];
  let fred = '';
  let joe = '';
  let liar = '';
  /** Fred's application, and what is in it. */
  let things: Record<string, string> = {};
  let joesApplication = '';

  beforeAll(async () => {
    desk = await openDesk({ settings: { ucwaPaths: family } });
    for (const name of ['fred.2', 'joe.4', 'anna.7']) await desk.settle(name);
    fred = await desk.ticketFor('fred.2');
    joe = await desk.ticketFor('joe.4');
    liar = `cwt=${await desk.gateway.tokenFor(await insertGuest(desk.gateway))}`;
    const application = await desk.apply(fred);
    const joes = await desk.apply(joe);
    joesApplication = href(joes, 'self').split('/').at(-1) ?? '';
    await desk.ask(joe, 'POST', href(at(joes, '_embedded', 'me'), 'makeMeAvailable'), {});
    const embedded = (rel: string) => at(application, '_embedded', rel) as Json;
    await desk.ask(fred, 'POST', href(embedded('me'), 'makeMeAvailable'), {});
    const to = 'sip:anna.7@skylark.example';
    const started = await desk.ask(fred, 'POST', href(embedded('communication'), 'startMessaging'), {
      to,
      operationId: 'o',
    });
    expect(started.status, started.text).toBe(201);
    const uris = ['sip:fred.2@skylark.example'];
    const watched = await desk.ask(fred, 'POST', href(embedded('people'), 'presenceSubscriptions'), {
      duration: 11,
      uris,
    });
    const invitation = started.headers.get('location') ?? '';
    const conversation = href((await desk.ask(fred, 'GET', invitation)).json, 'conversation');
    const last = (path: string) => path.split('/').at(-1) ?? '';
    const paths = createPaths(family);
    const address = (person: string) => last(paths.href('contact', { app: 1, contact: `${person}@skylark.example` }));
    things = {
      app: last(href(application, 'self')),
      conversation: last(conversation),
      invitation: last(invitation),
      subscription: last(href(watched.json, 'self')),
      membership: `${last(href(watched.json, 'self'))},fred.2@skylark.example`,
      participant: address('fred.2'),
      contact: address('fred.2'),
      message: '1',
      group: '1',
    };
    routes = routesOf(desk);
  });
  afterAll(() => desk.gateway.close());

  const fill = (path: string, ids: Record<string, string>) =>
    path.replace(/:([a-z]+)/g, (_, name: string) => ids[name] ?? `no-${name}`);

  async function state(): Promise<string> {
    const { database } = desk.gateway.context;
    const tables = await database.query<{ name: string }>(
      "select table_name::text as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    // News about people may still be on their way into the channels.
    const still = tables.filter(({ name }) => !['ucwa_events', 'events', 'subscriptions'].includes(name));
    const sums = still.map(
      ({ name }) => `(select coalesce(md5(string_agg(t::text, ';' order by t::text)), '') from "${name}" t)`,
    );
    const [row] = await database.query<{ state: string }>(`select concat_ws(',', ${sums.join(', ')}) as state`);
    return row?.state ?? '';
  }

  it('is one of many', () => {
    expect(routes.length).toBeGreaterThan(40);
  });

  it('is closed without a ticket, with one past its end, and for guests', async () => {
    const expired = await desk.ticketFor('fred.2');
    const hash = hashSecret(expired.replace('cwt=', ''));
    await desk.gateway.context.database.query('update skype_tokens set expires_at_ms = 1 where token_hash = $1', [
      hash,
    ]);
    const before = await state();
    for (const { method, path } of routes.filter((route) => route.method !== 'OPTIONS')) {
      for (const ticket of [undefined, 'cwt=nonsense', expired, liar]) {
        const reply = await desk.ask(ticket, method, fill(path, things), method === 'GET' ? undefined : {});
        expect([method, path, reply.status]).toEqual([method, path, 401]);
        expect(reply.headers.get('www-authenticate')).toContain('MsRtcOAuth');
      }
    }
    expect(await state()).toBe(before);
  });

  it('of somebody else’s application is as if it were not there', async () => {
    const before = await state();
    for (const { method, path } of routes.filter((route) => route.path.includes(':app'))) {
      const reply = await desk.ask(joe, method, fill(path, things), method === 'GET' ? undefined : {});
      expect([method, path, reply.status, reply.json.subcode]).toEqual([method, path, 404, 'ApplicationNotFound']);
    }
    expect(await state()).toBe(before);
  });

  it('does not give what is in somebody else’s application in the own one', async () => {
    const inside = routes.filter(({ path }) => /:(conversation|invitation|subscription|membership)/.test(path));
    expect(inside.length).toBeGreaterThan(15);
    const before = await state();
    for (const { method, path } of inside) {
      const place = fill(path, { ...things, app: joesApplication });
      const body = { operationId: 'x', to: 'sip:anna.7@skylark.example', duration: 11, contactUris: [] };
      const text = /sendMessage|messages$/.test(path) ? 'Hi' : undefined;
      const type = text === undefined ? {} : { 'Content-Type': 'text/plain' };
      const reply = await desk.ask(joe, method, place, method === 'GET' ? undefined : (text ?? body), type);
      // A list of what is not there may as well be empty.
      const isEmptyList = method === 'GET' && reply.status === 200 && reply.json._embedded === undefined;
      expect([method, path, isEmptyList ? 404 : reply.status]).toEqual([method, path, 404]);
    }
    expect(await state()).toBe(before);
  });
});
