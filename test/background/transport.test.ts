import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from '../../background/transport.ts';

let server: Server;
let origin: string;
const received: { url: string | undefined; headers: Record<string, unknown>; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ url: request.url, headers: request.headers, body });
    if (request.url === '/moved') return response.writeHead(302, { Location: '/elsewhere' }).end();
    if (request.url === '/silent') return undefined;
    if (request.url === '/large') {
      response.writeHead(200);
      for (let sent = 0; sent < 20; sent += 1) response.write('x'.repeat(1024 * 1024));
      return response.end();
    }
    if (request.url === '/cut') {
      response.writeHead(200, { 'Content-Length': '100' });
      return response.write('half', () => response.destroy());
    }
    return response.writeHead(404, { Location: 'https://elsewhere.example/v1', 'X-Some': 'yes' }).end('grüße');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const transport = createTransport();
const get = (path: string, timeoutMs = 5_000, signal?: AbortSignal) =>
  transport({ method: 'GET', url: origin + path, headers: {}, timeoutMs, ...(signal && { signal }) });
const network = expect.objectContaining({ name: 'ServiceError', kind: 'network' });

describe('the transport', () => {
  it('hands over status, headers and text as they are, and leaves Location to the caller', async () => {
    const reply = await get('/any');
    expect([reply.status, reply.text]).toEqual([404, 'grüße']);
    expect(reply.header('location')).toBe('https://elsewhere.example/v1');
    expect(reply.header('x-SOME')).toBe('yes');
    expect(reply.header('missing')).toBeUndefined();
  });

  it('sends method, headers and body, and nothing of its own that tells who asks', async () => {
    await transport({
      method: 'POST',
      url: `${origin}/post`,
      headers: { RegistrationToken: 'registrationToken=abc' },
      body: '{"status":"Online"}',
      timeoutMs: 5_000,
    });
    const last = received.at(-1);
    expect(last).toMatchObject({ url: '/post', body: '{"status":"Online"}' });
    expect(last?.headers).toMatchObject({ registrationtoken: 'registrationToken=abc' });
    expect(last?.headers.cookie).toBeUndefined();
    expect(last?.headers.referer).toBeUndefined();
  });

  it('follows no redirect', async () => {
    await expect(get('/moved')).rejects.toEqual(network);
    expect(received.map(({ url }) => url)).not.toContain('/elsewhere');
  });

  it('gives up when no reply comes in time', async () => {
    await expect(get('/silent', 50)).rejects.toEqual(network);
  });

  it('gives up when it is told to', async () => {
    const cut = new AbortController();
    const reply = get('/silent', 5_000, cut.signal);
    cut.abort();
    await expect(reply).rejects.toEqual(network);
  });

  it('takes half a reply for none', async () => {
    await expect(get('/cut')).rejects.toEqual(network);
  });

  it('reads no more than a reply may hold', async () => {
    await expect(get('/large')).rejects.toEqual(expect.objectContaining({ kind: 'unreadable' }));
  });

  it('says that nobody is there', async () => {
    const reply = transport({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {}, timeoutMs: 5_000 });
    await expect(reply).rejects.toEqual(network);
  });
});
