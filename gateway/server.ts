// Sockets, and the order in which a gateway comes up and goes down.
import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { ServeArguments } from './arguments.ts';
import { createContext, type GatewayContext, type OutgoingReply } from './context.ts';
import { serveControl } from './control.ts';
import { startDemo } from './demo/life.ts';
import { seedDemoPeople } from './demo/people.ts';
import { startPruning } from './identity/prune.ts';
import { openDatabase } from './storage/open.ts';

export type RunningGateway = {
  readonly url: string;
  /** Stops accepting, lets held polls answer, closes the database. Resolves when nothing is left. */
  stop(): Promise<void>;
};

// These bound how long a client may take to send a request; a reply, such as a held poll, may take as long as it needs. Half an
// hour is for large uploads over slow lines; other bodies have a minute (body-size.ts), and uploads must not stall.
const headersTimeoutMs = 20_000;
const requestTimeoutMs = 1_800_000;
// Longer than the pause between two requests of a client, so that connections are reused.
const keepAliveTimeoutMs = 70_000;
const drainMs = 5_000;

async function createServer(context: GatewayContext, { tls }: ServeArguments): Promise<Server> {
  const app = createApp(context);
  type Connection = { incoming: { socket: { remoteAddress?: string | undefined } }; outgoing: OutgoingReply };
  const fetch = (request: Request, { incoming, outgoing }: Connection) => {
    const address = incoming.socket.remoteAddress;
    return app.fetch(request, { reply: outgoing, ...(address === undefined ? {} : { address }) });
  };
  const serverOptions = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  };
  if (!tls) return createAdaptorServer({ fetch, serverOptions, createServer: createHttpServer }) as Server;
  const [cert, key] = await Promise.all([readFile(tls.certFile), readFile(tls.keyFile)]);
  return createAdaptorServer({
    fetch,
    serverOptions: { ...serverOptions, cert, key },
    createServer: createHttpsServer,
  }) as Server;
}

function listen(server: Server, { host, port }: ServeArguments): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function urlOf({ host, tls }: ServeArguments, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${tls ? 'https' : 'http'}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** Ends the connections once their replies are out, and after a while those that are still busy. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Connections fall idle one by one as held polls answer.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const limit = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(limit);
      resolve();
    });
  });
}

function contextOf(
  parts: Pick<GatewayContext, 'database' | 'log' | 'shutdown'>,
  options: ServeArguments,
): GatewayContext {
  const { holdSeconds, publicOrigin, isBehindProxy, clouds, tls, isDemo, maxObjectMb, allowsPrivatePreviews } = options;
  const { sipDomain, ucwaPaths, allowsUcwaFaults } = options;
  const settings = {
    ...{ holdSeconds, publicOrigin, isBehindProxy, clouds, isTls: tls !== undefined, demo: isDemo },
    ...{ maxObjectBytes: maxObjectMb * 1024 * 1024, allowsPrivatePreviews },
    ...{ sipDomain, ucwaPaths, allowsUcwaFaults },
  };
  return createContext({ ...parts, settings });
}

/** Opens the database, starts the background work and listens. `databaseUrl` takes the place of the data folder. */
export async function startServer(
  options: ServeArguments,
  { log, databaseUrl }: { readonly log: Logger; readonly databaseUrl: string | undefined },
): Promise<RunningGateway> {
  const database = await openDatabase({ data: options.data, databaseUrl });
  const shutdown = new AbortController();
  // Every held poll waits for it, and Node takes more than ten listeners for a mistake.
  setMaxListeners(0, shutdown.signal);
  try {
    const context = contextOf({ database, log, shutdown: shutdown.signal }, options);
    const server = await createServer(context, options);
    if (!databaseUrl && options.data !== 'memory:') await serveControl(context, options.data);
    if (options.isDemo) await seedDemoPeople(context);
    const port = await listen(server, options);
    startPruning(context);
    if (options.isDemo) await startDemo(context);
    log.info({ port, demo: options.isDemo, data: databaseUrl ? 'PostgreSQL' : options.data }, 'ready');
    return {
      url: urlOf(options, port),
      async stop() {
        const closed = closeServer(server);
        shutdown.abort();
        await closed;
        await database.close();
        log.info('stopped');
      },
    };
  } catch (error) {
    shutdown.abort();
    await database.close();
    throw error;
  }
}
