// The sequences of ucwa.md chapter 10 that concern signing in and out, by raw requests alone, in both families of addresses. What is
// followed is what the answers say.
import { afterEach, describe, expect, it } from 'vitest';
import { createPaths } from '../../../gateway/ucwa/paths.ts';
import { testPassword } from '../../support/gateway.ts';
import { type Answer, at, type Desk, href, type Json, openDesk } from './desk.ts';

let desk: Desk;
afterEach(() => desk.gateway.close());

const embedded = (application: Json, rel: string): Json => at(application, '_embedded', rel) as Json;

/** What `MsRtcOAuth` says, as any client would take it apart. */
function challengeOf({ headers }: Answer): { service: string; grants: string[] } {
  const [, service = '', grants = ''] =
    /MsRtcOAuth href="([^"]+)",grant_type="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? [];
  return { service, grants: grants.split(',') };
}

describe.each(['real', 'reference'] as const)('with the addresses of the %s family', (family) => {
  async function open() {
    desk = await openDesk({ settings: { ucwaPaths: family }, clocks: { mediumMs: 10, lowMs: 10 } });
    await desk.settle('fred.2', 'Fred Adams');
  }

  /** Steps 1 to 7 of 10.1. */
  async function signIn(): Promise<{ ticket: string; application: Json }> {
    const host = 'lyncdiscover.skylark.example';
    const root = await desk.ask(undefined, 'GET', `https://${host}/`, undefined, { Host: host });
    expect(root.status).toBe(200);
    const refused = await desk.ask(undefined, 'GET', href(root.json, 'user'), undefined, { Host: host });
    expect(refused.status).toBe(401);
    const { service, grants } = challengeOf(refused);
    expect(grants).toContain('password');
    const form = `grant_type=password&username=fred.2%40skylark.example&password=${testPassword}`;
    const type = { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8', Host: host };
    const granted = await desk.ask(undefined, 'POST', service, form, type);
    expect(granted.json).toMatchObject({ token_type: 'Bearer' });
    const ticket = String(granted.json.access_token);
    const user = await desk.ask(ticket, 'GET', href(root.json, 'user'), undefined, { Host: host });
    const made = await desk.ask(ticket, 'POST', href(user.json, 'applications'), {
      ...{ userAgent: 'Sample', endpointId: crypto.randomUUID(), culture: 'en-US' },
    });
    expect(made.status).toBe(201);
    return { ticket, application: made.json };
  }

  it('10.1: from the domain to being online', async () => {
    await open();
    const { ticket, application } = await signIn();
    expect(Object.keys((application._embedded ?? {}) as Json)).toHaveLength(4);
    const ask = (method: string, path: string, body?: unknown) => desk.ask(ticket, method, path, body);
    const available = href(embedded(application, 'me'), 'makeMeAvailable');
    expect((await ask('POST', available, { SupportedModalities: ['Messaging'] })).status).toBe(204);
    expect((await ask('POST', available, { SupportedModalities: ['Messaging'] })).json.subcode).toBe('AlreadyExists');

    const { json: whole } = await ask('GET', href(application, 'self'));
    const me = embedded(whole, 'me');
    for (const rel of ['presence', 'note', 'location', 'reportMyActivity']) {
      const method = rel === 'reportMyActivity' ? 'POST' : 'GET';
      expect([rel, (await ask(method, href(me, rel))).status]).toEqual([rel, rel === 'reportMyActivity' ? 204 : 200]);
    }
    expect(() => href(me, 'makeMeAvailable')).toThrow('no link');
    expect(embedded(whole, 'communication')).toMatchObject({ supportedModalities: ['Messaging'] });

    const people = embedded(whole, 'people');
    for (const path of [href(people, 'myContacts'), href(me, 'self'), href(people, 'myGroups')]) {
      expect((await ask('GET', path)).status).toBe(200);
    }
    const subscription = { duration: 11, uris: ['sip:fred.2@skylark.example'] };
    expect((await ask('POST', href(people, 'presenceSubscriptions'), subscription)).status).toBe(201);

    const first = await ask('GET', href(whole, 'events').replace(desk.gateway.origin, ''));
    expect(first.status).toBe(200);
    const senders = (first.json.sender ?? []) as { rel: string; events: { link: { rel: string }; type: string }[] }[];
    const told = senders.flatMap(({ events }) => events.map(({ link, type }) => `${link.rel} ${type}`));
    for (const event of ['me updated', 'presence added', 'note added', 'location added', 'communication updated']) {
      expect(told).toContain(event);
    }
  });

  it('10.5: and out again; what was its application is gone', async () => {
    await open();
    const { ticket, application } = await signIn();
    await desk.ask(ticket, 'POST', href(embedded(application, 'me'), 'makeMeAvailable'), {});
    const events = href(application, 'events').replace(desk.gateway.origin, '');
    const first = await desk.ask(ticket, 'GET', events);
    const parked = desk.ask(ticket, 'GET', href(first.json, 'next'));
    const reply = await desk.ask(ticket, 'DELETE', href(application, 'self'));
    expect([reply.status, reply.text]).toEqual([204, '']);
    // How a parked request ends is not documented; it must end.
    expect((await parked).status).toBe(404);
    for (const path of [href(application, 'self'), events, href(embedded(application, 'me'), 'self')]) {
      const after = await desk.ask(ticket, 'GET', path);
      expect([path, after.status, after.json.subcode]).toEqual([path, 404, 'ApplicationNotFound']);
    }
  });

  it('10.6: the links that clients append a query to come without one, the others with one', async () => {
    await open();
    const { ticket, application } = await signIn();
    await desk.ask(ticket, 'POST', href(embedded(application, 'me'), 'makeMeAvailable'), {});
    expect(href(application, 'events')).toContain('?');
    const people = embedded(application, 'people');
    expect(href(people, 'search')).not.toContain('?');
    const subscription = { duration: 11, uris: ['sip:fred.2@skylark.example'] };
    const made = await desk.ask(ticket, 'POST', href(people, 'presenceSubscriptions'), subscription);
    expect(href(made.json, 'self')).not.toContain('?');
    const groups = await desk.ask(ticket, 'GET', href(people, 'myGroups'));
    expect(href(at(groups.json, '_embedded', 'defaultGroup'), 'subscribeToGroupPresence')).toContain('?');
    const paths = createPaths(family);
    for (const place of ['accept', 'decline', 'sendMessage'] as const) {
      expect(paths.href(place, { app: 1, conversation: 2, invitation: 3 })).not.toContain('?');
    }
  });
});
