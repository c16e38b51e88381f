// The ten rules of skype.md 0.3 and the strictest common denominator of 13.6, checked on a gateway process over TLS.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../scripts/conformance/certificate.ts';
import { type GatewayProcess, startGatewayProcess } from '../../../scripts/gateway-process.ts';
import { type Desk, openDesk, type Reply } from './desk.ts';

const host = 'client-s.gateway.messenger.live.com';
const here = `https://${host}`;
const password = 'skylark-demo';
const own = '/v1/users/ME';
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

type Json = Reply['json'];
type Client = {
  token: string;
  registration: Reply;
  ask(method: string, path: string, body?: unknown): Promise<Reply>;
  account(service: string, method: string, path: string, body?: unknown): Promise<Reply>;
};

let gateway: GatewayProcess;
let desk: Desk;
let folder: string;
let fred: Client;
let joe: Client;

async function connect(name: string): Promise<Client> {
  const token = await desk.signIn(name, password);
  const headers = { Authentication: `skypetoken=${token}`, BehaviorOverride: 'redirectAs404' };
  const registration = await desk.ask('POST', `${own}/endpoints`, headers, { endpointFeatures: 'Agent' }, host);
  const RegistrationToken = String(registration.headers['set-registrationtoken']).split(';')[0] ?? '';
  return {
    token,
    registration,
    ask: (method, path, body) => desk.ask(method, path, { RegistrationToken }, body, host),
    account: (service, method, path, body) => desk.ask(method, path, { 'X-SkypeToken': token }, body, service),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skylark-strictness-'));
  const { certFile, keyFile } = makeCertificate(folder);
  gateway = await startGatewayProcess([
    ...['--host', '127.0.0.1', '--port', '0', '--data', 'memory:', '--demo', '--hold-seconds', '1'],
    ...['--tls-cert', certFile, '--tls-key', keyFile],
  ]);
  desk = openDesk(gateway.url, certFile);
  fred = await connect('fred.2');
  joe = await connect('joe.4');
}, 90_000);
afterAll(async () => {
  desk.close();
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

const everything = {
  interestedResources: [
    '/v1/threads/ALL',
    '/v1/users/ME/contacts/ALL',
    '/v1/users/ME/conversations/ALL/messages',
    '/v1/users/ME/conversations/ALL/properties',
  ],
  template: 'raw',
  channelType: 'httpLongPoll',
};
const subscribe = (client: Client) => client.ask('POST', `${own}/endpoints/SELF/subscriptions`, everything);
const poll = (client: Client) => client.ask('POST', `${own}/endpoints/SELF/subscriptions/0/poll`);
const message = (content: string, more = {}) => ({ messagetype: 'Text', contenttype: 'text', content, ...more });
const send = (client: Client, cid: string, content: string, more = {}) =>
  client.ask('POST', `${own}/conversations/${cid}/messages`, message(content, more));

/** Polls until an event fits; all events that came till then. */
async function pollFor(client: Client, fits: (event: Json) => boolean): Promise<Json[]> {
  const events: Json[] = [];
  for (const endMs = Date.now() + 15_000; Date.now() < endMs; ) {
    events.push(...(await poll(client)).json.eventMessages);
    if (events.some(fits)) return events;
  }
  throw new Error(`no such event among ${JSON.stringify(events).slice(0, 2000)}`);
}

async function createThread(client: Client, members: Json[]): Promise<{ reply: Reply; tid: string }> {
  const reply = await client.ask('POST', '/v1/threads', { members });
  return { reply, tid: String(reply.headers.location).split('/').at(-1) ?? '' };
}

describe('registration (0.3 rules 1 to 6)', () => {
  it('answers 201 with an https Location on the same host and the token header in the one order', () => {
    const { status, headers, json } = fred.registration;
    expect(status).toBe(201);
    expect(json).toEqual({});
    const location = String(headers.location);
    expect(location).toMatch(new RegExp(`^${here}/v1/users/ME/endpoints/%7B${uuid}%7D$`));
    // Segment 7 of the absolute link is the endpoint.
    expect(location.split('/')[7]).toMatch(/^%7B.*%7D$/);
    const header = String(headers['set-registrationtoken']);
    expect(header).toMatch(
      new RegExp(`^registrationToken=[A-Za-z0-9+/=]+; expires=\\d{10}; endpointId=\\{${uuid}\\}$`),
    );
    const expires = Number(/expires=(\d+)/.exec(header)?.[1]);
    expect(expires).toBeGreaterThan(Date.now() / 1000 + 3600);
    expect(decodeURIComponent(location)).toContain(/endpointId=(.*)$/.exec(header)?.[1]);
  });

  it('never answers 200, 201 or 404 without a token or another place, however it is asked', async () => {
    for (const headers of [{}, { Authentication: 'skypetoken=nonsense' }, { 'X-SkypeToken': 'nonsense' }]) {
      const reply = await desk.ask('POST', `${own}/endpoints`, headers, {}, host);
      expect(reply.status).toBe(401);
      expect(reply.json).toMatchObject({ errorCode: 401, message: expect.any(String) });
    }
    for (const body of [undefined, {}, { endpointFeatures: 'Agent' }]) {
      const reply = await desk.ask(
        'POST',
        `${own}/endpoints`,
        { Authentication: `skypetoken=${fred.token}` },
        body,
        host,
      );
      expect(reply.headers['set-registrationtoken']).toMatch(/^registrationToken=/);
    }
  });

  it('reads the token in all three spellings, and the regional names of the host', async () => {
    const whole = String(fred.registration.headers['set-registrationtoken']);
    const bare = whole.split(';')[0] ?? '';
    for (const RegistrationToken of [whole, bare, `${bare};`])
      for (const name of [host, `db3-${host}`, 'msgapi.teams.live.com', `azeus1-${host}`])
        expect((await desk.ask('GET', `${own}/properties`, { RegistrationToken }, undefined, name)).status).toBe(200);
  });
});

describe('endpoints and subscriptions', () => {
  it('answers 200 to both names of the document, 201 {} to a subscription, JSON to a poll', async () => {
    const endpoint = String(fred.registration.headers.location).split('/').at(-1);
    for (const name of ['messagingService', 'endpointMessagingService']) {
      const document = {
        ...{ id: name, type: 'EndpointPresenceDoc', selfLink: 'uri', privateInfo: { epname: 'skype' } },
        publicInfo: {
          capabilities: 'video|audio',
          type: 1,
          skypeNameVersion: 'skype.com',
          nodeInfo: 'xx',
          version: '908',
        },
      };
      expect((await fred.ask('PUT', `${own}/endpoints/${endpoint}/presenceDocs/${name}`, document)).status).toBe(200);
      expect((await fred.ask('PUT', `${own}/presenceDocs/${name}`, { status: 'Online' })).status).toBe(200);
    }
    const subscribed = await subscribe(fred);
    expect([subscribed.status, subscribed.json]).toEqual([201, {}]);
    expect(subscribed.headers.location).toBe(`${here}/v1/users/ME/endpoints/SELF/subscriptions/0`);
    const polled = await poll(fred);
    expect(polled.status).toBe(200);
    expect(polled.headers['content-type']).toMatch(/^application\/json/);
    for (const [index, event] of polled.json.eventMessages.entries()) {
      expect(event.id).toBe(1000 + index);
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
    const docs = (await fred.ask('GET', `${own}/presenceDocs/messagingService?view=expanded`)).json
      .endpointPresenceDocs;
    for (const { link } of docs) expect(decodeURIComponent(link.split('/')[7])).toMatch(/^\{[0-9a-f-]{36}\}$/);
  });

  it('answers 404/450 without a subscription and 404/729 without an endpoint', async () => {
    const other = await connect('fred.2');
    const lost = await poll(other);
    expect([lost.status, lost.json.errorCode]).toEqual([404, 450]);
    expect(lost.headers.statustext).toBe(lost.json.message);
    await other.ask('DELETE', `${own}/endpoints/SELF`);
    for (const path of ['subscriptions/0/poll', 'subscriptions', 'active']) {
      const gone = await other.ask(
        'POST',
        `${own}/endpoints/SELF/${path}`,
        path === 'subscriptions' ? everything : undefined,
      );
      expect([path, gone.status, gone.json.errorCode]).toEqual([path, 404, 729]);
    }
  });

  it('takes thirty polls at once, hands each event to one of them, and answers the others empty (0.3 rule 9)', async () => {
    const other = await connect('fred.2');
    await subscribe(other);
    await poll(other);
    const polls = Array.from({ length: 30 }, () => poll(other));
    for (let number = 0; number < 5; number += 1) await send(joe, '8:fred.2', `among thirty ${number}`);
    const replies = await Promise.all(polls);
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    const events = replies.flatMap((reply) => reply.json.eventMessages);
    while (events.filter(isMessage(/^among thirty/)).length < 5) events.push(...(await poll(other)).json.eventMessages);
    const heard = events.filter(isMessage(/^among thirty/)).map((event: Json) => event.resource.content);
    expect(heard.sort()).toEqual([0, 1, 2, 3, 4].map((number) => `among thirty ${number}`));
    expect(new Set(events.map((event: Json) => event.id)).size).toBe(events.length);
  });
});

const isMessage = (content: RegExp) => (event: Json) =>
  event.resourceType === 'NewMessage' && content.test(event.resource.content ?? '');

describe('messages and threads', () => {
  it('answers 201 with Location and a number, and echoes the own message with its client id (0.3 rule 8)', async () => {
    await subscribe(fred);
    const clientmessageid = '1700000000123';
    const sent = await send(fred, '8:joe.4', 'an echo', { clientmessageid });
    expect(sent.status).toBe(201);
    expect(Number.isInteger(sent.json.OriginalArrivalTime)).toBe(true);
    expect(sent.headers.location).toMatch(new RegExp(`^${here}/v1/users/ME/conversations/8:joe\\.4/messages/\\d+$`));
    const again = await send(fred, '8:joe.4', 'another text', { clientmessageid });
    expect(again.headers.location).not.toBe(sent.headers.location);
    const events = await pollFor(fred, isMessage(/^another text$/));
    const [echo] = events.filter(isMessage(/^an echo$/));
    expect(echo.resource).toMatchObject({
      type: 'Message',
      clientmessageid,
      conversationLink: `${here}/v1/users/ME/conversations/8:joe.4`,
      from: `${here}/v1/users/ME/contacts/8:fred.2`,
    });
    for (const key of ['id', 'version', 'composetime', 'originalarrivaltime', 'imdisplayname'])
      expect(typeof echo.resource[key]).toBe('string');
    expect(echo.resource.composetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('answers a thread with 201 and the raw id, 200 to changes, and "true" and "false" (0.3 rule 7)', async () => {
    const { reply, tid } = await createThread(fred, [
      { id: '8:fred.2', role: 'Admin' },
      { id: '8:joe.4', role: 'User' },
    ]);
    expect(reply.status).toBe(201);
    expect(reply.headers.location).toMatch(new RegExp(`^${here}/v1/threads/19:[0-9a-f]{32}@thread\\.skype$`));
    for (const [name, value] of Object.entries({ topic: 'Plans', joiningenabled: true, historydisclosed: false }))
      expect((await fred.ask('PUT', `/v1/threads/${tid}/properties?name=${name}`, { [name]: value })).status).toBe(200);
    expect((await fred.ask('PUT', `/v1/threads/${tid}/members/8:joe.4`, { role: 'Admin' })).status).toBe(200);
    expect((await fred.ask('PUT', `/v1/threads/${encodeURIComponent(tid)}/members/8%3Aanna.7`, {})).status).toBe(200);
    const thread = (await fred.ask('GET', `/v1/threads/${tid}?view=msnp24Equivalent`)).json;
    expect(thread).toMatchObject({
      ...{ id: tid, type: 'Thread' },
      properties: { joiningenabled: 'true', historydisclosed: 'false', moderatedthread: 'false', topic: 'Plans' },
    });
    expect(thread.members.map((member: Json) => member.role).sort()).toEqual(['Admin', 'Admin', 'User']);
    for (const member of thread.members) expect(member.userLink).toBe(`${here}/v1/users/${member.id}`);
    const conversation = (await fred.ask('GET', `${own}/conversations/${tid}`)).json;
    expect(conversation.type).toBe('Conversation');
    for (const value of Object.values(conversation.threadProperties)) expect(typeof value).toBe('string');
    for (const value of Object.values(conversation.properties)) expect(typeof value).toBe('string');
  });

  it('sends ConversationUpdate with a full last message, and members in every ThreadUpdate', async () => {
    await subscribe(fred);
    const { tid } = await createThread(joe, [
      { id: '8:joe.4', role: 'Admin' },
      { id: '8:fred.2', role: 'User' },
    ]);
    await joe.ask('PUT', `/v1/threads/${tid}/properties?name=topic`, { topic: 'Anew' });
    await fred.ask('PUT', `${own}/conversations/${tid}/properties?name=alerts`, { alerts: 'false' });
    await joe.ask('PUT', `${own}/presenceDocs/messagingService`, { status: 'Busy' });
    await send(joe, tid, 'the last');
    const events = await pollFor(
      fred,
      (event) => event.resourceType === 'ConversationUpdate' && event.resource.lastMessage?.content === 'the last',
    );
    const of = (type: string) => events.filter((event) => event.resourceType === type);
    expect(of('ThreadUpdate').length).toBeGreaterThan(0);
    for (const { resource } of of('ConversationUpdate'))
      for (const key of ['id', 'from', 'conversationLink', 'messagetype', 'composetime', 'originalarrivaltime'])
        expect(typeof resource.lastMessage[key], `${key} in ${JSON.stringify(resource)}`).toBe('string');
    for (const { resource } of of('ThreadUpdate')) expect(resource.members.length).toBeGreaterThan(1);
    for (const { resource } of of('UserPresence')) {
      expect(['Online', 'Away', 'Busy', 'Idle', 'Hidden', 'Offline']).toContain(resource.status);
      expect(resource.selfLink).toMatch(new RegExp(`^${here}/v1/users/\\d+:[^/]+/presenceDocs/messagingService$`));
      expect(typeof resource.capabilities).toBe('string');
      expect(Array.isArray(resource.endpointPresenceDocLinks)).toBe(true);
    }
  });

  it('stays JSON or empty whatever is asked of it (0.3 rule 10), with code and sentence', async () => {
    const wrong: readonly [string, string, unknown?][] = [
      ['GET', `${own}/conversations/nonsense`],
      ['GET', `${own}/conversations/8:nobody.at.all`],
      ['GET', `${own}/conversations/19:${'0'.repeat(32)}@thread.skype`],
      ['GET', `${own}/conversations/8:joe.4/messages/1`],
      ['POST', `${own}/conversations/8:joe.4/messages`, '{"content":'],
      ['PUT', `${own}/presenceDocs/messagingService`, { status: 'Sleeping' }],
      ['GET', `/v1/threads/19:${'0'.repeat(32)}@thread.skype`],
      ['POST', '/v1/threads', []],
      ['PATCH', '/v1/threads', {}],
      ['GET', '/v1/nothing'],
      ['GET', '/v1/users/ME/contacts/8:nobody.at.all/presenceDocs/messagingService'],
      ['GET', '/v1/users/%E0%A4%A/presenceDocs/messagingService'],
    ];
    for (const [method, path, body] of wrong) {
      const reply = await fred.ask(method, path, body);
      expect(reply.status, path).toBeGreaterThanOrEqual(400);
      expect(reply.status, path).toBeLessThan(500);
      expect(reply.headers['content-type'], path).toMatch(/^application\/json/);
      expect(reply.json, path).toMatchObject({ errorCode: expect.any(Number), message: expect.any(String) });
    }
  });
});

describe('account', () => {
  it('shows the own profile with nineteen keys, a text as first name and a list of addresses', async () => {
    const profile = (await fred.account('api.skype.com', 'GET', '/users/self/profile')).json;
    const names = [
      'username',
      'firstname',
      'lastname',
      'about',
      'avatarUrl',
      'birthday',
      'city',
      'country',
      'province',
    ];
    const more = [
      'emails',
      'gender',
      'homepage',
      'jobtitle',
      'language',
      'mood',
      'richMood',
      'phoneHome',
      'phoneMobile',
    ];
    expect(Object.keys(profile).sort()).toEqual([...names, ...more, 'phoneOffice'].sort());
    expect(typeof profile.firstname).toBe('string');
    expect(Array.isArray(profile.emails)).toBe(true);
  });

  it('lists contacts under four keys, without any null', async () => {
    const reply = await fred.account('contacts.skype.com', 'GET', '/contacts/v2/users/SELF?delta=&reason=default');
    expect(Object.keys(reply.json).sort()).toEqual(['blocklist', 'contacts', 'groups', 'scope']);
    expect(reply.text).not.toContain(':null');
    expect(reply.json.contacts.length).toBeGreaterThan(1);
    for (const contact of reply.json.contacts) {
      for (const key of ['mri', 'person_id', 'display_name']) expect(typeof contact[key]).toBe('string');
      expect(['identifier', 'profile', 'user_edits']).toContain(contact.display_name_source);
      expect(contact.creation_time).toBeDefined();
      for (const key of ['authorized', 'blocked']) expect(typeof contact[key]).toBe('boolean');
      for (const place of contact.profile.locations ?? []) expect(['home', 'work']).toContain(place.type);
      for (const phone of contact.profile.phones ?? []) expect(typeof phone.type).toBe('string');
      for (const list of ['locations', 'phones']) expect(contact.profile[list]).not.toEqual([]);
    }
    for (const path of ['contacts', 'groups', 'blocklist']) {
      const part = (await fred.account('contacts.skype.com', 'GET', `/contacts/v2/users/fred.2/${path}`)).json;
      expect(Array.isArray(part[path])).toBe(true);
    }
  });

  it('lists requests under one key, with a picture, whole seconds and at least one each', async () => {
    const { json } = await fred.account('contacts.skype.com', 'GET', '/contacts/v2/users/SELF/invites');
    expect(Object.keys(json)).toEqual(['invite_list']);
    expect(json.invite_list.length).toBeGreaterThan(0);
    for (const { mri, displayname, avatar_url, invites } of json.invite_list) {
      for (const text of [mri, displayname, avatar_url]) expect(typeof text).toBe('string');
      expect(invites.length).toBeGreaterThan(0);
      for (const { time } of invites) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  });

  it('answers 201 to both steps of an upload, which is ready at once', async () => {
    const headers = { Authorization: `skype_token ${fred.token}` };
    const at = 'api.asm.skype.com';
    const created = await desk.ask(
      'POST',
      '/v1/objects',
      headers,
      { type: 'sharing/file', permissions: { '8:joe.4': ['read'] } },
      at,
    );
    expect(created.status).toBe(201);
    expect(created.json.id).toMatch(/^0-[a-z]+-[a-z0-9]+-[0-9a-f]{32}$/);
    const path = `/v1/objects/${created.json.id}`;
    expect((await desk.ask('PUT', `${path}/content/original`, headers, 'bytes', at)).status).toBe(201);
    const status = (await desk.ask('GET', `${path}/views/original/status`, headers, undefined, at)).json;
    expect(status).toMatchObject({ content_state: 'ready', view_state: 'ready' });
    const joes = { Cookie: `skypetoken_asm=${joe.token}` };
    expect((await desk.ask('GET', `${path}/views/original`, joes, undefined, 'weu1-api.asm.skype.com')).text).toBe(
      'bytes',
    );
  });
});
