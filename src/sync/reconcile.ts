// Closing gaps: which listed conversations need their messages fetched, and how far back. A live message never makes a
// history complete, only reconciling does, because the reply before it may have been lost.
import type { ConversationId } from '../model/account.ts';
import type { EventBatch } from '../model/event.ts';
import type { Message } from '../model/message.ts';
import { conversationsAtOnce } from '../service/service.ts';

/** What is stored of a listed conversation. */
export type Stored = { completeTo?: number | undefined; readUpTo: number; hasUnread: boolean };

/** Fetch messages of this conversation down to this order, and no more than so many pages. */
export type Fetch = { conversation: ConversationId; downTo: number; pages: number };

const pagesOfGap = 200;
const pagesOfUnread = 4;
/** At the first synchronisation only the most recent conversations are filled beyond their last message. */
export const filledAtFirst = 30;

/** Conversations named by a page of a listing with their versions, in the listing's order. */
export function listedVersions(page: EventBatch): { id: ConversationId; version: number }[] {
  return page.events.flatMap((event) =>
    event.type === 'conversation' ? [{ id: event.conversation.id, version: event.conversation.version ?? 0 }] : [],
  );
}

/**
 * True when a page names nothing but what earlier ones named, and had room for more: nothing older is left. What changed during the listing
 * is named again (skype.md 6.4); that is told by the poll, too, and where much is going on it would never end.
 */
export function isRepetition(listed: readonly { id: ConversationId }[], seen: ReadonlySet<ConversationId>): boolean {
  return listed.length < conversationsAtOnce && listed.every(({ id }) => seen.has(id));
}

/** True when everything older than this page was seen by the last reconcile. */
export function reachesBack(listed: readonly { version: number }[], syncedTo: number): boolean {
  return listed.some(({ version }) => version > 0 && version < syncedTo);
}

/**
 * What to fetch of one listed conversation; undefined when nothing can be missing.
 * @param syncedTo highest version seen by the last complete reconcile; 0 at the first one
 * @param position 0-based place in the listing
 */
export function planFetch(
  { id: conversation, version }: { id: ConversationId; version: number },
  stored: Stored | undefined,
  { syncedTo, position }: { syncedTo: number; position: number },
): Fetch | undefined {
  if (syncedTo > 0) {
    if (stored && version < syncedTo) return undefined;
    return { conversation, downTo: stored?.completeTo ?? syncedTo, pages: pagesOfGap };
  }
  // The first time, or again after it was interrupted.
  if (stored?.completeTo !== undefined) return { conversation, downTo: stored.completeTo, pages: pagesOfGap };
  if (position >= filledAtFirst && !stored?.hasUnread) return undefined;
  return { conversation, downTo: stored?.readUpTo ?? 0, pages: pagesOfUnread };
}

/** True when a page of messages reaches far enough back. */
export function isFilled(page: EventBatch, downTo: number): boolean {
  return messagesOf(page).some((message) => message.order <= downTo);
}

/** Lowest and highest order of the messages in a batch; undefined when there are none. */
export function orderSpan(batch: EventBatch): { lowest: number; highest: number } | undefined {
  const orders = messagesOf(batch).map((message) => message.order);
  if (orders.length === 0) return undefined;
  return { lowest: orders.reduce((a, b) => Math.min(a, b)), highest: orders.reduce((a, b) => Math.max(a, b)) };
}

function messagesOf(batch: EventBatch): Message[] {
  return batch.events.flatMap((event) => (event.type === 'message' && !event.message.replaces ? [event.message] : []));
}
