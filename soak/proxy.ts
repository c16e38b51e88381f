// The way between one install and the gateway, along which faults happen. What it passes on it names by its own address, so that
// the extension stays with it. Every request reaches the gateway, unless the way is closed: a reply may be lost, a request may not
// be half done.
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Delivery, type Exchange, type Fault, faults, isPoll, pollFaults } from './faults.ts';
import type { Chance } from './random.ts';
import { isChannel, ucwaFaults } from './ucwa-faults.ts';
import type { Watch } from './watch.ts';

export type SoakProxy = {
  readonly url: string;
  /** Share of replies that something happens to, 0 to 1. */
  faultShare: number;
  /** While true every connection is cut: the network is away. */
  isClosed: boolean;
  /** How many replies had something in them, by their kind. */
  readonly replies: Readonly<Record<string, number>>;
  /** Is told of every reply with events, right after it was handed over. */
  onEvents: (() => void) | undefined;
  close(): Promise<void>;
};

/** Replaces one origin by the other, also where it is part of an encoded address. */
const exchangeOrigin = (text: string, from: string, to: string) =>
  text.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const dropped = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);
const special = [...pollFaults, ...ucwaFaults];
/** A reply without events is shorter. */
const shortestNews = 40;

/** What kind of reply with news this is; undefined for any other. */
function kindOf(exchange: Exchange): 'polls' | 'packages of UCWA' | 'pages of messages' | undefined {
  if (exchange.status !== 200 || exchange.body.length <= shortestNews) return undefined;
  if (isPoll(exchange)) return 'polls';
  if (isChannel(exchange)) return 'packages of UCWA';
  const isPage = exchange.method === 'GET' && /^\/v1\/users\/ME\/conversations\/[^/]+\/messages/.test(exchange.path);
  return isPage ? 'pages of messages' : undefined;
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function deliver(response: ServerResponse, delivery: Delivery): Promise<void> {
  const { status, headers, body, slice, breakAfter } = delivery;
  const cut = (): void => void response.socket?.resetAndDestroy();
  if (delivery.delayMs) await pause(delivery.delayMs);
  if (breakAfter === 0) return cut();
  response.writeHead(status, { ...headers, 'content-length': body.length });
  if (breakAfter !== undefined) {
    response.write(body.subarray(0, breakAfter), () => setTimeout(cut, 5));
    return;
  }
  for (let from = 0, step = 0; slice && from < body.length && !response.destroyed; from += slice.bytes, step += 1) {
    response.write(body.subarray(from, from + slice.bytes));
    const pauseMs = slice.pausesMs[step % slice.pausesMs.length] ?? 0;
    if (pauseMs > 0) await pause(pauseMs);
  }
  if (delivery.lingerMs) {
    response.shouldKeepAlive = false;
    if (!slice) response.write(body);
    await pause(delivery.lingerMs);
    response.end();
  } else response.end(slice ? undefined : body);
}

/** Delivers what a fault makes of a reply, and tells the watch when the client has met it. */
async function deliverFault(response: ServerResponse, fault: Fault, exchange: Exchange, chance: Chance, watch: Watch) {
  watch.injected(fault);
  const delivery = fault.apply(exchange, chance);
  const isEnded = () => response.destroyed || response.socket?.destroyed === true;
  if (delivery.hangs) {
    if (isEnded()) return;
    await new Promise((resolve) => response.once('close', resolve));
    watch.reached(fault, exchange);
    return;
  }
  if (isEnded()) return;
  const isToBreak = delivery.breakAfter !== undefined;
  if (isToBreak) watch.reached(fault, exchange);
  else response.once('finish', () => watch.reached(fault, exchange));
  await deliver(response, delivery);
}

/** Starts a proxy in front of the gateway at `target`. */
export async function startSoakProxy(target: string, chance: Chance, watch: Watch): Promise<SoakProxy> {
  const agent = new Agent({ keepAlive: true });
  const replies: Record<string, number> = {};
  let url = '';

  function choose(exchange: Exchange): Fault | undefined {
    // The sign-in page is a person's browser: what happens to it is told on the page.
    if (chance.next() >= proxy.faultShare || exchange.path.startsWith('/oauth/authorize')) return undefined;
    const fitting = special.filter((fault) => fault.concerns(exchange));
    if (fitting.length > 0 && chance.next() < 0.5) return chance.pick(fitting);
    return chance.pick(faults.filter((fault) => fault.concerns(exchange)));
  }

  function forward(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<Exchange> {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const path = request.url ?? '/';
    const method = request.method ?? 'GET';
    const renamed = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, exchangeOrigin(String(value), url, target)]),
    );
    return new Promise((resolve, reject) => {
      const asked = sendRequest(`${target}${path}`, { method, headers: renamed, agent }, (reply) => {
        bodyOf(reply).then((content) => {
          const told = Object.entries(reply.headers)
            .filter(([name]) => !dropped.has(name))
            .map(([name, value]) => [name, exchangeOrigin(String(value), target, url)]);
          const isText = /json|text|html|xml|multipart/.test(String(reply.headers['content-type'] ?? ''));
          const shown = isText ? Buffer.from(exchangeOrigin(content.toString('utf8'), target, url)) : content;
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
    watch.see({ method: request.method ?? 'GET', path: request.url ?? '/', headers: request.headers });
    try {
      const exchange = await forward(request, response, await bodyOf(request));
      const fault = choose(exchange);
      const { status, headers, body } = exchange;
      const kind = kindOf(exchange);
      if (kind) replies[kind] = (replies[kind] ?? 0) + 1;
      if (fault) await deliverFault(response, fault, exchange, chance, watch);
      else await deliver(response, { status, headers, body });
      if (kind === 'polls' || kind === 'packages of UCWA') proxy.onEvents?.();
    } catch {
      request.socket.resetAndDestroy();
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  const proxy: SoakProxy = {
    get url() {
      return url;
    },
    ...{ faultShare: 0, isClosed: false, onEvents: undefined, replies },
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
