import type { Context } from 'hono';
import { parseRegistrationToken } from '../../src/skype/registration-token.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { endpointNotFound, registrationTokenExpired, tokenMismatch, unauthorized } from '../errors.ts';
import { skypeTokenOf } from '../identity/principal.ts';
import { hashSecret } from '../identity/tokens.ts';
import { type IdentityRow, identityColumns, identityOf, type UserIdentity } from '../identity/users.ts';
import { keepAlive } from './endpoints.ts';
import { checkGuestAccess } from './guest-access.ts';

/** Who asks with a registration token, and for which of their endpoints. */
export type Caller = UserIdentity & {
  /** The endpoint of the token: what `SELF` means. */
  readonly endpointId: string;
  /** The sign-in that the token was made from. */
  readonly signInId: number;
  /** False once the endpoint has expired; what concerns the user alone still works then. */
  readonly hasEndpoint: boolean;
};

type CallerRow = IdentityRow & {
  endpoint_id: string;
  sign_in_id: number;
  is_signed_out: boolean;
  alive_until_ms: number | null;
  ticket_user_id: number | null;
};

/**
 * The user of the `RegistrationToken` header (skype.md 3.4: everything up to the first `;` that is a token). Throws 401 when
 * it is missing, unknown, past its end, or its sign-in was revoked; 404/729 when its endpoint was signed out on purpose,
 * 403 when a skype token comes with it that is someone else's (skype.md 11).
 * Any request keeps the endpoint alive.
 */
export async function authenticateCaller(context: GatewayContext, headers: Headers): Promise<Caller> {
  const header = headers.get('registrationtoken');
  if (!header) throw unauthorized('A registration token is required.');
  const token = parseRegistrationToken(header);
  if (!token) throw registrationTokenExpired();
  const skypeToken = skypeTokenOf(headers);
  const [row] = await context.database.query<CallerRow>(
    `select ${identityColumns}, token.endpoint_id, token.sign_in_id, token.is_signed_out, endpoints.alive_until_ms,
       (select ticket.user_id from skype_tokens join sign_ins ticket on ticket.id = skype_tokens.sign_in_id
        where skype_tokens.token_hash = $3) as ticket_user_id
     from registration_tokens token
     join sign_ins on sign_ins.id = token.sign_in_id
     join users on users.id = token.user_id
     left join endpoints on endpoints.user_id = token.user_id and endpoints.id = token.endpoint_id
     where token.token_hash = $1 and token.expires_at_ms > $2 and sign_ins.revoked_at_ms is null`,
    [hashSecret(token.value), context.now(), skypeToken === undefined ? null : hashSecret(skypeToken)],
  );
  if (!row) throw registrationTokenExpired();
  if (row.ticket_user_id !== null && row.ticket_user_id !== row.id) throw tokenMismatch();
  if (row.is_signed_out) throw endpointNotFound();
  const caller = {
    ...identityOf(row),
    endpointId: row.endpoint_id,
    signInId: row.sign_in_id,
    hasEndpoint: row.alive_until_ms !== null,
  };
  if (row.alive_until_ms !== null) await keepAlive(context, caller, row.alive_until_ms);
  return caller;
}

/** The caller of a request; see `authenticateCaller`. Guests are refused all but their own conversation. */
export async function callerOf(context: GatewayContext, c: Context<GatewayEnv>): Promise<Caller> {
  const caller = await authenticateCaller(context, c.req.raw.headers);
  if (caller.kind === 'guest') await checkGuestAccess(context, c, caller);
  return caller;
}
