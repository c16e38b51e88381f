// Over a real socket: what a client sees when the gateway has its answer before it has the whole body.
import { Agent, request } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startServer } from '../../gateway/server.ts';

let gateway: RunningGateway;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  const options = {
    host: '127.0.0.1',
    port: 0,
    data: 'memory:',
    isDemo: false,
    holdSeconds: 1,
    tls: undefined,
    publicOrigin: undefined,
    isBehindProxy: false,
    clouds: [],
    maxObjectMb: 100,
    allowsPrivatePreviews: false,
    sipDomain: 'skylark.example',
    ucwaPaths: 'real' as const,
    allowsUcwaFaults: false,
  };
  gateway = await startServer(options, { log: pino({ enabled: false }), databaseUrl: undefined });
}, 60_000);
afterAll(async () => {
  agent.destroy();
  await gateway.stop();
});

/** `port` is the client's end of the connection. */
type Answer = { status: number; errorCode: number; port: number | undefined };

function post(path: string, body: Buffer, isLengthKnown = true): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = isLengthKnown ? { 'Content-Length': body.length } : { 'Transfer-Encoding': 'chunked' };
    const outgoing = request(new URL(path, gateway.url), { method: 'POST', agent, headers }, (reply) => {
      const port = reply.socket.localPort;
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      reply.on('error', reject);
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, errorCode: (JSON.parse(text) as Answer).errorCode, port }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const mebibyte = 1024 * 1024;

describe('a body that is too large', () => {
  it.each([
    ['a little', mebibyte + 1, true],
    ['by far', 8 * mebibyte, true],
    ['a little, without saying so before', mebibyte + 1, false],
    ['by far, without saying so before', 8 * mebibyte, false],
  ])(
    '%s is answered with 413 that the client can read, and the connection lives on',
    async (_, length, isLengthKnown) => {
      const path = '/v1/users/ME/conversations/8:joe.4/messages';
      const refused = await post(path, Buffer.alloc(length, 120), isLengthKnown);
      expect(refused).toMatchObject({ status: 413, errorCode: 413 });
      const next = await post(path, Buffer.from('{}'));
      expect(next.status).toBe(401);
      expect(next.port).toBe(refused.port);
    },
  );
});

describe('a body that nobody reads', () => {
  it('does not end the connection under the request that follows', async () => {
    for (const path of ['/no/such/path', '/contacts.skype.com/contacts/v2/users/self/invites/8:joe.4/accept']) {
      const unread = await post(path, Buffer.alloc(700_000, 120));
      expect(unread.status).toBeGreaterThanOrEqual(400);
      const next = await post('/v1/users/ME/endpoints', Buffer.from('{}'));
      expect(next.status).toBe(401);
      expect(next.port).toBe(unread.port);
    }
  });
});
