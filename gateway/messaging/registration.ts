// Registration: a skype token becomes an endpoint and a registration token (skype.md 3.3, 3.4).
import { randomUUID } from 'node:crypto';
import { differentCloud, loginRateExceeded } from '../errors.ts';
import type { Principal } from '../identity/principal.ts';
import { hashSecret, makeSecret } from '../identity/tokens.ts';
import type { Queryable } from '../storage/database.ts';
import { takeTick } from './clock.ts';
import { putEndpoint } from './endpoints.ts';
import { endpointLocation } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';

export type Registration = {
  readonly endpointId: string;
  readonly token: string;
  readonly expiresAtMs: number;
  readonly isNew: boolean;
};

/** Production tokens have about 1,100 characters; this one is as hard to guess as a 512-bit key. */
const tokenLength = 86;

/** An endpoint that registers again and again keeps this many valid tokens, the newest ones. */
const tokensPerEndpoint = 5;

async function storeToken(
  transaction: Queryable,
  context: MessagingContext,
  principal: Principal,
  endpointId: string,
): Promise<{ token: string; expiresAtMs: number }> {
  const token = makeSecret(context, tokenLength);
  const expiresAtMs = context.now() + context.settings.registrationSeconds * 1000;
  await transaction.query(
    `insert into registration_tokens (token_hash, user_id, sign_in_id, endpoint_id, issued_at_ms, expires_at_ms)
     values ($1, $2, $3, $4, $5, $6)`,
    [hashSecret(token), principal.userId, principal.signInId, endpointId, context.now(), Math.floor(expiresAtMs)],
  );
  await transaction.query(
    `delete from registration_tokens where token_hash in (
       select token_hash from registration_tokens where user_id = $1 and endpoint_id = $2
       order by issued_at_ms desc, token_hash offset $3)`,
    [principal.userId, endpointId, tokensPerEndpoint],
  );
  return { token, expiresAtMs };
}

/**
 * Registers an endpoint, a new one unless `endpointId` names one of the user's own, which then keeps its subscription and
 * its waiting events. `origin` is where the client reaches us. Throws 404/752 with the right `Location` when the user is at home on another gateway, 429/803 when the
 * user registers too often.
 */
export async function registerEndpoint(
  context: MessagingContext,
  principal: Principal,
  origin: string,
  endpointId?: string,
): Promise<Registration> {
  if (principal.home !== null && principal.home !== origin)
    throw differentCloud(`${principal.home}/v1/users/ME/endpoints`);
  const waitSeconds = context.rates.registrations.take(principal.userId);
  if (waitSeconds > 0) throw loginRateExceeded(Math.max(waitSeconds, 1));
  const id = endpointId ?? `{${randomUUID()}}`;
  return context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const isNew = await putEndpoint(transaction, context, principal, id);
    return { endpointId: id, isNew, ...(await storeToken(transaction, context, principal, id)) };
  });
}

export const locationOf = (registration: Registration): string => endpointLocation(registration.endpointId);
