import { command } from '../../../extension/commands.ts';
import { openDatabase, type SkylarkDatabase } from '../../../extension/database.ts';

async function inDatabase<T>(work: (database: SkylarkDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase();
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** How many conversations have something new. */
export function countUnread(): Promise<number> {
  return inDatabase((database) => database.countFromIndex('conversations', 'unread', IDBKeyRange.lowerBound(1)));
}

/** When the account last knew that nothing was missing, ms; 0 before the first time. */
export async function reconciledAtMs(): Promise<number> {
  const [cursor] = await inDatabase((database) => database.getAll('cursors'));
  return cursor?.reconciledAtMs ?? 0;
}

/** Reads everything, as the popup does when it shows a conversation, and waits until the server knows. */
export async function markAllRead(): Promise<void> {
  const rows = await inDatabase((database) => database.getAll('conversations'));
  for (const { account, id, lastMessage } of rows) {
    if (lastMessage) await command('conversation.seen', { account, conversation: id, order: lastMessage.order });
  }
  while ((await inDatabase((database) => database.count('reading'))) > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
