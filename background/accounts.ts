// Adding, signing in again, signing out and removing accounts.
import { CommandError } from '../extension/commands.ts';
import type { Account, AccountId } from '../src/model/account.ts';
import type { OwnUser } from '../src/service/service.ts';
import type { Context } from './context.ts';
import type { Credentials } from './credentials.ts';
import { forgetAccount } from './forget.ts';
import type { Tokens } from './oauth.ts';
import { type RunnerParts, type Runners, reportOwn } from './runners.ts';
import type { Sessions } from './session.ts';
import { readServerAddress, type SignIn } from './sign-in.ts';

export type Accounts = {
  all(): Promise<Account[]>;
  add(server: string): Promise<Account>;
  signIn(account: AccountId): Promise<void>;
  signOut(account: AccountId, keepMessages: boolean): Promise<void>;
  remove(account: AccountId): Promise<void>;
  /** Deletes what the server can tell again, and fetches it again. */
  refetch(account: AccountId): Promise<void>;
};

type Parts = Pick<RunnerParts, 'factories'> & {
  credentials: Credentials;
  sessions: Sessions;
  signIn: SignIn;
  runners: Runners;
};

/** How long signing out waits for the server, ms; a server that is away must not hold it up. */
const farewellMs = 5_000;

export function createAccounts(context: Context, parts: Parts): Accounts {
  const { credentials, sessions, signIn, runners } = parts;

  async function read(id: AccountId): Promise<Account> {
    const account = await (await context.database()).get('accounts', id);
    if (!account) throw new CommandError('not-found', 'there is no such account');
    return account;
  }

  async function revoke(server: string, refreshToken: string | undefined): Promise<void> {
    if (refreshToken === undefined) return;
    await signIn.revoke(server, refreshToken).catch((fault) => reportOwn(context, fault));
  }

  /** Who signed in, asked before anything of it is stored. */
  async function identify(server: string, tokens: Tokens): Promise<OwnUser> {
    let session: unknown;
    const service = parts.factories.skype?.({
      server,
      transport: context.transport,
      session: {
        read: async () => session,
        write: async (state) => {
          session = state;
        },
      },
      readToken: async () => tokens.accessToken,
      nowMs: context.nowMs,
      version: context.version,
      onSecurityEvent: () => {},
    });
    if (!service) throw new CommandError('not-skylark', 'nothing speaks with this server');
    try {
      return await service.whoAmI();
    } catch (error) {
      await revoke(server, tokens.refreshToken);
      throw error;
    }
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
    const refreshToken = await credentials.forget(account.id);
    await Promise.race([revoke(account.server, refreshToken), context.wait(farewellMs)]);
  }

  async function signOut(id: AccountId, keepMessages: boolean): Promise<void> {
    const account = await read(id);
    await sayFarewell(account);
    await context.browser.storage.session.remove([`session:${id}`, `contact:${id}`]);
    await sessions.move(id, 'signed-out', { failures: 0 });
    if (!keepMessages) await forgetAccount(context, id, 'data');
    await runners.start(account);
  }

  return {
    all: async () => (await context.database()).getAll('accounts'),
    async add(typed) {
      const server = readServerAddress(typed);
      const tokens = await signIn.start(server);
      const user = await identify(server, tokens);
      const accounts = await (await context.database()).getAll('accounts');
      const known = accounts.find((account) => account.server === server && account.user === user.id);
      const state = known && (await sessions.read(known.id))?.state;
      if (known && state !== 'signed-out' && state !== 'expired') {
        await revoke(server, tokens.refreshToken);
        throw new CommandError('already-added', 'this account is here already');
      }
      const { id: userId, name } = user;
      const account = known
        ? { ...known, name }
        : { id: crypto.randomUUID(), kind: 'skype' as const, server, user: userId, name, addedAtMs: context.nowMs() };
      await connect(account, tokens);
      return account;
    },
    async signIn(id) {
      const account = await read(id);
      const tokens = await signIn.start(account.server);
      const user = await identify(account.server, tokens);
      if (user.id !== account.user) {
        await revoke(account.server, tokens.refreshToken);
        throw new CommandError('conflict', 'somebody else signed in');
      }
      await connect({ ...account, name: user.name }, tokens);
    },
    signOut,
    async remove(id) {
      if ((await sessions.read(id))?.state !== 'signed-out') await signOut(id, false);
      await runners.stop(id);
      await forgetAccount(context, id, 'all');
    },
    async refetch(id) {
      const account = await read(id);
      await runners.stop(id);
      await forgetAccount(context, id, 'cache');
      await runners.start(account);
    },
  };
}
