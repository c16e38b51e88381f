// Ends endpoints on purpose: the client says good-bye, or its user throws another device out.
import { revokeSignIn } from '../identity/sign-ins.ts';
import type { Queryable } from '../storage/database.ts';
import type { Caller } from './caller.ts';
import { takeTick } from './clock.ts';
import { dropEndpoint, noteLastSeen, type Person, requireEndpoint } from './endpoints.ts';
import type { MessagingContext } from './messaging-context.ts';
import { announcePresence } from './presence-events.ts';

async function endEndpoint(transaction: Queryable, userId: number, endpointId: string): Promise<void> {
  await transaction.query(
    'update registration_tokens set is_signed_out = true where user_id = $1 and endpoint_id = $2',
    [userId, endpointId],
  );
  await dropEndpoint(transaction, userId, endpointId);
}

/**
 * Signs an endpoint out: the client ended on purpose, so its registration tokens end too and answer 404/729 from now on, a poll
 * that is held included. Whoever still has a skype token may register again. Throws 404/729 when the user has no such endpoint.
 */
export async function signOutEndpoint(context: MessagingContext, person: Person, endpointId: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await requireEndpoint(transaction, person.userId, endpointId);
    await endEndpoint(transaction, person.userId, endpointId);
    await noteLastSeen(transaction, context, person);
    await announcePresence(transaction, context, person);
  });
}

/** The sign-ins an endpoint was registered with. The caller's own is spared when the endpoint is another one of it. */
async function signInsOf(transaction: Queryable, caller: Caller, endpointId: string): Promise<number[]> {
  const rows = await transaction.query<{ sign_in_id: number }>(
    'select distinct sign_in_id from registration_tokens where user_id = $1 and endpoint_id = $2',
    [caller.userId, endpointId],
  );
  const isOwn = endpointId === caller.endpointId;
  return rows.map((row) => row.sign_in_id).filter((id) => isOwn || id !== caller.signInId);
}

/** Every endpoint that lives on these sign-ins alone. */
async function endpointsOf(transaction: Queryable, userId: number, signIns: readonly number[]): Promise<string[]> {
  const rows = await transaction.query<{ id: string }>(
    `select endpoints.id from endpoints join registration_tokens token
       on token.user_id = endpoints.user_id and token.endpoint_id = endpoints.id
     where endpoints.user_id = $1 group by endpoints.id having bool_and(token.sign_in_id = any ($2::bigint[]))`,
    [userId, signIns],
  );
  return rows.map((row) => row.id);
}

/**
 * Signs a device out for good: as `signOutEndpoint`, and the sign-in behind the endpoint is revoked. Its skype, refresh and
 * registration tokens end, its other endpoints with them; the device comes back only by signing in anew. Throws 404/729 when the
 * user has no such endpoint.
 */
export async function signOutDevice(context: MessagingContext, caller: Caller, endpointId: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await requireEndpoint(transaction, caller.userId, endpointId);
    const signIns = await signInsOf(transaction, caller, endpointId);
    const others = await endpointsOf(transaction, caller.userId, signIns);
    for (const id of new Set([endpointId, ...others])) await endEndpoint(transaction, caller.userId, id);
    for (const id of signIns) await revokeSignIn(context, transaction, id);
    await noteLastSeen(transaction, context, caller);
    await announcePresence(transaction, context, caller);
  });
}
