// A sign-in is the root of everything a client is given after it proved who it is: skype tokens, refresh tokens and (elsewhere)
// registration tokens. Revoking the sign-in ends them all.
import type { GatewayContext } from '../context.ts';
import type { Queryable } from '../storage/database.ts';
import { hashSecret, makeSecret } from './tokens.ts';

export type SkypeToken = { readonly token: string; readonly expiresInSeconds: number };

/** Records a new sign-in of a user through `client`; returns its id. */
export async function createSignIn(
  context: GatewayContext,
  queryable: Queryable,
  userId: number,
  client: string,
): Promise<number> {
  const [row] = await queryable.query<{ id: number }>(
    'insert into sign_ins (user_id, client, created_at_ms) values ($1, $2, $3) returning id',
    [userId, client, context.now()],
  );
  if (!row) throw new Error('the new sign-in was not returned');
  return row.id;
}

/** Makes a skype token for a sign-in, valid for as long as the gateway's are unless a life is given. Only its hash is stored. */
export async function issueSkypeToken(
  context: GatewayContext,
  queryable: Queryable,
  signInId: number,
  expiresInSeconds = context.settings.tokenSeconds,
): Promise<SkypeToken> {
  const token = makeSecret(context);
  const nowMs = context.now();
  await queryable.query(
    'insert into skype_tokens (token_hash, sign_in_id, issued_at_ms, expires_at_ms) values ($1, $2, $3, $4)',
    [hashSecret(token), signInId, nowMs, nowMs + expiresInSeconds * 1000],
  );
  return { token, expiresInSeconds };
}

/** The channel on which the id of each revoked sign-in is announced: whoever holds something open for it lets go. */
export const revocationChannel = 'sign_in_revoked';

/** Ends a sign-in: none of its tokens is accepted any more. Doing it twice is harmless. */
export async function revokeSignIn(context: GatewayContext, queryable: Queryable, signInId: number): Promise<void> {
  await queryable.query('update sign_ins set revoked_at_ms = coalesce(revoked_at_ms, $2) where id = $1', [
    signInId,
    context.now(),
  ]);
  await queryable.query('select pg_notify($1, $2)', [revocationChannel, String(signInId)]);
}
