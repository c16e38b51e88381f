// Deletes what is stored of an account. Belongs to `apply.ts`: nothing else takes chat data away.
import type { StoreName } from '../extension/database.ts';
import type { AccountId } from '../src/model/account.ts';
import { within } from './apply-read.ts';
import type { Context } from './context.ts';

/** What the server can tell again. */
const cached = [
  'cursors',
  'channels',
  'conversations',
  'messages',
  'edits',
  'contacts',
  'presence',
  'typing',
  'preferences',
  'requests',
  'endpoints',
  'objects',
] as const satisfies readonly StoreName[];
/** What only this browser knows. */
const own = ['outbox', 'attachments', 'drafts', 'reading'] as const satisfies readonly StoreName[];
const identity = ['accounts', 'sessions'] as const satisfies readonly StoreName[];

/** `cache`: what the server can tell again. `data`: also drafts and unsent messages. `all`: the account too. */
export type Extent = 'cache' | 'data' | 'all';

/** Deletes in one transaction. */
export async function forgetAccount(context: Context, account: AccountId, extent: Extent): Promise<void> {
  const stores: StoreName[] = [...cached];
  if (extent !== 'cache') stores.push(...own);
  if (extent === 'all') stores.push(...identity);
  const transaction = (await context.database()).transaction([...stores, 'incidents'], 'readwrite');
  // Keys are the account's id itself, or begin with it.
  const beginning = within(account);
  await Promise.all(
    stores.flatMap((name) => {
      const store = transaction.objectStore(name);
      return [store.delete(account), store.delete(beginning)];
    }),
  );
  if (extent === 'all') {
    const index = transaction.objectStore('incidents').index('account');
    for (let cursor = await index.openCursor(account); cursor; cursor = await cursor.continue()) await cursor.delete();
  }
  await transaction.done;
  context.committed(stores);
}
