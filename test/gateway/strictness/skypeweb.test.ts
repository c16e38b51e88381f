// A sign-in and a first minute as skype.md 13.4 and 3.2 (flow A) describe the libpurple plugin: its requests in its order, and of every reply
// what it reads, the way it reads it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../scripts/conformance/certificate.ts';
import { type GatewayProcess, startGatewayProcess } from '../../../scripts/gateway-process.ts';
import { type Desk, openDesk, type Reply } from './desk.ts';

const host = 'client-s.gateway.messenger.live.com';
const own = '/v1/users/ME';
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const caller = {
  ...{ 'X-Stratus-Caller': 'swx-skype.com', 'X-Stratus-Request': 'abcd1234', Origin: 'https://web.skype.com' },
  ...{ Referer: 'https://web.skype.com/main', Accept: 'application/json; ver=1.0;' },
};
const clientInfo = {
  ...{ Referer: 'https://web.skype.com/main', Accept: 'application/json; ver=1.0', BehaviorOverride: 'redirectAs404' },
  ClientInfo:
    'os=Windows; osVer=8.1; proc=Win32; lcid=en-us; deviceType=1; country=n/a; clientName=swx-skype.com; clientVer=908/1.85.0.29',
};

let gateway: GatewayProcess;
let desk: Desk;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skylark-skypeweb-'));
  const { certFile, keyFile } = makeCertificate(folder);
  gateway = await startGatewayProcess([
    ...['--host', '127.0.0.1', '--port', '0', '--data', 'memory:', '--demo', '--hold-seconds', '1'],
    ...['--tls-cert', certFile, '--tls-key', keyFile],
  ]);
  desk = openDesk(gateway.url, certFile);
}, 90_000);
afterAll(async () => {
  desk.close();
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What stands between two texts, as the plugin looks for it. */
function between(text: string, before: string, after: string): string {
  const start = text.indexOf(before);
  const end = text.indexOf(after, start + before.length);
  expect(start, `"${before}" in ${text.slice(0, 500)}`).toBeGreaterThan(-1);
  expect(end).toBeGreaterThan(start);
  return text.slice(start + before.length, end);
}

const cookiesOf = (reply: Reply): string[] =>
  (reply.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '');

describe('the plugin', () => {
  let token = '';
  let registration = '';
  let endpoint = '';
  const account = (service: string, method: string, path: string, body?: unknown) =>
    desk.ask(method, path, { ...caller, 'X-Skypetoken': token }, body, service);
  const chat = (method: string, path: string, body?: unknown) =>
    desk.ask(method, path, { ...clientInfo, RegistrationToken: registration }, body, host);

  it('signs in by the web form', async () => {
    const query = 'client_id=578134&redirect_uri=https%3A%2F%2Fweb.skype.com';
    const start = await desk.ask('GET', `/login/oauth/microsoft?${query}`, {}, undefined, 'login.skype.com');
    expect([301, 302, 303]).toContain(start.status);
    const place = new URL(String(start.headers.location));
    expect(place.host).toBe('login.live.com');
    const page = await desk.ask('GET', place.pathname + place.search, {}, undefined, place.host);
    const cookies = [...cookiesOf(page), `CkTst=G${Date.now()}`];
    expect(cookies.join()).toMatch(/MSPRequ=.*MSPOK=/);
    const PPFT = between(page.text, 'name="PPFT" id="i0327" value="', '"');
    const fields = new URLSearchParams({ login: 'fred.2', passwd: 'skylark-demo', PPFT, loginoptions: '3' });
    const wreply = encodeURIComponent(`https://lw.skype.com/login/oauth/proxy?${query}`);
    const signedIn = await desk.ask(
      'POST',
      `/ppsecure/post.srf?wa=wsignin1.0&wp=MBI_SSL&wreply=${wreply}`,
      { ...form, Cookie: cookies.join('; ') },
      fields.toString(),
      'login.live.com',
    );
    const t = between(signedIn.text, '="t" value="', '"');
    const last = await desk.ask(
      'POST',
      `/login/microsoft?${query}`,
      form,
      new URLSearchParams({ t, client_id: '578134', oauthPartner: '999', site_name: 'lw.skype.com' }).toString(),
      'login.skype.com',
    );
    token = between(last.text, '="skypetoken" value="', '"');
    expect(token).not.toBe('');
  });

  it('registers, and takes the token header apart by its order', async () => {
    const headers = { ...clientInfo, Authentication: `skypetoken=${token}` };
    const reply = await desk.ask('POST', `${own}/endpoints`, headers, '{}', host);
    const header = String(reply.headers['set-registrationtoken']);
    registration = header.slice(0, header.indexOf(';'));
    expect(between(header, 'expires=', ';')).toMatch(/^\d+$/);
    endpoint = header.slice(header.indexOf('endpointId=') + 'endpointId='.length);
    expect(endpoint).toMatch(/^\{[0-9a-f-]{36}\}$/);
    expect(new URL(String(reply.headers.location)).host).toBe(host);
    const document = {
      ...{ id: 'messagingService', type: 'EndpointPresenceDoc', selfLink: 'uri', privateInfo: { epname: 'skype' } },
      publicInfo: {
        capabilities: '',
        type: 1,
        typ: 1,
        skypeNameVersion: '908/1.85.0.29/swx-skype.com',
        nodeInfo: '',
        version: '908/1.85.0.29',
      },
    };
    const path = `${own}/endpoints/${encodeURIComponent(endpoint)}/presenceDocs/messagingService`;
    expect((await chat('PUT', path, document)).status).toBe(200);
    expect((await chat('GET', `${own}/properties`)).json.primaryMemberName).toBe('fred.2');
    const switched = await chat('PUT', `${own}/endpoints/SELF/properties?name=supportsMessageProperties`, {
      supportsMessageProperties: true,
    });
    expect(switched.status).toBeLessThan(300);
    const subscribed = await chat('POST', `${own}/endpoints/SELF/subscriptions`, {
      ...{ template: 'raw', channelType: 'httpLongPoll' },
      interestedResources: [
        ...['/v1/users/ME/conversations/ALL/properties', '/v1/users/ME/conversations/ALL/messages'],
        ...['/v1/users/ME/contacts/ALL', '/v1/threads/ALL'],
      ],
    });
    expect(subscribed.json).toEqual({});
  });

  it('reads everything it starts with as JSON of the types it expects', async () => {
    const asset = await desk.ask(
      'GET',
      '/pes/v1/petoken',
      { Authorization: `skype_token ${token}` },
      undefined,
      'static.asm.skype.com',
    );
    expect(typeof asset.json.token).toBe('string');
    expect((await account('api.skype.com', 'GET', '/users/self/profile')).json.username).toBe('fred.2');
    const { invite_list } = (await account('contacts.skype.com', 'GET', '/contacts/v2/users/SELF/invites')).json;
    for (const { mri, invites } of invite_list) {
      expect(mri).toMatch(/^8:/);
      expect(typeof invites[0].message).toBe('string');
    }
    const path = '/contacts/v2/users/SELF?delta=&reason=default';
    const { contacts } = (await account('contacts.skype.com', 'GET', path)).json;
    expect(contacts.length).toBeGreaterThan(1);
    for (const contact of contacts) {
      for (const key of ['authorized', 'blocked']) expect(typeof contact[key]).toBe('boolean');
      expect(['boolean', 'undefined']).toContain(typeof contact.suggested);
    }
    const mood = await account('api.skype.com', 'POST', '/users/self/profile/partial', {
      payload: { mood: 'at work' },
    });
    expect(mood.status).toBeLessThan(300);
    expect((await chat('PUT', `${own}/presenceDocs/messagingService`, { status: 'Online' })).status).toBe(200);
    const people = contacts.map(({ mri }: { mri: string }) => mri);
    expect((await chat('POST', `${own}/contacts`, { contacts: people.map((id: string) => ({ id })) })).status).toBe(
      200,
    );
    const changed = await chat(
      'PUT',
      `${own}/endpoints/${encodeURIComponent(endpoint)}/subscriptions/0?name=interestedResources`,
      {
        interestedResources: [
          ...['/v1/users/ME/conversations/ALL/properties', '/v1/users/ME/conversations/ALL/messages'],
          ...['/v1/users/ME/contacts/ALL', '/v1/threads/ALL'],
          ...people.map((mri: string) => `/v1/users/ME/contacts/${mri}`),
        ],
      },
    );
    expect(changed.status).toBeLessThan(300);
    const presence = await chat(
      'GET',
      `${own}/contacts/ALL/presenceDocs/messagingService?${people
        .slice(0, 10)
        .map((mri: string) => `cMri=${mri}`)
        .join('&')}`,
    );
    expect(Array.isArray(presence.json.Responses)).toBe(true);
  });

  it('lists conversations, their history and the people in groups', async () => {
    const types = encodeURIComponent('Passport|Skype|Lync|Thread|PSTN|Agent');
    const listed = await chat(
      'GET',
      `${own}/conversations?startTime=0000&pageSize=100&view=msnp24Equivalent&targetType=${types}`,
    );
    const groups = listed.json.conversations.filter(({ id }: { id: string }) => id.startsWith('19:'));
    expect(groups.length).toBeGreaterThan(0);
    for (const { id, threadProperties } of groups) {
      expect(typeof threadProperties.membercount).toBe('string');
      const query = 'startTime=0000&pageSize=30&view=msnp24Equivalent&targetType=Thread';
      const { messages } = (await chat('GET', `${own}/conversations/${encodeURIComponent(id)}/messages?${query}`)).json;
      for (const message of messages) {
        expect(message.conversationLink).toContain('/19:');
        for (const key of ['id', 'messagetype', 'composetime', 'from']) expect(typeof message[key]).toBe('string');
        for (const key of ['clientmessageid', 'skypeeditedid', 'skypeemoteoffset'])
          expect(['string', 'undefined']).toContain(typeof message[key]);
      }
      const { members } = (await chat('GET', `/v1/threads/${encodeURIComponent(id)}?view=msnp24Equivalent`)).json;
      for (const { userLink } of members) expect(userLink).toMatch(/\/(8:[^/]+|28:[^/]+)$/);
    }
  });

  it('sends typing with a number as id and a message, and knows its own echo by the id it chose', async () => {
    const path = `${own}/conversations/${encodeURIComponent('8:joe.4')}/messages`;
    const typing = { clientmessageid: Date.now(), content: '', messagetype: 'Control/Typing', contenttype: 'text' };
    expect((await chat('POST', path, typing)).status).toBe(201);
    const clientmessageid = String(Date.now());
    const message = {
      clientmessageid,
      content: '<i>hello</i>',
      messagetype: 'RichText',
      contenttype: 'text',
      imdisplayname: 'fred.2',
    };
    expect((await chat('POST', path, { ...message, skypeemoteoffset: '4' })).status).toBe(201);
    const headers = { ...clientInfo, ...form, RegistrationToken: registration };
    for (const endMs = Date.now() + 15_000; ; ) {
      expect(Date.now()).toBeLessThan(endMs);
      const polled = await desk.ask('POST', `${own}/endpoints/SELF/subscriptions/0/poll`, headers, '', host);
      const echo = polled.json.eventMessages.find(
        ({ resource }: { resource: { clientmessageid?: string } }) => resource.clientmessageid === clientmessageid,
      );
      if (!echo) continue;
      expect(echo.resource).toMatchObject({ content: '<i>hello</i>', skypeemoteoffset: '4' });
      break;
    }
    const horizon = await chat('PUT', `${own}/conversations/8:joe.4/properties?name=consumptionhorizon`, {
      consumptionhorizon: `${clientmessageid};${Date.now()};${clientmessageid}`,
    });
    expect(horizon.status).toBe(200);
  });

  it('signs out', async () => {
    const out = await desk.ask('GET', '/logout', { Cookie: `refresh-token=${token}` }, undefined, 'login.skype.com');
    expect(out.status).toBeLessThan(400);
    expect((await account('api.skype.com', 'GET', '/users/self/profile')).status).toBe(401);
    expect((await chat('GET', `${own}/properties`)).status).toBe(401);
  });
});
