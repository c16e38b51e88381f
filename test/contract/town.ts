// The real client, worker and gateway in one process: a browser with the extension, Fred who uses it, Joe and Anna who
// use the protocol, and a wire between them on which replies can be lost and rewritten.
// The extension API must be there before anything of the extension is.
import '../support/extension.ts';

import { serviceFactories } from '../../background/services.ts';
import { createTransport } from '../../background/transport.ts';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import type { UserIdentity } from '../../gateway/identity/users.ts';
import type { Account } from '../../src/model/account.ts';
import type { ChatService } from '../../src/service/service.ts';
import { extension } from '../support/extension.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions, testPassword } from '../support/gateway.ts';
import { type Life, startWorker, until, type WorkerOptions } from '../support/mortal-worker.ts';
import { submitSignInPage } from '../support/sign-in.ts';
import { ask } from '../support/signed-in.ts';

export const origin = 'http://127.0.0.1:8787';

/** Decides what becomes of a request: `undefined` lets it pass. */
export type Interference = (request: Request, send: () => Promise<Response>) => Promise<Response> | undefined;

export type Town = {
  gateway: TestGateway;
  database: SkylarkDatabase;
  /** Every request of the extension, method and path. */
  requests: string[];
  interfere(rule: Interference | undefined): void;
  /** Signs Fred in through the real sign-in page. */
  signIn(options?: WorkerOptions): Promise<{ worker: ReturnType<typeof startWorker>['worker']; account: Account }>;
  /** Starts a worker; the one before is killed. */
  start(options?: WorkerOptions): ReturnType<typeof startWorker>;
  /** The protocol client of somebody else, with an open session. */
  visitor(name: string): Promise<ChatService>;
  state(): Promise<string | undefined>;
  close(): Promise<void>;
};

export async function openTown(options: TestGatewayOptions = {}): Promise<Town> {
  extension.reset();
  const gateway = await startTestGateway({ origin, ...options });
  const people = new Map<string, UserIdentity>();
  for (const [name, displayName] of [
    ['fred.2', 'Fred'],
    ['joe.4', 'Joe'],
    ['anna.7', 'Anna'],
  ] as const) {
    people.set(name, await gateway.createUser({ name, password: testPassword, displayName }));
  }
  // Fred and Joe know each other; Anna is a stranger.
  for (const [own, other] of [
    ['fred.2', 'joe.4'],
    ['joe.4', 'fred.2'],
  ] as const) {
    await gateway.context.database.query(
      `insert into contacts (user_id, mri, is_listed, is_authorized, created_at_ms) values ($1, $2, true, true, 1)`,
      [people.get(own)?.userId, people.get(other)?.mri],
    );
  }
  const database = await openDatabase();
  const requests: string[] = [];
  let rule: Interference | undefined;
  let life: Life | undefined;

  const wire: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    // What the gateway's HTTP server adds to every reply.
    const send = async () => {
      const reply = await gateway.fetch(request.clone());
      const headers = new Headers(reply.headers);
      headers.set('Date', new Date().toUTCString());
      return new Response(reply.body, { status: reply.status, headers });
    };
    return (await rule?.(request, send)) ?? send();
  };

  extension.state.signInWindow = async (url) => {
    const page = await gateway.fetch(url);
    const reply = await submitSignInPage(gateway, page, { username: 'fred.2', password: testPassword });
    return reply.headers.get('location') ?? '';
  };

  const start = (workerOptions: WorkerOptions = {}) => {
    life?.kill();
    const started = startWorker({ factories: serviceFactories, transport: createTransport(wire), ...workerOptions });
    life = started.life;
    return started;
  };
  const state = async () => (await database.getAll('sessions'))[0]?.state;

  return {
    ...{ gateway, database, requests, start, state },
    interfere: (next) => {
      rule = next;
    },
    async signIn(workerOptions) {
      const { worker } = start(workerOptions);
      const reply = (await ask(worker, 'account.add', { server: origin })) as { ok: boolean; value: Account };
      if (!reply.ok) throw new Error(JSON.stringify(reply));
      await until('Fred is online', async () => (await state()) === 'online');
      return { worker, account: reply.value };
    },
    async visitor(name) {
      let session: unknown;
      const person = people.get(name);
      if (!person) throw new Error(`nobody is called ${name}`);
      const service = serviceFactories.skype({
        server: origin,
        user: person.mri,
        transport: createTransport((input, init) => gateway.fetch(new Request(input, init))),
        session: {
          read: async () => session,
          write: async (next) => {
            session = next;
          },
        },
        readToken: () => gateway.tokenFor(person),
        nowMs: () => Date.now(),
        version: '0',
        onSecurityEvent: () => {},
      });
      await service.open('online');
      return service;
    },
    async close() {
      life?.kill();
      database.close();
      await gateway.close();
    },
  };
}
