import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTransport } from '../../../background/transport.ts';
import { createTestClient } from './support.ts';

let web: Server;
let origin: string;
const asked: { path: string | undefined; token: string | undefined }[] = [];
const services = () => ({
  'api.asm.skype.com': `${origin}/store/`,
  'avatar.skype.com': `${origin}/faces`,
  'login.skype.com': `${origin}/login`,
});

beforeAll(async () => {
  web = createServer((request, response) => {
    if (request.url === '/.well-known/skylark') {
      const document = { name: 'x', version: '1', issuer: origin, holdSeconds: 25, services: services(), clouds: [] };
      return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
    }
    asked.push({ path: request.url, token: request.headers.authorization });
    if (request.url?.endsWith('/missing')) return response.writeHead(404).end('{"errorCode":404}');
    if (request.url?.endsWith('/moved')) return response.writeHead(302, { Location: 'https://evil.example/' }).end();
    return response.writeHead(200, { 'Content-Type': 'image/png' }).end(Buffer.from([0x89, 0xff, 0x00, 0xc3]));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
});
afterAll(() => {
  web.closeAllConnections();
  web.close();
});
beforeEach(() => asked.splice(0));

const client = () => createTestClient(createTransport(), { server: origin });
const read = async (uri: string, from = client()) => from.service.objects?.read(uri);

describe('reading an object', () => {
  it.each([
    ['https://api.asm.skype.com/v1/objects/0-1/views/original', '/store/v1/objects/0-1/views/original'],
    ['https://neu1-api.asm.skype.com/v1/objects/0-neu-1/views/imgt1', '/store/v1/objects/0-neu-1/views/imgt1'],
    ['https://avatar.skype.com/v1/avatars/joe.4/public?size=l', '/faces/v1/avatars/joe.4/public?size=l'],
  ])('%s asks the server that stands in for that host', async (uri, path) => {
    expect(await read(uri)).toEqual({ parts: [new Uint8Array([0x89, 0xff, 0x00, 0xc3])], type: 'image/png' });
    expect(asked).toEqual([{ path, token: 'skype_token token-of-the-test' }]);
  });

  it('asks the own server at its own addresses', async () => {
    await read(`${origin}/store/v1/objects/0-1/views/video`);
    expect(asked.map(({ path }) => path)).toEqual(['/store/v1/objects/0-1/views/video']);
  });

  it.each([
    'https://evil.example/v1/objects/0-1',
    'https://api.asm.skype.com.evil.example/v1/objects/0-1',
    'https://api.asm.skype.com@evil.example/v1/objects/0-1',
    'https://login.skype.com/logout',
    'https://static-asm.secure.skypeassets.com/pes/v1/items/1',
    'http://api.asm.skype.com/v1/objects/0-1',
    'javascript:alert(1)',
    'nonsense',
  ])('sends no token to %s, and says that a foreign place was named', async (uri) => {
    const from = client();
    await expect(read(uri, from)).rejects.toEqual(expect.objectContaining({ name: 'ServiceError', kind: 'forbidden' }));
    expect(asked).toEqual([]);
    expect(from.requests.every(({ url }) => url.startsWith(`${origin}/.well-known/`))).toBe(true);
    expect(from.securityEvents).toHaveLength(1);
  });

  // Whoever writes a message chooses the address; a click on "Show picture" must not do anything else with our token.
  it.each([
    ['https://api.asm.skype.com/../login/logout'],
    ['https://api.asm.skype.com/v1/objects/%2e%2e/%2E%2e/..%2flogin/../../login/logout'],
    ['https://api.asm.skype.com/v1/objects/../../../login/logout'],
    ['/login/logout'],
    ['/login/logout?of=/v1/objects/0-1'],
    ['/login/logout#/v1/objects/0-1'],
  ])('asks for nothing but objects, whatever %s says', async (address) => {
    const uri = address.startsWith('/') ? origin + address : address;
    await expect(read(uri)).rejects.toEqual(expect.objectContaining({ name: 'ServiceError', kind: 'forbidden' }));
    expect(asked).toEqual([]);
  });

  it('tells what the server refuses, and follows nobody elsewhere', async () => {
    await expect(read('https://api.asm.skype.com/v1/objects/missing')).rejects.toEqual(
      expect.objectContaining({ kind: 'not-found' }),
    );
    await expect(read('https://api.asm.skype.com/v1/objects/moved')).rejects.toEqual(
      expect.objectContaining({ kind: 'network' }),
    );
  });
});
