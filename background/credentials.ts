// The tokens of each account. The access token lives in memory (`storage.session`). What renews it is on disk only if it can
// be revoked; a password is in memory, too. It is stored before the access token that came with it is used, so that no reply
// can cost it.
import * as v from 'valibot';
import type { Account, AccountId } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import { type Context, singleFlight } from './context.ts';
import { recordSecurity } from './incidents.ts';
import * as oauth from './oauth.ts';
import { storedValue } from './stored-value.ts';

const access = v.object({ token: v.string(), obtainedAtMs: v.number(), lifeMs: v.number() });
type Access = v.InferOutput<typeof access>;

/** A token is replaced when this share of its life is over. */
const renewedAfter = 0.75;

export type Credentials = {
  /** A token that is believed to work; renews it when there is none or its life is over. */
  accessToken(account: Account): Promise<string>;
  /** Gets a new token although there may be one; callers at the same time share the request. */
  renew(account: Account): Promise<void>;
  /** Renews ahead of time when most of a token's life is over. */
  renewIfDue(account: Account): Promise<void>;
  keep(account: AccountId, tokens: oauth.Tokens): Promise<void>;
  /** Forgets everything and answers what renewed the tokens, to be revoked. */
  forget(account: AccountId): Promise<string | undefined>;
  /** Ends a sign-in at its server, where that is possible. */
  revoke(account: Pick<Account, 'kind' | 'server'>, secret: string | undefined): Promise<void>;
};

export function createCredentials(context: Context): Credentials {
  const { transport } = context;
  const accessOf = (account: AccountId) => storedValue(context, 'session', `token:${account}`, access);
  const secretIn = (area: 'session' | 'local', account: AccountId) =>
    storedValue(context, area, `refresh:${account}`, v.string());
  const readSecret = async (account: AccountId) =>
    (await secretIn('session', account).read()) ?? (await secretIn('local', account).read());

  /** Elapsed share of a token's life; over 1 too when the clock was set back, since nothing is known then. */
  function age({ obtainedAtMs, lifeMs }: Access): number {
    const elapsedMs = context.nowMs() - obtainedAtMs;
    return elapsedMs < 0 ? Number.POSITIVE_INFINITY : elapsedMs / lifeMs;
  }

  async function keep(
    account: AccountId,
    { accessToken, refreshToken, lifeMs, isVolatile }: oauth.Tokens,
  ): Promise<void> {
    if (refreshToken !== undefined) {
      await secretIn(isVolatile ? 'session' : 'local', account).write(refreshToken);
      await secretIn(isVolatile ? 'local' : 'session', account).remove();
    }
    await accessOf(account).write({ token: accessToken, obtainedAtMs: context.nowMs(), lifeMs });
  }

  async function obtain(account: Account, secret: string): Promise<oauth.Tokens> {
    if (account.kind === 'ucwa') return (await context.loadPart('ucwa')).renew(context, account, secret);
    const onForeign = (origin: string) =>
      void recordSecurity(context, account.id, 'sign-in', origin).catch(context.report);
    return oauth.refresh(transport, await oauth.discover(transport, account.server, onForeign), secret);
  }

  const renew = singleFlight(
    async (account: Account) => {
      const secret = await readSecret(account.id);
      if (secret === undefined) throw new ServiceError('unauthorised', 'not signed in');
      const tokens = await obtain(account, secret);
      // Signed out meanwhile: what just arrived must not bring the sign-in back.
      if ((await readSecret(account.id)) === undefined) throw new ServiceError('unauthorised', 'signed out');
      await keep(account.id, tokens);
    },
    ({ id }) => id,
  );

  return {
    renew,
    keep,
    async accessToken(account) {
      const stored = await accessOf(account.id).read();
      if (stored && age(stored) < 1) return stored.token;
      await renew(account);
      const renewed = await accessOf(account.id).read();
      if (!renewed) throw new ServiceError('unauthorised', 'not signed in');
      return renewed.token;
    },
    async renewIfDue(account) {
      const stored = await accessOf(account.id).read();
      if (stored && age(stored) >= renewedAfter) await renew(account);
    },
    async forget(account) {
      const secret = await readSecret(account);
      for (const area of ['session', 'local'] as const) await secretIn(area, account).remove();
      await accessOf(account).remove();
      return secret;
    },
    async revoke({ kind, server }, secret) {
      if (kind === 'skype' && secret !== undefined)
        await oauth.revoke(transport, await oauth.discover(transport, server), secret);
    },
  };
}
