// What a batch cannot have changed about a conversation, so that it need not be read or counted again. Pure; when in
// doubt the answer is to look.
import type { ConversationRow, MessageSummary } from '../extension/database.ts';
import type { ContactId, ConversationId } from '../src/model/account.ts';
import type { Changes } from '../src/sync/fold.ts';
import { weighUnread } from '../src/sync/unread.ts';
import type { KnownRows } from './apply-read.ts';
import { summarise } from './summary.ts';

export type UnreadCount = Pick<ConversationRow, 'unread' | 'unreadMentions'>;

/** True when nobody came or went and the title is the same. */
export function hasSamePeople(id: ConversationId, known: KnownRows, changes: Changes): boolean {
  const after = changes.conversations.get(id);
  const before = known.conversations.get(id);
  if (!after) return true;
  return before?.members === after.members && before?.partner === after.partner && before?.topic === after.topic;
}

/** The last message, as it follows from the row before and from what came; undefined where there was none. */
export function findLast(id: ConversationId, known: KnownRows, changes: Changes): MessageSummary | undefined {
  let last = known.conversations.get(id)?.lastMessage;
  for (const message of changes.messages.values()) {
    if (message.conversation === id && message.order >= (last?.order ?? 0)) last = summarise(message);
  }
  return last;
}

/**
 * How many are unread, as it follows from the row before, which was committed with the messages it counts, and from messages
 * that only came. Undefined: count. To count each conversation for every batch would cost more than to store the batch.
 */
export function findCount(
  id: ConversationId,
  known: KnownRows,
  changes: Changes,
  user: ContactId,
): UnreadCount | undefined {
  const before = known.conversations.get(id);
  if (!before) return undefined;
  if (changes.conversations.get(id)?.readUpTo !== before.readUpTo) return undefined;
  let { unread, unreadMentions } = before;
  for (const [key, message] of changes.messages) {
    if (message.conversation !== id) continue;
    if (known.messages.has(key)) return undefined;
    const weight = message.order > before.readUpTo ? weighUnread(message, user) : 0;
    if (weight > 0) unread += 1;
    if (weight === 2) unreadMentions += 1;
  }
  return { unread, unreadMentions };
}

/** Whether two rows say the same, deep inside too; what is absent and what is undefined are the same. */
export function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (Object(before) !== before || Object(after) !== after) return false;
  const [old, next] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  return Object.keys({ ...old, ...next }).every((name) => isSame(old[name], next[name]));
}
