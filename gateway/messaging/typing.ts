import { formatMessageTime } from '../../src/skype/timestamps.ts';
import type { Queryable } from '../storage/database.ts';
import { announcePassing } from './chat-events.ts';
import type { Author } from './conversation-access.ts';
import { activeMembers, type Conversation } from './conversation-store.ts';
import { contactLink, conversationLink } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';
import { eventFields } from './wire-resources.ts';

/** Clients show typing for 7 to 22 seconds (skype.md 7.6); what nobody fetched by then is worth nothing. */
const typingLifeMs = 20_000;

export const isTyping = (messagetype: string): boolean =>
  messagetype === 'Control/Typing' || messagetype === 'Control/ClearTyping';

/** Passes typing on to everyone but the author's own endpoints. Nothing is stored (skype.md 7.6). */
export async function sendTyping(
  transaction: Queryable,
  context: Pick<MessagingContext, 'now' | 'limits'>,
  conversation: Conversation,
  author: Author,
  messagetype: string,
  tick: number,
): Promise<void> {
  const { ackrequired: _, ...fields } = eventFields(conversation, tick);
  const recipients = activeMembers(conversation).filter((member) => member.userId !== author.userId);
  await announcePassing(
    transaction,
    context,
    recipients,
    tick,
    (cid) => ({
      id: String(tick),
      version: String(tick),
      type: 'Message',
      messagetype,
      composetime: formatMessageTime(tick),
      originalarrivaltime: formatMessageTime(tick),
      from: contactLink(author.mri),
      imdisplayname: author.displayName,
      conversationLink: conversationLink(cid),
      conversationid: cid,
      counterpartymessageid: String(tick),
      ...fields,
    }),
    Math.floor(context.now() + typingLifeMs),
  );
}
