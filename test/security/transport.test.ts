// The one place that makes requests, at real servers: what a browser would follow by itself is not followed, and what another
// address would get to see is not sent.
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTransport } from '../../background/transport.ts';
import { startThief, type Thief } from '../support/thief.ts';

let thief: Thief;
let server: Server;
let url: string;
let headers: IncomingHttpHeaders = {};
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  thief = await startThief();
  server = createServer((request, response) => {
    headers = request.headers;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  answer = (response) => response.end('{}');
});
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await thief?.close();
});

const secrets = {
  'X-SkypeToken': 'token',
  RegistrationToken: 'registrationToken=token',
  Authorization: 'Bearer token',
  Authentication: 'skypetoken=token',
};
const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', usesSystemSignIn = false) =>
  createTransport()({
    ...{ method, url: `${url}/v1/users/ME/endpoints`, headers: secrets, timeoutMs: 5_000, usesSystemSignIn },
    ...(method === 'GET' ? {} : { body: 'refresh_token=token&password=secret' }),
  });

describe('a reply that says where to go', () => {
  const statuses = [300, 301, 302, 303, 304, 305, 306, 307, 308, 200, 201, 401, 404, 503];
  it.each(statuses)('with status %i is not followed, whatever the method', async (status) => {
    for (const location of [
      thief.url,
      `//${new URL(thief.url).host}`,
      ...thief.otherNames,
      `${url}@${new URL(thief.url).host}`,
    ]) {
      answer = (response) => {
        response.writeHead(status, {
          Location: `${location}/v1`,
          'Content-Location': `${location}/v1`,
          Refresh: `0; url=${location}/v1`,
          Link: `<${location}/v1>; rel=preload`,
          'Alt-Svc': `h2="${new URL(thief.url).host}"; ma=3600`,
        });
        response.end(status === 304 ? undefined : `<meta http-equiv="refresh" content="0;url=${location}">`);
      };
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) await send(method).catch(() => undefined);
      await send('POST', true).catch(() => undefined);
    }
    expect(thief.requests).toEqual([]);
    expect(thief.connections).toBe(0);
  });

  it.each([301, 302, 303, 307, 308])(
    'with status %i is an error of the network, as if nobody had answered',
    async (status) => {
      answer = (response) => response.writeHead(status, { Location: `${url}/elsewhere` }).end();
      await expect(send('POST')).rejects.toMatchObject({ kind: 'network' });
    },
  );
});

describe('a request', () => {
  it('has no cookie, no referrer and no origin that names a page, also after the server has set a cookie', async () => {
    answer = (response) => response.writeHead(200, { 'Set-Cookie': 'session=stolen; Path=/' }).end('{}');
    await send('POST');
    await send('GET');
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('referer');
    expect(headers['x-skypetoken']).toBe('token');
  });

  it('that fails says neither where it went nor what it carried', async () => {
    for (const act of [
      (response: ServerResponse) => response.destroy(),
      (response: ServerResponse) => response.writeHead(302, { Location: thief.url }).end(),
    ]) {
      answer = act;
      const error = await send('POST').catch((fault: unknown) => fault);
      expect(String(error)).not.toMatch(/token|secret|127\.0\.0\.1/);
    }
  });
});
