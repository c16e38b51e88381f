import type { GatewayContext } from '../context.ts';
import { hashSecret } from './tokens.ts';

export type RenewableSignIn = { readonly userId: number; readonly signInId: number };

/**
 * The sign-in that a skype token in the cookie `refresh-token` may prolong (skype.md 3.2, flows D and D'); undefined when it may
 * not. The token must still be valid, and the sign-in must be as old as a refresh token may become at most. A sign-in that has
 * refresh tokens is prolonged with those alone, which are watched for copies; a guest ends when it ends.
 */
export async function findRenewableSignIn(
  context: GatewayContext,
  token: string,
): Promise<RenewableSignIn | undefined> {
  const nowMs = context.now();
  const [row] = await context.database.query<{ user_id: number; id: number }>(
    `select sign_ins.user_id, sign_ins.id
     from skype_tokens
     join sign_ins on sign_ins.id = skype_tokens.sign_in_id
     join users on users.id = sign_ins.user_id
     where token_hash = $1 and expires_at_ms > $2 and revoked_at_ms is null and users.kind <> 'guest'
       and sign_ins.created_at_ms > $3
       and not exists (select 1 from refresh_tokens where refresh_tokens.sign_in_id = sign_ins.id)`,
    [hashSecret(token), nowMs, nowMs - context.settings.refreshSeconds * 1000],
  );
  return row && { userId: row.user_id, signInId: row.id };
}
