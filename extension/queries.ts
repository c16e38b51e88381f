// Everything a page reads from the stored chat data. Reads are bounded: no query ever walks all messages, and none writes.
import type { PreferencesRow, SkylarkDatabase } from './database.ts';

/** The preferences of the account that was added first, among those whose preferences are stored. */
export async function readOldestPreferences(database: SkylarkDatabase): Promise<PreferencesRow | undefined> {
  const transaction = database.transaction(['accounts', 'preferences']);
  const [accounts, preferences] = await Promise.all([
    transaction.objectStore('accounts').getAll(),
    transaction.objectStore('preferences').getAll(),
  ]);
  accounts.sort((a, b) => a.addedAtMs - b.addedAtMs);
  for (const account of accounts) {
    const row = preferences.find((candidate) => candidate.account === account.id);
    if (row) return row;
  }
  return undefined;
}
