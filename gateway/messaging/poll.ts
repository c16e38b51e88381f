// The long poll (skype.md 5.2): joins the queues in the database with the requests that are held in this process.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describeError } from '../request-log.ts';
import { type Batch, confirmBatch, freeAbandonedEvents, returnBatch } from './batches.ts';
import { endOfHold } from './endpoints.ts';
import { eventChannel } from './events.ts';
import type { MessagingContext } from './messaging-context.ts';
import { holdSubscription } from './subscriptions.ts';
import { createTakes } from './takes.ts';
import { createWaiters } from './waiters.ts';

export type Polls = {
  /**
   * The next events of an endpoint's subscription, at once when there are any, else held until one comes; undefined when none
   * came in time, the client left, the subscription was replaced or the gateway stops. Whoever gets a batch must `confirm` it
   * when the reply was written, else `giveBack`. A client that names no position gets careful batches (batches.ts). Throws 404/729 and 404/450.
   */
  next(
    caller: { readonly userId: number },
    endpointId: string,
    signal: AbortSignal,
    position?: number,
  ): Promise<Batch | undefined>;
  confirm(batch: Batch): Promise<void>;
  giveBack(batch: Batch): Promise<void>;
  /** How many polls are held. */
  held(): number;
};

const errorOf = (context: MessagingContext, message: string) => (error: unknown) => {
  if (!context.shutdown.aborted) context.log.error(describeError(error), message);
};

/** How often the event loop turns until Node has read the end of a connection, closed it and said so. */
const turnsOfDeparture = 4;

/**
 * Lets Node read what came over the sockets meanwhile. Work on the embedded database, from one request to the next, may go by
 * without one turn of the event loop: a client that left long ago would still be taken for one that waits.
 */
async function noticeDepartures(): Promise<void> {
  for (let turn = 0; turn < turnsOfDeparture; turn += 1) await nextTurn();
}

/** Opens the polls of this process. It listens from the first poll on; all held polls end when the gateway shuts down. */
export function createPolls(context: MessagingContext): Polls {
  const giveBack = (batch: Batch) =>
    returnBatch(context.database, batch).catch(errorOf(context, 'events could not be put back'));
  const take = createTakes(context);
  const waiters = createWaiters<Batch>({
    async take(serial, isCareful) {
      const batch = await take(serial, isCareful);
      if (!batch) return { kind: 'gone' };
      return batch.events.length === 0 ? { kind: 'nothing' } : { kind: 'taken', taken: batch };
    },
    giveBack,
    failed: errorOf(context, 'events could not be taken'),
  });
  const openedAtMs = context.now();
  let listening: Promise<unknown> | undefined;

  function onEvents(payload: string): void {
    if (payload === '') waiters.wakeAll();
    else for (const serial of payload.split(',')) waiters.wake(Number(serial));
  }

  async function listen(): Promise<void> {
    // Events that were being handed out when the last process died belong to nobody now.
    await freeAbandonedEvents(context.database, openedAtMs);
    await context.database.listen(eventChannel, onEvents);
  }

  function ready(): Promise<unknown> {
    listening ??= listen().catch((error: unknown) => {
      listening = undefined;
      throw error;
    });
    return listening;
  }

  context.shutdown.addEventListener('abort', () => waiters.release(), { once: true });

  return {
    async next(caller, endpointId, signal, position) {
      await ready();
      const find = () =>
        holdSubscription(context.database, caller.userId, endpointId, endOfHold(context), context.now(), position);
      const serial = await find();
      const outcome = await waiters.wait(serial, context.settings.holdSeconds * 1000, signal, position === undefined);
      if (outcome.kind === 'gone') {
        await find();
        return undefined;
      }
      if (outcome.kind === 'nothing') return undefined;
      await noticeDepartures();
      if (!signal.aborted) return outcome.taken;
      await giveBack(outcome.taken);
      return undefined;
    },
    confirm: (batch) => confirmBatch(context, batch).catch(errorOf(context, 'delivered events could not be removed')),
    giveBack,
    held: () => waiters.count(),
  };
}
