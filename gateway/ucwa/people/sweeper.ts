// The clocks of this folder: idle users, subscriptions that end. All times are in the database, so it carries on after a restart.
import { describeError } from '../../request-log.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { sweepActivity } from './activity.ts';
import { sweepListSubscriptions } from './list-subscriptions.ts';
import { sweepPresenceSubscriptions } from './subscription-ends.ts';

const longestPauseMs = 5_000;

/** At a start, nobody is idle and nothing is over yet: clients could neither report nor extend while the gateway was down. */
export async function gracePeople(context: UcwaContext): Promise<void> {
  const nowMs = Math.floor(context.now());
  const { database, clocks } = context;
  await database.query("update ucwa_activity set reported_at_ms = $1 where state = 'active'", [nowMs]);
  for (const table of ['ucwa_presence_subscriptions', 'ucwa_list_subscriptions']) {
    await database.query(`update ${table} set expires_at_ms = $1, is_end_told = false where expires_at_ms < $1`, [
      nowMs + clocks.expiryWarningMs,
    ]);
  }
}

/** One round. */
export async function sweepPeople(context: UcwaContext): Promise<void> {
  await sweepActivity(context);
  await sweepPresenceSubscriptions(context);
  await sweepListSubscriptions(context);
}

/** Sweeps now and then until the gateway shuts down. Does not keep the process alive. */
export function startPeopleSweeper(context: UcwaContext): void {
  const { activityMs, expiryWarningMs } = context.clocks;
  const pauseMs = Math.max(50, Math.min(longestPauseMs, activityMs / 4, expiryWarningMs / 4));
  let timer: NodeJS.Timeout | undefined;

  async function round(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!context.shutdown.aborted) context.log.error(describeError(error), 'sweeping people failed');
    }
    if (context.shutdown.aborted) return;
    timer = setTimeout(() => void round(() => sweepPeople(context)), pauseMs);
    timer.unref();
  }

  context.shutdown.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void round(() => gracePeople(context));
}
