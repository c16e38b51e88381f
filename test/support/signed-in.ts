// A browser in which an account of a scripted server is signed in.
// The extension API must be there before anything of the extension is.
import './extension.ts';

import type { ServiceFactories } from '../../background/services.ts';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import type { Account } from '../../src/model/account.ts';
import type { ConnectionState } from '../../src/sync/connection.ts';
import { fred } from './chat.ts';
import { extension } from './extension.ts';
import { type Life, startWorker, until, type WorkerOptions } from './mortal-worker.ts';
import { ScriptedServer } from './scripted-server.ts';
import { type ScriptedSignIn, scriptedSignIn, testServer } from './scripted-sign-in.ts';

export const account: Account = {
  id: 'account-1',
  kind: 'skype',
  server: testServer,
  user: fred,
  name: 'Fred',
  addedAtMs: 1,
};

export type SignedIn = {
  server: ScriptedServer;
  signIn: ScriptedSignIn;
  /** A connection of the test's own, as a page has one. */
  database: SkylarkDatabase;
  factories: ServiceFactories;
  /** Starts a worker; the one before is killed. */
  start(options?: WorkerOptions): ReturnType<typeof startWorker>;
  /** Starts a worker and waits until it polls. */
  startOnline(options?: WorkerOptions): Promise<ReturnType<typeof startWorker>>;
  end(): void;
};

/** A new profile with one account; `state` is what its connection was left in. */
export async function signIn(state: ConnectionState = 'connecting'): Promise<SignedIn> {
  extension.reset();
  const server = new ScriptedServer();
  const scripted = scriptedSignIn();
  const factories: ServiceFactories = { skype: ({ session }) => server.connect(session) };
  const database = await openDatabase();
  await database.put('accounts', account);
  await database.put('sessions', {
    ...{ account: account.id, state, sinceMs: 1, contactAtMs: 0, failures: 0, ownPresence: 'online' },
  });
  await extension.local.set({ [`refresh:${account.id}`]: scripted.state.refreshToken });
  let life: Life | undefined;
  const start = (options: WorkerOptions = {}) => {
    life?.kill();
    const started = startWorker({ factories, transport: scripted.transport, ...options });
    life = started.life;
    return started;
  };
  return {
    ...{ server, signIn: scripted, database, factories, start },
    async startOnline(options) {
      const started = start(options);
      await until('the worker polls', () => server.isHolding());
      return started;
    },
    end() {
      life?.kill();
      database.close();
    },
  };
}

/** Calls a command as a page of the extension does. */
export async function ask(
  worker: ReturnType<typeof startWorker>['worker'],
  name: string,
  payload: unknown,
  sender: object = { id: extension.ownId, url: `${extension.ownUrl}popup/index.html` },
): Promise<unknown> {
  return new Promise((resolve) => {
    const listen = worker.onCommand as (message: unknown, sender: object, send: (reply: unknown) => void) => unknown;
    const answer = listen({ 'skylark-command': name, payload }, sender, resolve);
    if (answer !== true) setTimeout(() => resolve(undefined), 0);
  });
}
