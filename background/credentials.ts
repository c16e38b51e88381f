// The tokens of each account. The access token lives in memory (`storage.session`); only the refresh token, which can be
// revoked, is on disk. It is stored before the access token that came with it is used, so that no reply can cost it.
import * as v from 'valibot';
import type { Account, AccountId } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import { type Context, singleFlight } from './context.ts';
import { recordSecurity } from './incidents.ts';
import type { Tokens } from './oauth.ts';
import type { SignIn } from './sign-in.ts';
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
  keep(account: AccountId, tokens: Tokens): Promise<void>;
  /** Forgets everything and answers the refresh token, to be revoked. */
  forget(account: AccountId): Promise<string | undefined>;
};

export function createCredentials(context: Context, signIn: SignIn): Credentials {
  const accessOf = (account: AccountId) => storedValue(context, 'session', `token:${account}`, access);
  const refreshOf = (account: AccountId) => storedValue(context, 'local', `refresh:${account}`, v.string());

  /** Elapsed share of a token's life; over 1 too when the clock was set back, since nothing is known then. */
  function age({ obtainedAtMs, lifeMs }: Access): number {
    const elapsedMs = context.nowMs() - obtainedAtMs;
    return elapsedMs < 0 ? Number.POSITIVE_INFINITY : elapsedMs / lifeMs;
  }

  async function keep(account: AccountId, { accessToken, refreshToken, lifeMs }: Tokens): Promise<void> {
    if (refreshToken !== undefined) await refreshOf(account).write(refreshToken);
    await accessOf(account).write({ token: accessToken, obtainedAtMs: context.nowMs(), lifeMs });
  }

  const renew = singleFlight(
    async (account: Account) => {
      const refreshToken = await refreshOf(account.id).read();
      if (refreshToken === undefined) throw new ServiceError('unauthorised', 'not signed in');
      const tokens = await signIn.renew(account.server, refreshToken, (origin) => {
        void recordSecurity(context, account.id, 'sign-in', origin).catch(context.report);
      });
      // Signed out meanwhile: what just arrived must not bring the sign-in back.
      if ((await refreshOf(account.id).read()) === undefined) throw new ServiceError('unauthorised', 'signed out');
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
      const refreshToken = await refreshOf(account).read();
      await refreshOf(account).remove();
      await accessOf(account).remove();
      return refreshToken;
    },
  };
}
