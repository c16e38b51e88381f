// The files a user chose to send, until the worker has uploaded them. The one place where a page writes chat data: a file
// is far too large for a message to the worker. Which of them are needed, the rows of the outbox say.
import type { AccountId } from '../src/model/account.ts';
import type { SkylarkDatabase } from './database.ts';

/** Longer than any page takes between storing a file and sending its message. */
const orphanMs = 24 * 3_600_000;

/** Stores a file of an account; answers the id by which `message.send` names it. */
export async function storeAttachment(database: SkylarkDatabase, account: AccountId, file: File): Promise<string> {
  const id = crypto.randomUUID();
  const transaction = database.transaction('attachments', 'readwrite', { durability: 'strict' });
  await transaction.store.add({ account, id, name: file.name, content: file, addedAtMs: Date.now() });
  await transaction.done;
  return id;
}

/** Deletes a file whose message the worker did not take. */
export async function dropAttachment(database: SkylarkDatabase, account: AccountId, id: string): Promise<void> {
  await database.delete('attachments', [account, id]);
}

/** The stored content of a file; undefined once it is uploaded. */
export async function readAttachment(
  database: SkylarkDatabase,
  account: AccountId,
  id: string,
): Promise<Blob | undefined> {
  return (await database.get('attachments', [account, id]))?.content;
}

/** Deletes files that no message in the outbox names, unless they may be about to be sent. */
export async function pruneAttachments(database: SkylarkDatabase, nowMs = Date.now()): Promise<void> {
  const transaction = database.transaction(['attachments', 'outbox'], 'readwrite');
  const attachments = transaction.objectStore('attachments');
  const needed = new Set((await transaction.objectStore('outbox').getAll()).map((row) => row.upload?.attachment));
  for (let cursor = await attachments.openCursor(); cursor; cursor = await cursor.continue()) {
    if (!needed.has(cursor.value.id) && nowMs - cursor.value.addedAtMs > orphanMs) await cursor.delete();
  }
  await transaction.done;
}
