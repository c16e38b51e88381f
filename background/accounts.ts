// Signing out and removing accounts, and what adding them changes; how they are added is a part of its own.
import { CommandError } from '../extension/commands.ts';
import type { Account, AccountId } from '../src/model/account.ts';
import type { Proof } from '../src/ucwa/sign-in/step.ts';
import type { Adding } from './adding.ts';
import type { Context } from './context.ts';
import type { Credentials } from './credentials.ts';
import { forgetAccount } from './forget.ts';
import type { Tokens } from './oauth.ts';
import { type RunnerParts, type Runners, reportOwn } from './runners.ts';
import type { Sessions } from './session.ts';

export type Accounts = {
  all(): Promise<Account[]>;
  add: Adding['add'];
  find: Adding['find'];
  addWith: Adding['addWith'];
  signIn(account: AccountId): Promise<void>;
  signInWith(account: AccountId, proof: Proof): Promise<void>;
  signOut(account: AccountId, keepMessages: boolean): Promise<void>;
  remove(account: AccountId): Promise<void>;
  /** Deletes what the server can tell again, and fetches it again. */
  refetch(account: AccountId): Promise<void>;
};

type Parts = Pick<RunnerParts, 'factories'> & {
  credentials: Credentials;
  sessions: Sessions;
  runners: Runners;
};

/** How long signing out waits for the server, ms; a server that is away must not hold it up. */
const farewellMs = 5_000;

export function createAccounts(context: Context, parts: Parts): Accounts {
  const { credentials, sessions, runners } = parts;

  const adding = async () =>
    (await context.loadPart('adding')).createAdding(context, { ...parts, isSignedOut, connect });

  async function read(id: AccountId): Promise<Account> {
    const account = await (await context.database()).get('accounts', id);
    if (!account) throw new CommandError('not-found', 'there is no such account');
    return account;
  }

  async function isSignedOut(id: AccountId): Promise<boolean> {
    const state = (await sessions.read(id))?.state;
    return state === 'signed-out' || state === 'expired';
  }

  async function connect(account: Account, tokens: Tokens): Promise<void> {
    await runners.stop(account.id);
    await credentials.keep(account.id, tokens);
    await (await context.database()).put('accounts', account);
    context.committed(['accounts']);
    await sessions.move(account.id, 'connecting', { failures: 0 });
    await runners.start(account);
  }

  async function sayFarewell(account: Account): Promise<void> {
    const { link } = runners.get(account.id);
    await runners.stop(account.id);
    const closing = link.service.close().catch((fault) => reportOwn(context, fault));
    await Promise.race([closing, context.wait(farewellMs)]);
    const secret = await credentials.forget(account.id);
    const revoking = credentials.revoke(account, secret).catch((fault) => reportOwn(context, fault));
    await Promise.race([revoking, context.wait(farewellMs)]);
  }

  async function signOut(id: AccountId, keepMessages: boolean): Promise<void> {
    const account = await read(id);
    await sayFarewell(account);
    await context.browser.storage.session.remove([`session:${id}`, `contact:${id}`]);
    await sessions.move(id, 'signed-out', { failures: 0 });
    if (keepMessages) await (await context.database()).delete('channels', id);
    else await forgetAccount(context, id, 'data');
    await runners.start(account);
  }

  return {
    all: async () => (await context.database()).getAll('accounts'),
    add: async (server) => (await adding()).add(server),
    find: async (wanted) => (await adding()).find(wanted),
    addWith: async (wanted, proof) => (await adding()).addWith(wanted, proof),
    signIn: async (id) => (await adding()).signIn(await read(id)),
    signInWith: async (id, proof) => (await adding()).signInWith(await read(id), proof),
    signOut,
    async remove(id) {
      if ((await sessions.read(id))?.state !== 'signed-out') await signOut(id, false);
      await runners.stop(id);
      await forgetAccount(context, id, 'all');
    },
    async refetch(id) {
      const account = await read(id);
      const { history } = runners.get(id).link.service.capabilities;
      await runners.stop(id);
      await forgetAccount(context, id, 'cache');
      // An event channel begins with its session: nobody tells the one that heard it what was said.
      if (!history) await context.browser.storage.session.remove(`session:${id}`);
      await runners.start(account);
    },
  };
}
