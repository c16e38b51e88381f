import type { StatusWord } from '../../src/skype/wire/presence.ts';
import { endpointNotFound } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';
import { takeTick } from './clock.ts';
import type { Person } from './endpoints.ts';
import type { MessagingContext } from './messaging-context.ts';
import { announcePresence } from './presence-events.ts';

/** Words that say something about the person, not about one client: they count on all endpoints, later ones included. */
const standing: ReadonlySet<StatusWord> = new Set(['Hidden', 'Busy']);

async function setStandingStatus(transaction: Queryable, userId: number, status: StatusWord): Promise<void> {
  await transaction.query(
    `insert into user_presence (user_id, standing_status) values ($1, $2)
     on conflict (user_id) do update set standing_status = excluded.standing_status`,
    [userId, status],
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
    const changed = await transaction.query(
      'update endpoints set status = $3 where user_id = $1 and id = $2 returning id',
      [caller.userId, caller.endpointId, status],
    );
    if (changed.length === 0) throw endpointNotFound();
    if (standing.has(status)) {
      await setStandingStatus(transaction, caller.userId, status);
      await transaction.query('update endpoints set status = $2 where user_id = $1', [caller.userId, status]);
    } else if (status !== 'Idle') {
      await transaction.query(
        `update endpoints set status = $2 where user_id = $1 and coalesce(status, (
           select standing_status from user_presence where user_id = $1)) in ('Hidden', 'Busy')`,
        [caller.userId, status],
      );
      await setStandingStatus(transaction, caller.userId, 'Online');
    }
    await announcePresence(transaction, context, caller);
  });
}
