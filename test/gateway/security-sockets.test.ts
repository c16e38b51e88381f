// Clients that keep the gateway busy or try to confuse it, on real sockets: slow in everything they do, with requests that two servers
// would read in two ways, or with names of hosts that are none. The limits are the gateway's own, shortened.
import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type ConnectionLimits,
  defaultConnectionLimits,
  type RunningGateway,
  startServer,
} from '../../gateway/server.ts';

const options = {
  ...{ host: '127.0.0.1', port: 0, data: 'memory:', isDemo: false, holdSeconds: 1, tls: undefined },
  ...{ publicOrigin: undefined, isBehindProxy: false, clouds: [], maxObjectMb: 100, allowsPrivatePreviews: false },
  ...{ sipDomain: 'skylark.example', ucwaPaths: 'real' as const, allowsUcwaFaults: false },
};
const limits = {
  ...{ headersTimeoutMs: 400, requestTimeoutMs: 800, keepAliveTimeoutMs: 600, silenceTimeoutMs: 3_000 },
  ...{ checkIntervalMs: 100, mostConnections: 60 },
};

/** Nothing that would end a connection but what is one too many, or a body that takes too long. */
const room = 5;
const strictLimits = { bodyTimeoutMs: 400, mostConnections: room };

let gateway: RunningGateway;
let strict: RunningGateway;
let logged = '';
const sockets: Socket[] = [];

function start(limits: Partial<ConnectionLimits>): Promise<RunningGateway> {
  const write = (line: string) => {
    logged += line;
  };
  return startServer(options, { log: pino({ level: 'trace' }, { write }), databaseUrl: undefined, limits });
}

beforeAll(async () => {
  [gateway, strict] = await Promise.all([start(limits), start(strictLimits)]);
}, 60_000);
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => Promise.all([gateway?.stop(), strict?.stop()]));

type Wire = { socket: Socket; text(): string; closed: Promise<void>; readonly isOpen: boolean };

/** A connection that sends what it is told, and remembers what comes. */
async function open({ url } = gateway): Promise<Wire> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  let isOpen = true;
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) =>
    socket.on('close', () => {
      isOpen = false;
      resolve();
    }),
  );
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return {
    ...{ socket, closed, text: () => text },
    get isOpen() {
      return isOpen;
    },
  };
}

/** Sends a whole request and answers what came back, when the server has closed or is silent. */
async function say(request: string | Buffer): Promise<string> {
  const wire = await open();
  wire.socket.write(request);
  await wire.closed;
  return wire.text();
}

const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

/** Sends a request and waits until the answer begins or the connection ends; answers the statuses of all that came so far. */
async function exchange({ socket, text, closed }: Wire, request: string): Promise<number[]> {
  const before = statuses(text()).length;
  const answered = new Promise<void>((resolve) => {
    const look = () => {
      if (statuses(text()).length === before) return;
      socket.off('data', look);
      resolve();
    };
    socket.on('data', look);
  });
  socket.write(request);
  await Promise.race([answered, closed]);
  return statuses(text());
}

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;
const isWell = async () => (await fetch(`${gateway.url}/.well-known/skylark`)).status === 200;

describe('a body that is no upload', () => {
  it.each([
    ['POST', '/v1/users/ME/endpoints'],
    ['PUT', '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService'],
    ['POST', '/oauth/token'],
    ['POST', '/login.live.com/RST.srf'],
    ['POST', '/ucwa/oauth/v1/applications'],
    ['POST', '/no/such/path'],
  ])('has a limit of its own, long before that of a whole request: %s %s is answered 408', async (method, path) => {
    const wire = await open(strict);
    wire.socket.write(lines(`${method} ${path} HTTP/1.1`, 'Host: a', 'Content-Length: 1000', 'Connection: close'));
    const drip = setInterval(() => wire.socket.writable && wire.socket.write('x'), 50);
    await wire.closed;
    clearInterval(drip);
    expect(statuses(wire.text())).toEqual([408]);
    expect(wire.text()).toContain('The body took too long.');
  });

  it('does not fall under it when it comes in time, however many requests one connection makes', async () => {
    const wire = await open(strict);
    const request = `${lines('POST /v1/users/ME/endpoints HTTP/1.1', 'Host: a', 'Content-Length: 2')}{}`;
    const untilMs = performance.now() + 1_000;
    while (performance.now() < untilMs) await exchange(wire, request);
    expect(new Set(statuses(wire.text()))).toEqual(new Set([401]));
    expect(wire.isOpen).toBe(true);
  });
});

describe('many clients', () => {
  const request = lines('GET /.well-known/skylark HTTP/1.1', 'Host: a');
  const get = (wire: Wire) => exchange(wire, request);

  it('beyond what there may be are turned away without an answer, those before them go on being served, and who comes when one has gone is served, too', async () => {
    const inside: Wire[] = [];
    for (let count = 0; count < room; count += 1) inside.push(await open(strict));
    for (const wire of inside) expect(await get(wire)).toEqual([200]);
    for (let count = 0; count < 20; count += 1) {
      const wire = await open(strict);
      expect(await get(wire)).toEqual([]);
      expect(wire.isOpen).toBe(false);
    }
    for (const wire of inside) expect(await get(wire)).toEqual([200, 200]);
    expect(inside.map(({ isOpen }) => isOpen)).toEqual(inside.map(() => true));
    inside[0]?.socket.end();
    await inside[0]?.closed;
    // The gateway hears of the end a moment later than we.
    await vi.waitFor(async () => expect(await get(await open(strict))).toEqual([200]), { timeout: 10_000 });
    for (const wire of inside.slice(1)) expect(await get(wire)).toEqual([200, 200, 200]);
  });

  it('have limits of this size where nobody changed them', () => {
    expect(defaultConnectionLimits.headersTimeoutMs).toBeLessThanOrEqual(60_000);
    expect(defaultConnectionLimits.requestTimeoutMs).toBeLessThanOrEqual(3_600_000);
    expect(defaultConnectionLimits.bodyTimeoutMs).toBeLessThanOrEqual(60_000);
    expect(defaultConnectionLimits.silenceTimeoutMs).toBeLessThanOrEqual(3_600_000);
    expect(defaultConnectionLimits.mostConnections).toBeLessThanOrEqual(100_000);
  });
});

describe('a client that takes its time', () => {
  it('with the headers is answered 408 and cut off, however steadily it goes on', async () => {
    const wire = await open();
    wire.socket.write('GET /v1/users/ME/properties HTTP/1.1\r\nHost: a\r\n');
    const drip = setInterval(() => wire.socket.writable && wire.socket.write('X-A: b\r\n'), 50);
    await wire.closed;
    clearInterval(drip);
    expect(statuses(wire.text())).toEqual([408]);
    expect(await isWell()).toBe(true);
  });

  it.each([
    ['POST', '/v1/users/ME/endpoints'],
    ['POST', '/oauth/token'],
    ['POST', '/login.live.com/RST.srf'],
    ['POST', '/ucwa/oauth/v1/applications'],
    ['PUT', '/api.asm.skype.com/v1/objects/x/content/original'],
    ['PUT', '/avatar.skype.com/v1/avatars/fred.2'],
    ['POST', '/no/such/path'],
  ])('with the body of %s %s is cut off', async (method, path) => {
    const wire = await open();
    wire.socket.write(lines(`${method} ${path} HTTP/1.1`, 'Host: a', 'Content-Length: 1000'));
    const drip = setInterval(() => wire.socket.writable && wire.socket.write('x'), 50);
    await wire.closed;
    clearInterval(drip);
    // A refusal may come before the body is there; a success may not.
    for (const status of statuses(wire.text())) expect(status).toBeGreaterThanOrEqual(400);
    expect(await isWell()).toBe(true);
  });

  it('in saying anything at all is cut off', async () => {
    const wire = await open();
    await wire.closed;
    expect(statuses(wire.text()).every((status) => status === 408)).toBe(true);
  });

  it('between two requests is cut off, and may come again', async () => {
    const wire = await open();
    wire.socket.write(lines('GET /.well-known/skylark HTTP/1.1', 'Host: a'));
    await wire.closed;
    expect(statuses(wire.text())).toEqual([200]);
    expect(await isWell()).toBe(true);
  });

  it('with reading its replies, of which there are many, is cut off', async () => {
    const wire = await open();
    wire.socket.pause();
    const request = lines('GET /login.live.com/login.srf?id=293290 HTTP/1.1', 'Host: a');
    // Pipelined: the replies fill every buffer between here and there, and what is not sent yet tells of the end.
    wire.socket.write(request.repeat(300_000));
    const startedAtMs = performance.now();
    await wire.closed;
    expect(performance.now() - startedAtMs).toBeLessThan(50_000);
    expect(await isWell()).toBe(true);
  }, 60_000);
});

describe('a client that asks and asks', () => {
  const page = lines('GET /login.live.com/login.srf?id=293290 HTTP/1.1', 'Host: a');

  it('is answered in order as long as not too many of its requests wait', async () => {
    const wire = await open();
    wire.socket.write(page.repeat(defaultConnectionLimits.mostWaiting));
    await vi.waitUntil(() => statuses(wire.text()).length === defaultConnectionLimits.mostWaiting, { timeout: 20_000 });
    expect(new Set(statuses(wire.text()))).toEqual(new Set([200]));
    expect(wire.isOpen).toBe(true);
  });

  it('is told so when they are too many, and loses the connection', async () => {
    const wire = await open();
    wire.socket.write(page.repeat(5_000));
    await wire.closed;
    const answered = statuses(wire.text());
    expect(answered.at(-1)).toBe(503);
    expect(answered.filter((status) => status === 200)).toHaveLength(defaultConnectionLimits.mostWaiting);
    expect(await isWell()).toBe(true);
  });
});

describe('a request that can be read in two ways', () => {
  const hidden = lines('GET /hidden HTTP/1.1', 'Host: a');
  const post = (...headers: string[]) => lines('POST /v1/users/ME/endpoints HTTP/1.1', 'Host: a', ...headers);

  it.each([
    ['two lengths', `${post('Content-Length: 0', `Content-Length: ${hidden.length}`)}${hidden}`],
    ['a length and chunks', `${post('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`],
    ['chunks under two names', `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${hidden}`],
    ['chunks in another spelling', `${post('Transfer-Encoding: xchunked', 'Content-Length: 0')}${hidden}`],
    ['a space before the colon', `${post(`Content-Length : ${hidden.length}`)}${hidden}`],
    ['a header over two lines', `${post('X-A: b', ' Content-Length: 5')}${hidden}`],
    ['a length that is none', `${post('Content-Length: +5')}${hidden}`],
    ['a size of a chunk that is none', `${post('Transfer-Encoding: chunked')}0x0\r\n\r\n${hidden}`],
    ['a NUL in a header', `${post('X-A: b\0c')}${hidden}`],
    ['ends of lines without CR', `POST /v1 HTTP/1.1\nHost: a\nContent-Length: 0\n\n${hidden}`],
  ])('by %s is refused, and what hides in it is not a request', async (_, request) => {
    const before = logged.length;
    const text = await say(request);
    expect(statuses(text)[0]).toBe(400);
    expect(statuses(text)).toHaveLength(1);
    expect(logged.slice(before)).not.toContain('/hidden');
  });
});

describe('the line and the headers of a request', () => {
  const one = (line: string, ...headers: string[]) => say(lines(line, ...headers, 'Connection: close'));

  it.each([
    ['an absolute address of somebody else', 'GET http://evil.example/users/self/profile HTTP/1.1'],
    ['an absolute address with a password', 'GET http://a:b@127.0.0.1/users/self/profile HTTP/1.1'],
    ['an absolute address of a service', 'GET http://api.skype.com/users/self/profile HTTP/1.1'],
    ['a host in place of a path', 'GET //evil.example/users/self/profile HTTP/1.1'],
    ['no slash', 'GET users/self/profile HTTP/1.1'],
    ['dots above the root', 'GET /../../api.skype.com/users/self/profile HTTP/1.1'],
    ['a star', 'OPTIONS * HTTP/1.1'],
    ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1'],
    ['a trace', 'TRACE / HTTP/1.1'],
    ['half an escape', 'GET /api.skype.com/users/% HTTP/1.1'],
    ['bytes that are no text', 'GET /api.skype.com/users/\xff\xfe HTTP/1.1'],
    ['no such version', 'GET / HTTP/9.9'],
    ['a line without end', `GET /${'a'.repeat(100_000)} HTTP/1.1`],
  ])('%s: refused, without a word of anybody', async (_, line) => {
    const text = await one(line, 'Host: 127.0.0.1', 'X-SkypeToken: nonsense');
    for (const status of statuses(text)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).not.toBe(500);
    }
    expect(text).not.toMatch(/\.ts:\d|node:internal|at Object/);
    expect(await isWell()).toBe(true);
  });

  it('too many or too long are refused', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `X-${index}: a`);
    for (const headers of [many, [`X-Long: ${'a'.repeat(200_000)}`]])
      expect(statuses(await one('GET / HTTP/1.1', 'Host: a', ...headers)).every((status) => status >= 400)).toBe(true);
    expect(await isWell()).toBe(true);
  });

  it.each(['evil.example<script>', 'a b', 'a/b', 'a@b', '', 'a:99999999', 'javascript:alert(1)'])(
    'a Host "%s" gets into no answer',
    async (host) => {
      for (const path of [
        '/.well-known/skylark',
        '/.well-known/oauth-authorization-server',
        '/oauth/authorize?client_id=x',
      ]) {
        const text = await one(`GET ${path} HTTP/1.1`, `Host: ${host}`);
        expect(statuses(text)[0]).toBeGreaterThanOrEqual(400);
        if (host !== '') expect(text.split('\r\n\r\n')[1] ?? '').not.toContain(host);
      }
    },
  );

  it('a second or a missing Host is refused', async () => {
    expect(statuses(await one('GET /.well-known/skylark HTTP/1.1', 'Host: a', 'Host: evil.example'))[0]).toBe(400);
    expect(statuses(await one('GET /.well-known/skylark HTTP/1.1'))[0]).toBe(400);
  });

  it('a foreign Host opens nothing: a page whose name leads here has neither token nor cookie', async () => {
    for (const host of [
      'evil.example',
      'EVIL.example:8787',
      'api.skype.com',
      'API.SKYPE.COM',
      'lyncdiscover.evil.example',
    ]) {
      const text = await one('GET /users/self/profile HTTP/1.1', `Host: ${host}`);
      // One in capitals with a port is no name to the HTTP library: 400.
      expect([400, 401, 404], host).toContain(statuses(text)[0]);
    }
  });
});

it('says nothing in its log of all this but paths and states', () => {
  expect(logged).toContain('"msg":"request"');
  expect(logged).not.toMatch(/nonsense|"level":(50|60)/);
});
