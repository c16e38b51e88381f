// The one place that writes chat data. A batch is read against, folded and written in one transaction: messages,
// conversations with what is derived, contacts, presence, outbox and position commit together or not at all.
import type { Account } from '../src/model/account.ts';
import type { EventBatch } from '../src/model/event.ts';
import { fold } from '../src/sync/fold.ts';
import type { Addition, Committed } from './addition.ts';
import { type ApplyTransaction, appliedStores, readKnown } from './apply-read.ts';
import { Writing } from './apply-write.ts';
import type { Context } from './context.ts';

/**
 * Commits a batch, with what belongs to it, and announces which stores changed.
 * Rejects when the transaction did not commit; then nothing of the batch is stored.
 */
export type Apply = (account: Account, batch: EventBatch, addition?: Addition) => Promise<Committed>;

export function createApply(context: Context): Apply {
  return async (account, batch, addition = {}) => {
    const transaction = (await context.database()).transaction(appliedStores, 'readwrite', { durability: 'relaxed' });
    try {
      const known = await readKnown(transaction, account.id, batch.events);
      const changes = fold(known, batch.events, account.user);
      const writing = new Writing(transaction, account, known, changes, context.nowMs());
      const committed = await writing.write(batch, addition);
      // Everything is asked for: no need to wait for the answers first.
      transaction.commit();
      await transaction.done;
      context.committed([...writing.changed], writing.conversations);
      return committed;
    } catch (error) {
      abort(transaction);
      throw error;
    }
  };
}

function abort(transaction: ApplyTransaction): void {
  transaction.done.catch(() => undefined);
  try {
    transaction.abort();
  } catch {
    // It was over already.
  }
}
