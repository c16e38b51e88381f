// The clocks of this folder: idle users, subscriptions that end. All times are in the database, so it carries on after a restart.
import { describeError } from '../../request-log.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { sweepActivity } from './activity.ts';
import { sweepListSubscriptions } from './list-subscriptions.ts';
import { sweepPresenceSubscriptions } from './subscription-ends.ts';

const longestPauseMs = 5_000;

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

  async function round(): Promise<void> {
    try {
      await sweepPeople(context);
    } catch (error) {
      if (!context.shutdown.aborted) context.log.error(describeError(error), 'sweeping people failed');
    }
    rest();
  }
  function rest(): void {
    if (context.shutdown.aborted) return;
    timer = setTimeout(() => void round(), pauseMs);
    timer.unref();
  }

  context.shutdown.addEventListener('abort', () => clearTimeout(timer), { once: true });
  rest();
}
