// The files and pictures of other people that were fetched from an account's server: a copy of what is there, so a page may
// throw it away.
import type { AccountId } from '../src/model/account.ts';
import { announceChanges } from './changes.ts';
import type { SkylarkDatabase } from './database.ts';

/** Every key that begins with the account. */
const keysOf = (account: AccountId): IDBKeyRange => IDBKeyRange.bound([account], [account, []]);

export type StoredFiles = { count: number; sizeBytes: number };

async function weigh(
  database: SkylarkDatabase,
  store: 'objects' | 'attachments',
  account: AccountId,
): Promise<StoredFiles> {
  let sizeBytes = 0;
  let count = 0;
  for (
    let cursor = await database.transaction(store).store.openCursor(keysOf(account));
    cursor;
    cursor = await cursor.continue()
  ) {
    sizeBytes += cursor.value.content.size;
    count += 1;
  }
  return { count, sizeBytes };
}

/** How many files of an account are kept, and their size: those that were fetched, and those on their way to the server. */
export async function weighFiles(
  database: SkylarkDatabase,
  account: AccountId,
): Promise<{ fetched: StoredFiles; waiting: StoredFiles }> {
  return {
    fetched: await weigh(database, 'objects', account),
    waiting: await weigh(database, 'attachments', account),
  };
}

/** Deletes the fetched files of an account; files on their way to the server stay. */
export async function deleteFetched(database: SkylarkDatabase, account: AccountId): Promise<void> {
  await database.delete('objects', keysOf(account));
  announceChanges(['objects']);
}
