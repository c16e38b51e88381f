// Ends what nobody ends: endpoints whose client went away, registration tokens past their time, events handed to a process
// that died. All times are in the database, so it carries on after a restart.
import { describeError } from '../request-log.ts';
import { freeAbandonedEvents } from './batches.ts';
import { expireEndpoint } from './endpoints.ts';
import type { MessagingContext } from './messaging-context.ts';

const longestPauseMs = 10_000;

/** No reply takes this long to be written; an event that is still marked belongs to a process that is gone. */
const longestHandoverMs = 60_000;

/**
 * Gives every endpoint an idle time from now. At a start all of them were alive when the gateway ended, and their clients could
 * not reach it since.
 */
export async function graceEndpoints(context: MessagingContext): Promise<void> {
  await context.database.query('update endpoints set alive_until_ms = greatest(alive_until_ms, $1)', [
    Math.floor(context.now() + context.settings.endpointIdleSeconds * 1000),
  ]);
}

/** One round: expires endpoints and tokens, frees abandoned events. Returns how many endpoints ended. */
export async function sweep(context: MessagingContext): Promise<number> {
  const due = await context.database.query<{ user_id: number; id: string; mri: string }>(
    `select user_id, id, (select mri from users where users.id = endpoints.user_id) as mri
     from endpoints where alive_until_ms <= $1 order by alive_until_ms`,
    [context.now()],
  );
  let ended = 0;
  for (const { user_id: userId, id, mri } of due) {
    if (await expireEndpoint(context, { userId, mri }, id)) ended += 1;
  }
  await context.database.query('delete from registration_tokens where expires_at_ms <= $1', [context.now()]);
  await freeAbandonedEvents(context.database, context.now() - longestHandoverMs);
  return ended;
}

/** Sweeps now and then until the gateway shuts down. Does not keep the process alive. */
export function startSweeper(context: MessagingContext): void {
  const pauseMs = Math.min(longestPauseMs, (context.settings.endpointIdleSeconds * 1000) / 3);
  let timer: NodeJS.Timeout | undefined;

  async function round(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!context.shutdown.aborted) context.log.error(describeError(error), 'sweeping failed');
    }
    if (context.shutdown.aborted) return;
    timer = setTimeout(() => void round(() => sweep(context)), pauseMs);
    timer.unref();
  }

  context.shutdown.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void round(() => graceEndpoints(context));
}
