// Ends applications whose time is over (ucwa.md 4.4). All times are in the database, so it carries on after a restart.
import { describeError } from '../../request-log.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { applicationsBySerial } from './applications.ts';
import { endApplication, findDue, isDue } from './lifetime.ts';

const longestPauseMs = 10_000;

/** How long later requests hear why an application ended. */
const rememberedMs = 86_400_000;

/** At a start, all applications have their whole time again: their clients could not reach the gateway while it was down. */
export async function graceApplications(context: UcwaContext): Promise<void> {
  await context.database.query(
    `update ucwa_applications set released_at_ms = greatest(released_at_ms, $1),
       reported_at_ms = case when is_available then greatest(coalesce(reported_at_ms, 0), $1) end`,
    [Math.floor(context.now())],
  );
}

/** One round. Returns how many applications ended. */
export async function sweepApplications(context: UcwaContext): Promise<number> {
  let ended = 0;
  for (const application of await applicationsBySerial(context.database, await findDue(context.database, context))) {
    const isOver = await context.database.transaction(async (transaction) => {
      if (!(await isDue(transaction, context, application.serial))) return false;
      await endApplication(transaction, context, application, 'InactiveApplicationExpired');
      return true;
    });
    if (isOver) ended += 1;
  }
  await context.database.query('delete from ucwa_ended_applications where ended_at_ms < $1', [
    Math.floor(context.now() - rememberedMs),
  ]);
  return ended;
}

/** Sweeps now and then until the gateway shuts down. Does not keep the process alive. */
export function startApplicationSweeper(context: UcwaContext): void {
  const pauseMs = Math.min(longestPauseMs, context.clocks.applicationMs / 3, context.clocks.inactivityMs / 3);
  let timer: NodeJS.Timeout | undefined;

  async function round(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!context.shutdown.aborted) context.log.error(describeError(error), 'sweeping applications failed');
    }
    if (context.shutdown.aborted) return;
    timer = setTimeout(() => void round(() => sweepApplications(context)), pauseMs);
    timer.unref();
  }

  context.shutdown.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void round(() => graceApplications(context));
}
