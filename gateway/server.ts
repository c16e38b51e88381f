// Sockets, and the order in which a gateway comes up and goes down.
import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { ServeArguments } from './arguments.ts';
import { defaultBodyTimeoutMs } from './body-size.ts';
import { createContext, type GatewayContext, type OutgoingReply } from './context.ts';
import { serveControl } from './control.ts';
import { startDemo } from './demo/life.ts';
import { seedDemoPeople } from './demo/people.ts';
import { errorResponse, tooManyAtOnce } from './errors.ts';
import { startPruning } from './identity/prune.ts';
import { openDatabase } from './storage/open.ts';
import { createCountWaiting } from './waiting-requests.ts';

export type RunningGateway = {
  readonly url: string;
  /** Stops accepting, lets held polls answer, closes the database. Resolves when nothing is left. */
  stop(): Promise<void>;
};

/** How long a client may keep a connection busy, and how many connections there may be. */
export type ConnectionLimits = {
  readonly headersTimeoutMs: number;
  /** For a whole request. Half an hour is for large uploads over slow lines. */
  readonly requestTimeoutMs: number;
  /** For a body that is no upload. */
  readonly bodyTimeoutMs: number;
  /** Longer than the pause between two requests of a client, so that connections are reused. */
  readonly keepAliveTimeoutMs: number;
  /** Without a byte in either direction: longer than any poll is held. Ends clients that do not take their reply. */
  readonly silenceTimeoutMs: number;
  /** How often slow requests are looked for. */
  readonly checkIntervalMs: number;
  readonly mostConnections: number;
  /** Requests of one connection that wait for their answers. Clients of the protocol send one after the other. */
  readonly mostWaiting: number;
};

export const defaultConnectionLimits: ConnectionLimits = {
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 1_800_000,
  bodyTimeoutMs: defaultBodyTimeoutMs,
  keepAliveTimeoutMs: 70_000,
  silenceTimeoutMs: 2_400_000,
  checkIntervalMs: 10_000,
  mostConnections: 50_000,
  mostWaiting: 64,
};

const drainMs = 5_000;

async function createServer(
  context: GatewayContext,
  { tls }: ServeArguments,
  limits: ConnectionLimits,
): Promise<Server> {
  const app = createApp(context, limits.bodyTimeoutMs);
  const isOneTooMany = createCountWaiting(limits.mostWaiting);
  type Connection = { incoming: { socket: { remoteAddress?: string | undefined } }; outgoing: OutgoingReply };
  const fetch = (request: Request, { incoming, outgoing }: Connection) => {
    if (isOneTooMany(incoming.socket, outgoing)) return errorResponse(tooManyAtOnce());
    const address = incoming.socket.remoteAddress;
    return app.fetch(request, { reply: outgoing, ...(address === undefined ? {} : { address }) });
  };
  const serverOptions = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
  };
  const create = async (): Promise<Server> => {
    if (!tls) return createAdaptorServer({ fetch, serverOptions, createServer: createHttpServer }) as Server;
    const [cert, key] = await Promise.all([readFile(tls.certFile), readFile(tls.keyFile)]);
    return createAdaptorServer({
      fetch,
      serverOptions: { ...serverOptions, cert, key },
      createServer: createHttpsServer,
    }) as Server;
  };
  const server = await create();
  server.setTimeout(limits.silenceTimeoutMs);
  server.maxConnections = limits.mostConnections;
  return server;
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
  surroundings: {
    readonly log: Logger;
    readonly databaseUrl: string | undefined;
    readonly limits?: Partial<ConnectionLimits>;
  },
): Promise<RunningGateway> {
  const { log, databaseUrl } = surroundings;
  const limits = { ...defaultConnectionLimits, ...surroundings.limits };
  const database = await openDatabase({ data: options.data, databaseUrl });
  const shutdown = new AbortController();
  // Every held poll waits for it, and Node takes more than ten listeners for a mistake.
  setMaxListeners(0, shutdown.signal);
  try {
    const context = contextOf({ database, log, shutdown: shutdown.signal }, options);
    const server = await createServer(context, options, limits);
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
