// Every route of the account's services, called in every wrong way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemoryDatabase } from '../../support/databases.ts';
import { guestName, startTown, type Town } from './town.ts';

type Route = {
  readonly method: string;
  /** `{id}` is the user's own name. */
  readonly path: string;
  readonly wrongMethod?: string;
  /** Bodies that are refused with 400. */
  readonly malformed?: readonly unknown[];
};

const v2 = '/contacts.skype.com/contacts/v2/users/{id}';
const v1 = '/contacts.skype.com/contacts/v1/users/{id}/contacts';
const user = '/api.skype.com/users/{id}';
const gid = '00000000-0000-4000-8000-000000000000';
const notJson = '{"broken":';
const get = (...paths: string[]): Route[] => paths.map((path) => ({ method: 'GET', path }));
const deep = `${'['.repeat(70)}${']'.repeat(70)}`;

const routes: readonly Route[] = [
  ...get(v2, `${v2}/invites`, `${v2}/blocklist`),
  { method: 'GET', path: `${v2}/contacts`, wrongMethod: 'PUT' },
  { method: 'GET', path: `${v2}/groups`, wrongMethod: 'PATCH' },
  {
    method: 'POST',
    path: `${v2}/contacts`,
    malformed: [undefined, notJson, deep, [], { mri: 8 }, { mri: '8:joe.4', greeting: 7 }],
  },
  { method: 'PUT', path: `${v2}/invites/8:joe.4/accept` },
  { method: 'PUT', path: `${v2}/invites/8:joe.4/decline` },
  { method: 'DELETE', path: `${v2}/contacts/8:joe.4` },
  ...['contacts/blocklist', 'blocklist'].flatMap((list) => [
    {
      method: 'PUT',
      path: `${v2}/${list}/8:joe.4`,
      malformed: [notJson, [], { report_abuse: 'perhaps' }, { ui_version: 7 }, { ui_version: 'x'.repeat(101) }],
    },
    { method: 'DELETE', path: `${v2}/${list}/8:joe.4` },
  ]),
  { method: 'POST', path: `${v2}/groups`, wrongMethod: 'DELETE', malformed: [undefined, notJson, { name: null }] },
  { method: 'PUT', path: `${v2}/groups/${gid}`, malformed: [undefined, notJson, { name: [] }] },
  { method: 'DELETE', path: `${v2}/groups/${gid}`, wrongMethod: 'GET' },
  { method: 'PUT', path: `${v2}/groups/${gid}/contacts/8:joe.4` },
  { method: 'DELETE', path: `${v2}/groups/${gid}/contacts/8:joe.4` },
  ...get(v1, `${v1}/auth-request`, `${user}/contacts/auth-request`, `${user}/contacts`, `${user}/authorized-contacts`),
  { method: 'PUT', path: `${v1}/auth-request/joe.4`, malformed: [notJson, deep, [], { greeting: 7 }] },
  { method: 'PUT', path: `${user}/contacts/auth-request/joe.4`, malformed: [notJson, { greeting: ['a'] }] },
  ...['accept', 'decline'].flatMap((answer) => [
    { method: 'PUT', path: `${v1}/auth-request/joe.4/${answer}` },
    { method: 'PUT', path: `${user}/contacts/auth-request/joe.4/${answer}` },
  ]),
  { method: 'DELETE', path: `${user}/contacts/joe.4`, wrongMethod: 'PATCH' },
  { method: 'PUT', path: `${user}/contacts/joe.4/block`, malformed: [notJson, [], { report_abuse: 'perhaps' }] },
  { method: 'PUT', path: `${user}/contacts/joe.4/unblock` },
  { method: 'POST', path: `${user}/profile/partial`, malformed: [undefined, notJson, deep, { payload: { x: 1 } }] },
  { method: 'POST', path: '/api.skype.com/users/batch/profiles', malformed: [undefined, notJson, { usernames: 'a' }] },
  ...get('/api.skype.com/users/joe.4/profile', '/api.skype.com/users/joe.4/profile/avatar'),
  ...get('/skypegraph.skype.com/v2.0/search/?searchstring=joe', '/api.skype.com/search/users/any?keyWord=joe'),
  ...get(
    '/skypegraph.skype.com/search/v1.1/namesearch/swx/?searchstring=joe',
    '/api.skype.com/search/users?skypename=joe.4',
  ),
  ...get('/peoplerecommendations.skype.com/v1.1/recommend?count=20', '/api.aps.skype.com/v1/agents'),
  ...get(
    '/consumer.entitlement.skype.com/users/{id}/services',
    '/consumer.entitlement.skype.com/users/{id}/services/pstn',
  ),
  { method: 'GET', path: '/people.directory.live.com/people/account/settings', wrongMethod: 'PUT' },
  {
    method: 'POST',
    path: '/people.directory.live.com/people/account/settings',
    wrongMethod: 'DELETE',
    malformed: [undefined, deep],
  },
  {
    method: 'GET',
    path: '/pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json',
    wrongMethod: 'PUT',
  },
  {
    method: 'POST',
    path: '/pf.directory.live.com/profile/mine/System.ShortCircuitProfile.json',
    wrongMethod: 'DELETE',
    malformed: [undefined, deep],
  },
  { method: 'GET', path: `${user}/options/OPT_X`, wrongMethod: 'DELETE' },
  { method: 'POST', path: `${user}/options/OPT_X`, wrongMethod: 'PUT', malformed: ['', 'integerValue=x'] },
  { method: 'GET', path: '/options.skype.com/options/v1/users/{id}/options/x', wrongMethod: 'DELETE' },
  {
    method: 'PUT',
    path: '/options.skype.com/options/v1/users/{id}/options/x',
    wrongMethod: 'POST',
    malformed: [undefined, notJson, deep],
  },
  ...['flags', 'api'].flatMap((base) => [
    { method: 'GET', path: `/flagsapi.skype.com/${base}/v1` },
    { method: 'PUT', path: `/flagsapi.skype.com/${base}/v1/1`, wrongMethod: 'GET' },
    { method: 'DELETE', path: `/flagsapi.skype.com/${base}/v1/1`, wrongMethod: 'POST' },
  ]),
  ...get('/dev.microsofttranslator.com/api/skype/translate?from=&to=fr&text=Hello'),
];

const title = ({ method, path }: Route) => `${method} ${path}`;
const cases = routes.map((route) => [title(route), route] as const);
const refusal = (status: number) => ({ status, body: { errorCode: status, message: expect.any(String) } });

describe('the account services', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await openMemoryDatabase());
  });
  afterAll(() => town.gateway.close());

  /** Everything about accounts that is stored. */
  async function stored(): Promise<string> {
    const tables = ['contacts', 'contact_groups', 'contact_group_members', 'contact_invites', 'account_flags'];
    const more = ['account_options', 'contact_points', 'people_settings', 'entitlements', 'abuse_reports', 'users'];
    const rows = [...tables, ...more].map((table) =>
      town.gateway.context.database.query(`select * from ${table} order by 1, 2`),
    );
    return JSON.stringify(await Promise.all(rows));
  }
  const request = (
    name: string,
    { method, path }: Route,
    id: string,
    body: unknown = method === 'GET' ? undefined : {},
  ) => town.call(name, method, path.replace('{id}', id), body);

  it.each(cases)('%s needs a skype token', async (_, route) => {
    const before = await stored();
    for (const headers of [{}, { 'X-SkypeToken': 'unknown' }, { Authorization: 'skype_token unknown' }]) {
      const init = { method: route.method, headers, ...(route.method === 'GET' ? {} : { body: '{}' }) };
      const reply = await town.gateway.fetch(route.path.replace('{id}', 'self'), init);
      expect({ status: reply.status, body: await reply.json() }).toEqual(refusal(401));
    }
    expect(await stored()).toBe(before);
  });

  it.each(cases)('%s is not for guests', async (_, route) => {
    const before = await stored();
    for (const id of ['self', guestName, 'fred.2'])
      expect(await request(guestName, route, encodeURIComponent(id))).toMatchObject(refusal(401));
    expect(await stored()).toBe(before);
  });

  it.each(cases.filter(([, { path }]) => path.includes('{id}')))('%s is for its owner alone', async (_, route) => {
    const before = await stored();
    for (const id of ['joe.4', 'nobody', '8:joe.4']) {
      expect(await request('fred.2', route, encodeURIComponent(id))).toMatchObject(refusal(403));
    }
    expect(await stored()).toBe(before);
  });

  it.each(cases)('%s has no other method than there is', async (_, { path, wrongMethod = 'PATCH' }) => {
    const before = await stored();
    const body = wrongMethod === 'GET' ? undefined : {};
    const reply = await town.call('fred.2', wrongMethod, path.replace('{id}', 'self'), body);
    expect(reply).toMatchObject(refusal(405));
    expect(reply.headers.get('allow')).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
    expect(await stored()).toBe(before);
  });

  const malformed = routes.flatMap((route) =>
    (route.malformed ?? []).map((body) => [title(route), JSON.stringify(body)?.slice(0, 60), route, body] as const),
  );
  it.each(malformed)('%s does nothing with %s', async (_, _shown, route, body) => {
    const before = await stored();
    // `request` would take undefined for the usual body.
    expect(await request('fred.2', route, 'self', body ?? '')).toMatchObject(refusal(400));
    expect(await stored()).toBe(before);
  });

  it.each([
    ['PUT', '/contacts.skype.com/contacts/v2/users/self/blocklist/8:nobody'],
    ['DELETE', '/contacts.skype.com/contacts/v2/users/self/contacts/8:nobody'],
    ['PUT', '/contacts.skype.com/contacts/v2/users/self/invites/nonsense/accept'],
    ['PUT', '/api.skype.com/users/self/contacts/nobody/block'],
    ['DELETE', '/api.skype.com/users/self/contacts/nobody'],
  ])('%s %s finds nobody', async (method, path) => {
    const before = await stored();
    expect(await town.call('fred.2', method, path, {})).toMatchObject(refusal(404));
    expect(await stored()).toBe(before);
  });
});
