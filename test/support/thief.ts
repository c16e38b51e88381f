// A server that nobody should ever talk to: it listens on several names of this machine and remembers whoever comes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Thief = {
  /** The same host name as every server of the tests, another port. */
  url: string;
  /** The same server under other names of this machine. */
  otherNames: readonly string[];
  /** How often somebody connected, whether or not a request followed. */
  readonly connections: number;
  /** Everything that was asked: first line, headers and body. */
  readonly requests: readonly string[];
  close(): Promise<void>;
};

/** Starts a thief on a free port of 127.0.0.1 and 127.0.0.2, and of ::1 where there is one. */
export async function startThief(): Promise<Thief> {
  const requests: string[] = [];
  let connections = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
    requests.push([`${request.method} ${request.url}`, ...headers, Buffer.concat(chunks).toString('utf8')].join('\n'));
    // Nothing but Skylark's own care may be what keeps a caller away.
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' });
    response.end('{}');
  }

  async function listen(host: string, port: number): Promise<Server> {
    const server = createServer((request, response) => void answer(request, response));
    server.on('connection', () => {
      connections++;
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    return server;
  }

  const first = await listen('127.0.0.1', 0);
  const { port } = first.address() as AddressInfo;
  const second = await listen('127.0.0.2', port);
  const third = await listen('::1', port).catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    otherNames: [`http://localhost:${port}`, `http://127.0.0.2:${port}`],
    get connections() {
      return connections;
    },
    requests,
    async close() {
      for (const server of [first, second, third]) {
        server?.closeAllConnections();
        await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      }
    },
  };
}
