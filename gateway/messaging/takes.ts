// Collects what held polls want to take in one moment into one statement. Owns no events: batches.ts takes them.
import { randomUUID } from 'node:crypto';
import { retrySerialization } from '../storage/retry.ts';
import { type Batch, takeBatches } from './batches.ts';
import type { MessagingContext } from './messaging-context.ts';

/** So many that a statement costs little for each, so few that the first replies of a large group do not wait for its last. */
const mostAtOnce = 64;

type Take = {
  readonly isCareful: boolean;
  readonly resolve: (batch: Batch | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Makes the function that takes the next events of a subscription (see `takeBatches`); undefined when it is gone or lost. A subscription must
 * not be asked for again before it was answered.
 */
export function createTakes(
  context: Pick<MessagingContext, 'database' | 'now' | 'limits'>,
): (subscription: number, isCareful: boolean) => Promise<Batch | undefined> {
  let waiting = new Map<number, Take>();

  async function takeSome(some: readonly (readonly [number, Take])[]): Promise<void> {
    const wanted = some.map(([subscription, { isCareful }]) => ({ subscription, isCareful }));
    try {
      const batches = await retrySerialization(() => takeBatches(context, wanted, randomUUID()));
      for (const [subscription, { resolve }] of some) resolve(batches.get(subscription));
    } catch (error) {
      for (const [, { reject }] of some) reject(error);
    }
  }

  function takeAll(): void {
    const all = [...waiting];
    waiting = new Map();
    for (let start = 0; start < all.length; start += mostAtOnce) void takeSome(all.slice(start, start + mostAtOnce));
  }

  return (subscription, isCareful) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) queueMicrotask(takeAll);
      waiting.set(subscription, { isCareful, resolve, reject });
    });
}
