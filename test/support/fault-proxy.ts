// A server between client and gateway that passes everything on, except what a test tells it to change, hold or lose. The
// well-known document names the gateway's own origin; the proxy replaces it by its own, so that the client stays with it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Exchange = {
  method: string;
  path: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The body of a picture, which is no text. */
  bytes?: Buffer;
};

/** Changes the reply in place, or answers `drop` to cut the connection instead of replying. */
export type Fault = (exchange: Exchange) => undefined | 'drop' | Promise<undefined | 'drop'>;

/** A request that came in and has not been passed on. */
export type Incoming = Pick<Exchange, 'method' | 'path' | 'requestHeaders' | 'requestBody'>;

/** Answers instead of the server, which never learns of the request; `drop` cuts the connection; undefined passes it on. */
export type Refusal = (request: Incoming) => undefined | 'drop' | Pick<Exchange, 'status' | 'headers' | 'body'>;

export type FaultProxy = {
  url: string;
  /** Every request that came in, with its headers. */
  seen: Exchange[];
  /** Method and path of each request that is not answered yet. */
  readonly pending: ReadonlySet<{ method: string; path: string }>;
  /** The fault in force; undefined passes everything on unchanged. */
  fault: Fault | undefined;
  /** What does not reach the server at all. */
  refusal: Refusal | undefined;
  /** While true every connection is refused by closing it: the network is away. */
  isDown: boolean;
  close(): Promise<void>;
};

const hopByHop = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'content-encoding']);

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function plainHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Starts a proxy on a free loopback port in front of `target` (an origin). */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let url = '';
  const exchangeOrigin = (text: string, from: string, to: string) =>
    text.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to));
  const rename = (text: string) => exchangeOrigin(text, target, url);

  async function forward(request: IncomingMessage, aborted: AbortSignal): Promise<Exchange | 'drop'> {
    const body = await readBody(request);
    const incoming: Incoming = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      requestHeaders: plainHeaders(request.headers),
      requestBody: body.toString('utf8'),
    };
    const refused = proxy.refusal?.(incoming);
    if (refused) return refused === 'drop' ? refused : { ...incoming, ...refused };
    const { host: _host, connection: _connection, ...headers } = plainHeaders(request.headers);
    const reply = await fetch(target + (request.url ?? '/'), {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, exchangeOrigin(value, url, target)]),
      ),
      redirect: 'manual',
      signal: aborted,
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const replyHeaders = [...reply.headers]
      .filter(([name]) => !hopByHop.has(name))
      .map(([name, value]) => [name, rename(value)]);
    const content = Buffer.from(await reply.arrayBuffer());
    const isPicture = reply.headers.get('content-type')?.startsWith('image/');
    return {
      ...incoming,
      status: reply.status,
      headers: Object.fromEntries(replyHeaders) as Record<string, string>,
      body: rename(content.toString('utf8')),
      ...(isPicture && { bytes: content }),
    };
  }

  const pending = new Set<{ method: string; path: string }>();
  const proxy: FaultProxy = {
    url: '',
    seen: [],
    pending,
    fault: undefined,
    refusal: undefined,
    isDown: false,
    close: () => closeServer(server),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (proxy.isDown) {
      request.socket.destroy();
      return;
    }
    const hungUp = new AbortController();
    const entry = { method: request.method ?? 'GET', path: request.url ?? '/' };
    pending.add(entry);
    response.on('close', () => {
      pending.delete(entry);
      hungUp.abort();
    });
    try {
      const exchange = await forward(request, hungUp.signal);
      if (exchange !== 'drop') proxy.seen.push(exchange);
      const verdict = exchange === 'drop' ? exchange : await proxy.fault?.(exchange);
      if (exchange === 'drop' || verdict === 'drop' || proxy.isDown) {
        request.socket.destroy();
        return;
      }
      response.writeHead(exchange.status, exchange.headers);
      response.end(exchange.bytes ?? exchange.body);
    } catch {
      request.socket.destroy();
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.url = url;
  return proxy;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
