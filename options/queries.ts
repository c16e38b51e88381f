// What the settings page reads from the stored data: accounts with their connection, how much is stored, incidents.
import type { IncidentRow, PreferencesRow, SessionRow, SkylarkDatabase } from '../extension/database.ts';
import type { Account, AccountId } from '../src/model/account.ts';

export type AccountView = { account: Account; session: SessionRow | undefined };

/** All accounts, in the order in which they were added. */
export async function readAccounts(database: SkylarkDatabase): Promise<AccountView[]> {
  const transaction = database.transaction(['accounts', 'sessions']);
  const [accounts, sessions] = await Promise.all([
    transaction.objectStore('accounts').getAll(),
    transaction.objectStore('sessions').getAll(),
  ]);
  const byAccount = new Map(sessions.map((session) => [session.account, session]));
  return accounts
    .sort((a, b) => a.addedAtMs - b.addedAtMs)
    .map((account) => ({ account, session: byAccount.get(account.id) }));
}

/** The stored preferences of an account; undefined until they were read from the server once. */
export async function readPreferences(
  database: SkylarkDatabase,
  account: AccountId,
): Promise<PreferencesRow | undefined> {
  return database.get('preferences', account);
}

/** How many records are stored of an account. `unsent` are typed messages that the server has not confirmed. */
export type StoredCounts = {
  messages: number;
  conversations: number;
  contacts: number;
  unsent: number;
  drafts: number;
};

/** Every key that starts with this account, whatever follows. */
function keysOf(account: AccountId): IDBKeyRange {
  return IDBKeyRange.bound([account], [account, []]);
}

/** Counts the records of an account; only the outbox, which is short, is read. */
export async function countStored(database: SkylarkDatabase, account: AccountId): Promise<StoredCounts> {
  const transaction = database.transaction(['messages', 'conversations', 'contacts', 'outbox', 'drafts']);
  const keys = keysOf(account);
  const [messages, conversations, contacts, outbox, drafts] = await Promise.all([
    transaction.objectStore('messages').count(keys),
    transaction.objectStore('conversations').count(keys),
    transaction.objectStore('contacts').count(keys),
    transaction.objectStore('outbox').getAll(keys),
    transaction.objectStore('drafts').count(keys),
  ]);
  const unsent = outbox.filter(({ state }) => state !== 'sent').length;
  return { messages, conversations, contacts, unsent, drafts };
}

/** Incidents, newest first, at most `limit`, and how many there are in all. */
export async function readIncidents(
  database: SkylarkDatabase,
  limit: number,
): Promise<{ incidents: IncidentRow[]; total: number }> {
  const { store } = database.transaction('incidents');
  const total = await store.count();
  const incidents: IncidentRow[] = [];
  for (
    let cursor = await store.openCursor(null, 'prev');
    cursor && incidents.length < limit;
    cursor = await cursor.continue()
  ) {
    incidents.push(cursor.value);
  }
  return { incidents, total };
}
