// The way between extension and gateway, along which faults happen. What it passes on it names by its own address, so that the
// extension stays with it. Every request reaches the gateway, unless the way is closed: a reply may be lost, a request may not
// be half done.
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Delivery, type Exchange, type Fault, faults } from './faults.ts';
import type { Chance } from './random.ts';

export type SoakProxy = {
  readonly url: string;
  /** Share of replies that something happens to, 0 to 1. */
  faultShare: number;
  /** While true every connection is cut: the network is away. */
  isClosed: boolean;
  /** How often each fault happened. */
  readonly happened: Map<string, number>;
  /** Is told of every poll reply with events, right after it was handed over. */
  onEvents: (() => void) | undefined;
  close(): Promise<void>;
};

/** Replaces one origin by the other, also where it is part of an encoded address. */
const exchangeOrigin = (text: string, from: string, to: string) =>
  text.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const dropped = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function deliver(response: ServerResponse, delivery: Delivery): Promise<void> {
  const { status, headers, body, slice, breakAfter } = delivery;
  const cut = (): void => void response.socket?.resetAndDestroy();
  if (delivery.hangs) return;
  if (delivery.delayMs) await pause(delivery.delayMs);
  if (breakAfter === 0) return cut();
  response.writeHead(status, { ...headers, 'content-length': body.length });
  if (breakAfter !== undefined) {
    response.write(body.subarray(0, breakAfter), () => setTimeout(cut, 5));
    return;
  }
  for (let from = 0; slice && from < body.length && !response.destroyed; from += slice.bytes) {
    response.write(body.subarray(from, from + slice.bytes));
    if (slice.pauseMs > 0) await pause(slice.pauseMs);
  }
  if (delivery.lingerMs) {
    response.shouldKeepAlive = false;
    if (!slice) response.write(body);
    await pause(delivery.lingerMs);
    response.end();
  } else response.end(slice ? undefined : body);
}

/** Starts a proxy in front of the gateway. @param target is asked for each request, because the gateway may move */
export async function startSoakProxy(target: () => string, chance: Chance): Promise<SoakProxy> {
  const agent = new Agent({ keepAlive: true });
  const happened = new Map<string, number>();
  let url = '';

  function choose(exchange: Exchange): Fault | undefined {
    if (chance.next() >= proxy.faultShare) return undefined;
    const fitting = faults.filter((fault) => fault.concerns(exchange));
    return chance.pick(fitting);
  }

  function forward(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<Exchange> {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const path = request.url ?? '/';
    const method = request.method ?? 'GET';
    const renamed = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, exchangeOrigin(String(value), url, target())]),
    );
    return new Promise((resolve, reject) => {
      const asked = sendRequest(`${target()}${path}`, { method, headers: renamed, agent }, (reply) => {
        bodyOf(reply).then((content) => {
          const told = Object.entries(reply.headers)
            .filter(([name]) => !dropped.has(name))
            .map(([name, value]) => [name, exchangeOrigin(String(value), target(), url)]);
          const isText = /json|text|html/.test(String(reply.headers['content-type'] ?? ''));
          const shown = isText ? Buffer.from(exchangeOrigin(content.toString('utf8'), target(), url)) : content;
          resolve({ method, path, status: reply.statusCode ?? 0, headers: Object.fromEntries(told), body: shown });
        }, reject);
      });
      asked.on('error', reject);
      response.once('close', () => asked.destroy());
      asked.end(body);
    });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (proxy.isClosed) return void request.socket.resetAndDestroy();
    try {
      const exchange = await forward(request, response, await bodyOf(request));
      // The sign-in page is a person's browser: what happens to it is told on the page.
      const fault = exchange.path.startsWith('/oauth/authorize') ? undefined : choose(exchange);
      if (fault) happened.set(fault.name, (happened.get(fault.name) ?? 0) + 1);
      const { status, headers, body } = exchange;
      await deliver(response, fault ? fault.apply(exchange, chance) : { status, headers, body });
      if (exchange.path.endsWith('/poll') && body.length > 40) proxy.onEvents?.();
    } catch {
      request.socket.resetAndDestroy();
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  const proxy: SoakProxy = {
    get url() {
      return url;
    },
    ...{ faultShare: 0, isClosed: false, happened, onEvents: undefined },
    close() {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
