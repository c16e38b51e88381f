import type { GatewayContext } from '../context.ts';
import type { Queryable } from '../storage/database.ts';

/**
 * The next tick: the current time in ms, or one more than the last tick when the clock stands still or goes back, so that
 * message ids and versions are strictly increasing and globally unique (skype.md 2.4). The clock's row stays locked until
 * the transaction ends: ticks become visible in their own order, and writers of chat data follow one another.
 */
export async function takeTick(transaction: Queryable, context: Pick<GatewayContext, 'now'>): Promise<number> {
  const [row] = await transaction.query<{ last_tick: number }>(
    'update chat_clock set last_tick = greatest(last_tick + 1, $1::bigint) returning last_tick',
    [Math.floor(context.now())],
  );
  if (!row) throw new Error('The chat clock has no row.');
  return row.last_tick;
}
