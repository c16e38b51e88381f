import type { StatusWord } from '../../src/skype/wire/presence.ts';
import { endpointNotFound } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';
import { takeTick } from './clock.ts';
import type { Person } from './endpoints.ts';
import type { MessagingContext } from './messaging-context.ts';
import { announcePresence } from './presence-events.ts';

/** Words that say something about the person, not about one client: they count on all endpoints, later ones included. */
const standing: ReadonlySet<StatusWord> = new Set(['Hidden', 'Busy']);

async function setStandingStatus(
  transaction: Queryable,
  userId: number,
  status: StatusWord,
  availability: string | null,
): Promise<void> {
  await transaction.query(
    `insert into user_presence (user_id, standing_status, availability) values ($1, $2, $3)
     on conflict (user_id) do update set standing_status = excluded.standing_status, availability = excluded.availability`,
    [userId, status, availability],
  );
}

/**
 * Sets the status of an endpoint (skype.md 4). Hidden and Busy apply to all of the user's endpoints; any word but Idle lifts
 * them again everywhere, because only Idle is said by a client without the user. Throws 404/729 when the endpoint is gone.
 */
export async function chooseStatus(
  context: MessagingContext,
  caller: Person & { readonly endpointId: string },
  status: StatusWord,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await setStatus(transaction, context, caller, status);
  });
}

/**
 * The same inside a transaction that holds the clock. `availability` is the finer word of another service that stands behind the
 * status; it counts until any client chooses a status again.
 */
export async function setStatus(
  transaction: Queryable,
  context: Pick<MessagingContext, 'now' | 'limits'>,
  caller: Person & { readonly endpointId: string },
  status: StatusWord,
  availability: string | null = null,
): Promise<void> {
  const changed = await transaction.query(
    'update endpoints set status = $3 where user_id = $1 and id = $2 returning id',
    [caller.userId, caller.endpointId, status],
  );
  if (changed.length === 0) throw endpointNotFound();
  if (standing.has(status)) {
    await setStandingStatus(transaction, caller.userId, status, availability);
    await transaction.query('update endpoints set status = $2 where user_id = $1', [caller.userId, status]);
  } else if (status !== 'Idle') {
    await transaction.query(
      `update endpoints set status = $2 where user_id = $1 and coalesce(status, (
         select standing_status from user_presence where user_id = $1)) in ('Hidden', 'Busy')`,
      [caller.userId, status],
    );
    await setStandingStatus(transaction, caller.userId, 'Online', availability);
  }
  await announcePresence(transaction, context, caller);
}
