import type { ContactId } from '../model/account.ts';
import { countsAsUnread, type Message, mentions } from '../model/message.ts';

/** How a message counts for a user: 0 not at all, 1 as unread until read, 2 the same and it mentions the user. */
export function weighUnread(message: Message, user: ContactId): 0 | 1 | 2 {
  if (message.sender === user || !countsAsUnread(message)) return 0;
  return mentions(message, user) ? 2 : 1;
}
