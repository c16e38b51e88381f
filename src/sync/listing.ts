// Where a conversation stands in the list, and by which words it is found. Derived, never kept up by hand.
import type { Conversation } from '../model/conversation.ts';

export type ListPlace = {
  /** Time of the last message, or of the last change where there is none; 0 when neither is known. */
  activeAtMs: number;
  /** Unread first, then recent; absent for conversations that have nothing to show. */
  listOrder?: [isRead: 0 | 1, olderness: number];
};

/**
 * Places a conversation in the list. A direct conversation without messages is not shown, a group one belongs to is.
 * @param lastOrder order of the last stored message, which is its time of arrival
 */
export function placeInList(
  conversation: Pick<Conversation, 'kind' | 'isMember' | 'version'>,
  lastOrder: number | undefined,
  unread: number,
): ListPlace {
  const activeAtMs = lastOrder ?? conversation.version;
  const isShown = lastOrder !== undefined || (conversation.kind === 'group' && conversation.isMember);
  return isShown ? { activeAtMs, listOrder: [unread > 0 ? 0 : 1, 0 - activeAtMs] } : { activeAtMs };
}

/** Lower-case words of a title and of names, for the search. */
export function wordsToFind(topic: string, names: readonly string[]): string {
  return [topic, ...names]
    .filter((part) => part !== '')
    .join(' ')
    .toLowerCase();
}
