import type { GatewayContext } from '../context.ts';
import { unauthorized } from '../errors.ts';
import { hashSecret } from './tokens.ts';
import { type IdentityRow, identityColumns, identityOf, type UserIdentity } from './users.ts';

/** Who is asking. */
export type Principal = UserIdentity & {
  /**
   * The sign-in that the token belongs to. Signing out sets `sign_ins.revoked_at_ms`; whatever was handed out on the strength
   * of this sign-in (registration tokens) must be refused from then on.
   */
  readonly signInId: number;
  readonly expiresAtMs: number;
};

/**
 * The skype token of a request, in any of its spellings (skype.md 0.2): `X-SkypeToken: X`, `Authorization: skype_token X`,
 * `Authentication: skypetoken=X`, and `Authorization: Bearer X`. Undefined when there is none.
 */
export function skypeTokenOf(headers: Headers): string | undefined {
  const token =
    headers.get('x-skypetoken') ??
    /^(?:skype_token|bearer)\s+(.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ??
    /^skypetoken=([^;]+)/i.exec(headers.get('authentication') ?? '')?.[1];
  return token?.trim() || undefined;
}

/**
 * The user of the skype token in the request headers. Throws 401 when the token is missing, unknown, past its end or revoked;
 * the reply does not say which.
 */
export async function authenticateSkypeToken(context: GatewayContext, headers: Headers): Promise<Principal> {
  const token = skypeTokenOf(headers);
  if (!token) throw unauthorized('A skype token is required.');
  const [row] = await context.database.query<IdentityRow & { sign_in_id: number; expires_at_ms: number }>(
    `select ${identityColumns}, sign_ins.id as sign_in_id, skype_tokens.expires_at_ms
     from skype_tokens
     join sign_ins on sign_ins.id = skype_tokens.sign_in_id
     join users on users.id = sign_ins.user_id
     where token_hash = $1 and expires_at_ms > $2 and revoked_at_ms is null`,
    [hashSecret(token), context.now()],
  );
  if (!row) throw unauthorized('The skype token is not valid.');
  return { ...identityOf(row), signInId: row.sign_in_id, expiresAtMs: row.expires_at_ms };
}
