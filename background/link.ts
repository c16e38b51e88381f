// One account with the service that speaks for it. Every request to a server goes through `call`, which renews a stale
// token once and tells apart a token that is old from a sign-in that has ended.
import * as v from 'valibot';
import type { Account, AccountId } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { ChannelStore, ChatService, SessionStore } from '../src/service/service.ts';
import type { Context } from './context.ts';
import type { Credentials } from './credentials.ts';
import { storedValue } from './stored-value.ts';

export type Link = {
  readonly account: Account;
  readonly service: ChatService;
  /** Performs an operation with a token that works. Rejects with a `ServiceError`, at once when the link was cut. */
  call<T>(operation: (service: ChatService) => Promise<T>): Promise<T>;
  /** Ends everything that uses the link: what is out is not waited for. A link that was cut stays so. */
  cut(): void;
};

export function createLink(account: Account, service: ChatService, credentials: Credentials): Link {
  let cut = () => {};
  const severed = new Promise<never>((_, reject) => {
    cut = () => reject(new ServiceError('network', 'the account was disconnected'));
  });
  severed.catch(() => undefined);

  async function perform<T>(operation: (service: ChatService) => Promise<T>): Promise<T> {
    const before = await credentials.accessToken(account);
    try {
      return await operation(service);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.kind !== 'unauthorised') throw error;
      if ((await credentials.accessToken(account)) === before) await credentials.renew(account);
      return operation(service);
    }
  }

  return {
    account,
    service,
    call: (operation) => Promise.race([severed, perform(operation)]),
    cut: () => cut(),
  };
}

/** The open session of an account's service, in memory until the browser ends. */
export function createSessionStore(context: Context, account: AccountId): SessionStore {
  const stored = storedValue(context, 'session', `session:${account}`, v.unknown());
  return {
    read: stored.read,
    write: (state) => (state === undefined || state === null ? stored.remove() : stored.write(state)),
  };
}

/** What the event channel of an account was told last, as it is committed; `announce` is called after each such commit. */
export function createChannelStore(context: Context, account: AccountId): ChannelStore & { announce(): void } {
  let next = new AbortController();
  return {
    read: async () => (await (await context.database()).get('channels', account))?.channel,
    nextCommit: (timeoutMs) => context.wait(timeoutMs, next.signal),
    announce() {
      next.abort();
      next = new AbortController();
    },
  };
}
