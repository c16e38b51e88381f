// Refresh tokens rotate: each use gives a new one (state `current`) and spends the old. A client may die before it has stored
// the new one, so a spent token is taken again as long as its successor was never used; the unused successor is then replaced.
// Any other second use means that a copy exists, and ends the whole sign-in.
import type { GatewayContext } from '../context.ts';
import type { Queryable } from '../storage/database.ts';
import { issueSkypeToken, revokeSignIn, type SkypeToken } from './sign-ins.ts';
import { hashSecret, makeSecret } from './tokens.ts';

export type TokenPair = { readonly signInId: number; readonly skypeToken: SkypeToken; readonly refreshToken: string };

/** Makes a skype token and a refresh token for a sign-in. */
export async function issuePair(
  context: GatewayContext,
  transaction: Queryable,
  signInId: number,
  predecessorHash: string | null = null,
): Promise<TokenPair> {
  const skypeToken = await issueSkypeToken(context, transaction, signInId);
  const refreshToken = makeSecret(context);
  const nowMs = context.now();
  await transaction.query(
    `insert into refresh_tokens
       (token_hash, sign_in_id, state, predecessor_hash, skype_token_hash, issued_at_ms, expires_at_ms)
     values ($1, $2, 'current', $3, $4, $5, $6)`,
    [
      hashSecret(refreshToken),
      signInId,
      predecessorHash,
      hashSecret(skypeToken.token),
      nowMs,
      nowMs + context.settings.refreshSeconds * 1000,
    ],
  );
  return { signInId, skypeToken, refreshToken };
}

type RefreshRow = { sign_in_id: number; state: 'current' | 'spent' | 'replaced' };

async function findUsable(context: GatewayContext, transaction: Queryable, tokenHash: string, clientId: string) {
  // The sign-in's row is locked, so that two uses at the same time come one after the other.
  const [row] = await transaction.query<RefreshRow>(
    `select sign_in_id, state from refresh_tokens
     join sign_ins on sign_ins.id = refresh_tokens.sign_in_id
     where token_hash = $1 and client = $2 and expires_at_ms > $3 and revoked_at_ms is null
     for update of sign_ins`,
    [tokenHash, clientId, context.now()],
  );
  if (!row) return undefined;
  // Read again under the lock: another use may have changed the state while this one waited.
  const [current] = await transaction.query<RefreshRow>(
    `select sign_in_id, state from refresh_tokens
     join sign_ins on sign_ins.id = refresh_tokens.sign_in_id
     where token_hash = $1 and revoked_at_ms is null`,
    [tokenHash],
  );
  return current;
}

/** Takes the unused successor of a spent token out of use; false when the successor has been used or never was. */
async function replaceUnusedSuccessor(transaction: Queryable, tokenHash: string): Promise<boolean> {
  const [successor] = await transaction.query<{ skype_token_hash: string }>(
    `update refresh_tokens set state = 'replaced' where predecessor_hash = $1 and state = 'current'
     returning skype_token_hash`,
    [tokenHash],
  );
  if (!successor) return false;
  await transaction.query('delete from skype_tokens where token_hash = $1', [successor.skype_token_hash]);
  return true;
}

/** Uses a refresh token; undefined when it is not valid (see the head of this file). Must commit either way. */
export async function rotateRefreshToken(
  context: GatewayContext,
  transaction: Queryable,
  token: string,
  clientId: string,
): Promise<TokenPair | undefined> {
  const tokenHash = hashSecret(token);
  const row = await findUsable(context, transaction, tokenHash, clientId);
  if (!row) return undefined;
  const isFirstUse = row.state === 'current';
  if (!isFirstUse && !(row.state === 'spent' && (await replaceUnusedSuccessor(transaction, tokenHash)))) {
    await revokeSignIn(context, transaction, row.sign_in_id);
    return undefined;
  }
  if (isFirstUse)
    await transaction.query("update refresh_tokens set state = 'spent' where token_hash = $1", [tokenHash]);
  return issuePair(context, transaction, row.sign_in_id, tokenHash);
}

/** Ends the sign-in that a refresh token or skype token belongs to; an unknown token is no error (RFC 7009). */
export async function revokeByToken(context: GatewayContext, token: string): Promise<void> {
  const rows = await context.database.query<{ sign_in_id: number }>(
    `select sign_in_id from refresh_tokens where token_hash = $1
     union select sign_in_id from skype_tokens where token_hash = $1`,
    [hashSecret(token)],
  );
  for (const row of rows) await revokeSignIn(context, context.database, row.sign_in_id);
}
