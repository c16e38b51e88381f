import { Hono } from 'hono';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJson } from '../../gateway/body.ts';
import type { GatewayEnv } from '../../gateway/context.ts';
import { ProtocolError } from '../../gateway/errors.ts';
import { routedPath } from '../../gateway/hosts.ts';
import { discoveryDocument } from '../../src/skype/wire/discovery.ts';
import { readWire } from '../../src/skype/wire/read.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  token = await gateway.tokenFor(await gateway.createUser('fred.2'));
});
afterAll(() => gateway.close());

describe('a service', () => {
  it.each([
    ['its path prefix', 'https://gateway.test/api.skype.com/users/self/profile', {}],
    ['its host name', 'https://api.skype.com/users/self/profile', {}],
    ['its host name and a port', 'https://api.skype.com:8443/users/self/profile', {}],
    ['the Host header', 'https://127.0.0.1/users/self/profile', { host: 'API.skype.com' }],
  ])('is reached by %s', async (_, url, headers: Record<string, string>) => {
    const reply = await gateway.fetch(url, { headers: { ...headers, 'X-SkypeToken': token } });
    expect(reply.status).toBe(200);
  });

  it.each([
    ['https://db3-client-s.gateway.messenger.live.com/v1/x?y=1', '/client-s.gateway.messenger.live.com/v1/x'],
    ['https://msgapi.teams.live.com/v1/x', '/client-s.gateway.messenger.live.com/v1/x'],
    [
      'https://gateway.test/azeus1-client-s.gateway.messenger.live.com/v1/x',
      '/client-s.gateway.messenger.live.com/v1/x',
    ],
    [
      'https://gateway.test/v1/users/ME/conversations/19%3Aa@thread.skype',
      '/v1/users/ME/conversations/19%3Aa@thread.skype',
    ],
    ['https://api.skype.com.evil.example/users/self', '/users/self'],
  ])('for %s is found at %s', (url, path) => {
    expect(routedPath(new Request(url))).toBe(path);
  });

  it('is not reached under the name of another', async () => {
    const reply = await gateway.fetch('/flagsapi.skype.com/users/self/profile', { headers: { 'X-SkypeToken': token } });
    expect(reply.status).toBe(404);
  });
});

describe('the discovery document', () => {
  it('names every service under the origin that the client used', async () => {
    const reply = await gateway.fetch('https://chat.example.org:8443/.well-known/skylark');
    const document = await reply.json();
    expect(readWire(discoveryDocument, document).ok).toBe(true);
    expect(document).toMatchObject({
      issuer: 'https://chat.example.org:8443',
      holdSeconds: 1,
      clouds: [],
      services: {
        'client-s.gateway.messenger.live.com': 'https://chat.example.org:8443',
        'contacts.skype.com': 'https://chat.example.org:8443/contacts.skype.com',
      },
    });
  });

  it('names the public origin when there is one, and the other gateways', async () => {
    const settings = { publicOrigin: 'https://public.example', clouds: ['https://other.example'] };
    const other = await startTestGateway({ settings });
    const document = await (await other.fetch('/.well-known/skylark')).json();
    expect(document).toMatchObject({ issuer: 'https://public.example', clouds: ['https://other.example'] });
    await other.close();
  });

  it('does not repeat a Host header that is no host name', async () => {
    const reply = await gateway.fetch('/.well-known/skylark', { headers: { host: 'a b<script>' } });
    expect(reply.status).toBe(400);
  });
});

describe('a request that cannot be answered', () => {
  const change = '/api.skype.com/users/self/profile/partial';
  const send = (body: BodyInit) => gateway.fetch(change, { method: 'POST', headers: { 'X-SkypeToken': token }, body });

  it.each([
    ['JSON that ends early', '{"payload":', 'not valid JSON'],
    ['text', 'hello', 'not valid JSON'],
    ['nothing', '', 'is wrong'],
    ['another JSON value', '[1]', 'expected an object'],
    ['bad UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'not valid UTF-8'],
  ])('with %s is 400', async (_, body, reason) => {
    const reply = await send(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ errorCode: 400, message: expect.stringContaining(reason) });
  });

  it('with more than a mebibyte is 413, whether it says so or not', async () => {
    const large = 'x'.repeat(1024 * 1024 + 1);
    expect((await send(large)).status).toBe(413);
    const stream = new Blob([large]).stream();
    const request = new Request(new URL(change, gateway.origin), {
      method: 'POST',
      headers: { 'X-SkypeToken': token },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    const reply = await gateway.fetch(request);
    expect(reply.status).toBe(413);
    expect(await reply.json()).toMatchObject({ errorCode: 413 });
  });

  it('at an unknown path is 404, and with the wrong method 405 with the right ones', async () => {
    const unknown = await gateway.fetch('/no/such/path');
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('statustext')).toBe('The requested resource does not exist.');
    expect(await unknown.json()).toEqual({ errorCode: 404, message: 'The requested resource does not exist.' });
    const wrong = await gateway.fetch('/flagsapi.skype.com/flags/v1/1', { method: 'POST' });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('PUT, DELETE');
    expect(await wrong.json()).toMatchObject({ errorCode: 405 });
  });

  it('for an unforeseen reason is 500 without that reason, which the log has without the text of the error', async () => {
    const broken = await startTestGateway();
    await broken.context.database.query('drop table skype_tokens cascade');
    const reply = await broken.fetch('/api.skype.com/users/self/profile', { headers: { 'X-SkypeToken': 'secret' } });
    expect(reply.status).toBe(500);
    const { message } = (await reply.json()) as { message: string };
    const reference = /under (\w{12})\.$/.exec(message)?.[1] ?? 'none';
    expect(message).not.toContain('skype_tokens');
    expect(broken.logged()).toContain(reference);
    expect(broken.logged()).toContain('42P01');
    expect(broken.logged()).not.toContain('does not exist');
    await broken.close();
  });
});

describe('reading a body', () => {
  it('names the field that is wrong, deep inside', async () => {
    const schema = v.object({ members: v.array(v.object({ id: v.string() })) });
    const app = new Hono<GatewayEnv>();
    app.post('/', async (c) => c.json(await readJson(c, schema)));
    app.onError(
      (error) => new Response(error instanceof ProtocolError ? error.message : 'unforeseen', { status: 400 }),
    );
    const reply = await app.request('/', { method: 'POST', body: '{"members":[{"id":"a"},{"id":7}]}' });
    expect(await reply.text()).toMatch(/wrong field "members\.1\.id"/);
  });
});
