// An application's endpoint in the messaging domain: devices, sign-outs and presence treat it as any other.
import { createHash, randomBytes } from 'node:crypto';
import type { Principal } from '../../identity/principal.ts';
import { hashSecret } from '../../identity/tokens.ts';
import { putEndpoint } from '../../messaging/endpoints.ts';
import type { Queryable } from '../../storage/database.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Application } from './applications.ts';

/** The endpoint's id: made of what the client calls its endpoint, but never that of an endpoint that speaks another protocol. */
export function endpointIdFor(userId: number, clientEndpointId: string): string {
  const hex = createHash('sha256').update(`ucwa ${userId} ${clientEndpointId}`).digest('hex');
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}}`;
}

/**
 * Ties the endpoint to a sign-in. The registration token that says so is nobody's: its secret is thrown away, an application has its
 * ticket.
 */
async function tieToSignIn(
  queryable: Queryable,
  context: UcwaContext,
  { userId, endpointId }: Pick<Application, 'userId' | 'endpointId'>,
  { signInId, expiresAtMs }: Principal,
): Promise<void> {
  await queryable.query('delete from registration_tokens where user_id = $1 and endpoint_id = $2', [
    userId,
    endpointId,
  ]);
  await queryable.query(
    `insert into registration_tokens (token_hash, user_id, sign_in_id, endpoint_id, issued_at_ms, expires_at_ms)
     values ($1, $2, $3, $4, $5, $6)`,
    [hashSecret(randomBytes(32).toString('hex')), userId, signInId, endpointId, Math.floor(context.now()), expiresAtMs],
  );
}

/** The application is used with a ticket of another sign-in from now on. */
export async function noteSignInOf(
  transaction: Queryable,
  context: UcwaContext,
  application: Application,
  principal: Principal,
): Promise<void> {
  await transaction.query('update ucwa_applications set sign_in_id = $2 where serial = $1', [
    application.serial,
    principal.signInId,
  ]);
  await tieToSignIn(transaction, context, application, principal);
}

/** As noteSignInOf, in a transaction of its own. */
export const noteSignIn = (context: UcwaContext, application: Application, principal: Principal): Promise<void> =>
  context.database.transaction((transaction) => noteSignInOf(transaction, context, application, principal));

/** Makes the endpoint of an application. Call it inside a transaction that holds the clock. */
export async function connectApplication(
  transaction: Queryable,
  context: UcwaContext,
  principal: Principal,
  endpointId: string,
): Promise<void> {
  // Until makeMeAvailable the user is not shown to be there (ucwa.md 5.2); on the Skype side the endpoint counts as offline.
  await transaction.query(
    `insert into endpoints (user_id, id, registered_at_ms, alive_until_ms, status) values ($1, $2, $3, $3, 'Offline')
     on conflict (user_id, id) do update set status = 'Offline'`,
    [principal.userId, endpointId, Math.floor(context.now())],
  );
  await putEndpoint(transaction, context, principal, endpointId);
  await tieToSignIn(transaction, context, { userId: principal.userId, endpointId }, principal);
  await holdEndpoint(transaction, context, principal.userId, endpointId);
}

/**
 * Keeps an application's endpoint alive for as long as the application may live: its own clocks end it, not the endpoint's, and they
 * must come first.
 */
export async function holdEndpoint(
  queryable: Queryable,
  context: UcwaContext,
  userId: number,
  endpointId: string,
): Promise<void> {
  const { applicationMs, pollMs } = context.clocks;
  const longestPollMs = Math.max(pollMs, 1_800_000);
  await queryable.query(
    `update endpoints set alive_until_ms = greatest(alive_until_ms, $3), active_at_ms = $4 where user_id = $1 and id = $2`,
    [
      userId,
      endpointId,
      Math.floor(context.now() + 2 * applicationMs + longestPollMs + context.settings.endpointIdleSeconds * 1000),
      Math.floor(context.now()),
    ],
  );
}
