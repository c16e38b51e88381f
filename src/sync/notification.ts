// Which messages may notify. Decided from the state after a whole batch is applied, so that what was read elsewhere
// stays quiet.
import type { Conversation } from '../model/conversation.ts';

/** Account flags (skype.md 9.1) that concern notifications: each is set while its option is off. */
export const notificationFlags = { noNotifications: 21, noSounds: 22, noMentions: 13 } as const;

/**
 * True when a message may notify.
 * @param incoming how it counts: 0 not at all, 1 unread, 2 unread and the user is mentioned
 */
export function mayNotify(
  { incoming, order }: { incoming: 0 | 1 | 2; order: number },
  { readUpTo, notifyLevel }: Pick<Conversation, 'readUpTo' | 'notifyLevel'>,
  flags: readonly number[],
): boolean {
  if (incoming === 0 || order <= readUpTo || flags.includes(notificationFlags.noNotifications)) return false;
  if (notifyLevel === 'all') return true;
  return notifyLevel === 'mentions' && incoming === 2 && !flags.includes(notificationFlags.noMentions);
}
