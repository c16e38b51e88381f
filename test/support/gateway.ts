// The real gateway inside the test process: routes and database, no sockets.
import { setMaxListeners } from 'node:events';
import { pino } from 'pino';
import { createApp } from '../../gateway/app.ts';
import { createContext, type GatewayContext, type GatewaySettings } from '../../gateway/context.ts';
import { createSignIn, issueSkypeToken } from '../../gateway/identity/sign-ins.ts';
import { addUser, type NewUser } from '../../gateway/identity/user-accounts.ts';
import type { UserIdentity } from '../../gateway/identity/users.ts';
import type { Database } from '../../gateway/storage/database.ts';
import { openMemoryDatabase } from './databases.ts';

export type TestGatewayOptions = {
  /** The gateway's clock in milliseconds; the real one when absent. */
  readonly now?: () => number;
  readonly settings?: Partial<GatewaySettings>;
  /** A database that is already open; a fresh embedded one when absent. The gateway closes it. */
  readonly database?: Database;
  readonly randomBytes?: (length: number) => Uint8Array;
  /** The origin under which the gateway is reached. */
  readonly origin?: string;
};

export type TestGateway = {
  readonly context: GatewayContext;
  readonly origin: string;
  /** Like the global `fetch`; a path alone is taken under the gateway's origin. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Adds a user; the password is `test-password` unless given. */
  createUser(user: string | NewUser): Promise<UserIdentity>;
  /** A fresh skype token for a user. */
  tokenFor(user: UserIdentity): Promise<string>;
  /** Everything logged so far, one JSON text per line. */
  logged(): string;
  close(): Promise<void>;
};

export const testPassword = 'test-password';

/** Starts a gateway in this process. Cheap passwords, short holds: a test that needs others sets them. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const origin = options.origin ?? 'https://gateway.test';
  const shutdown = new AbortController();
  setMaxListeners(0, shutdown.signal);
  const lines: string[] = [];
  const context = createContext({
    database: options.database ?? (await openMemoryDatabase()),
    log: pino({ level: 'debug' }, { write: (line: string) => lines.push(line) }),
    shutdown: shutdown.signal,
    settings: { passwordCost: 4, holdSeconds: 1, isTls: origin.startsWith('https:'), ...options.settings },
    ...(options.now ? { now: options.now } : {}),
    ...(options.randomBytes ? { randomBytes: options.randomBytes } : {}),
  });
  const app = createApp(context);
  return {
    context,
    origin,
    async fetch(input, init) {
      const request = input instanceof Request ? new Request(input, init) : new Request(new URL(input, origin), init);
      return app.fetch(request, { address: '127.0.0.1' });
    },
    createUser: (user) =>
      addUser(context, { password: testPassword, ...(typeof user === 'string' ? { name: user } : user) }),
    async tokenFor(user) {
      const signInId = await createSignIn(context, context.database, user.userId, 'test');
      return (await issueSkypeToken(context, context.database, signInId)).token;
    },
    logged: () => lines.join(''),
    async close() {
      shutdown.abort();
      await context.database.close();
    },
  };
}
