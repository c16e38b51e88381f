import type { GatewayContext } from '../context.ts';
import { describeError } from '../request-log.ts';
import { deleteUnfinished } from './object-store.ts';

const unfinishedKeptMs = 86_400_000;
const pauseMs = 3_600_000;

/** Deletes objects that have been without content for a day; returns how many. */
export const sweepObjects = (context: GatewayContext): Promise<number> =>
  deleteUnfinished(context.database, context.now() - unfinishedKeptMs);

/** Sweeps now and every hour until the gateway stops. Does not keep the process alive. */
export function startObjectSweep(context: GatewayContext): void {
  const run = () =>
    void sweepObjects(context).catch((error: unknown) => {
      if (!context.shutdown.aborted) context.log.warn(describeError(error), 'sweeping objects failed');
    });
  const timer = setInterval(run, pauseMs);
  timer.unref();
  context.shutdown.addEventListener('abort', () => clearInterval(timer), { once: true });
  run();
}
