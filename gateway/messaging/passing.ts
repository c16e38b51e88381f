// Messages that nobody keeps: typing, and the signals of calls. They go to the endpoints that are there, and are worth nothing soon
// after (skype.md 7.2, 7.6).
import { formatMessageTime } from '../../src/skype/timestamps.ts';
import type { Queryable } from '../storage/database.ts';
import { announcePassing } from './chat-events.ts';
import { activeMembers, type Conversation } from './conversation-store.ts';
import { contactLink, conversationLink } from './links.ts';
import type { MessagingContext } from './messaging-context.ts';
import type { MessageDraft } from './recording.ts';
import { eventFields } from './wire-resources.ts';

/** Clients show typing for 7 to 22 seconds; what nobody fetched by then is worth nothing. A call rings a little longer. */
const typingLifeMs = 20_000;
const signalLifeMs = 60_000;

const isTyping = (messagetype: string): boolean => /^Control\/(Clear)?Typing$/i.test(messagetype);

/** Whether messages of a type are passed on without being stored. */
export const isPassing = (messagetype: string): boolean => /^(Control|Signal)\//i.test(messagetype);

/** Typing has no content, whatever came with it; a signal is nothing but its content. */
function bodyOf(draft: MessageDraft) {
  if (isTyping(draft.messagetype)) return {};
  const { content, contenttype, clientmessageid } = draft;
  return { content, contenttype, ...(clientmessageid === null ? {} : { clientmessageid }), ...draft.extras };
}

/** Passes a message on to everyone but the author's own endpoints. Nothing is stored. */
export async function passOn(
  transaction: Queryable,
  context: Pick<MessagingContext, 'now' | 'limits'>,
  conversation: Conversation,
  author: { readonly userId: number },
  draft: MessageDraft,
  tick: number,
): Promise<void> {
  const { ackrequired: _, ...fields } = eventFields(conversation, tick);
  const recipients = activeMembers(conversation).filter((member) => member.userId !== author.userId);
  const lifeMs = isTyping(draft.messagetype) ? typingLifeMs : signalLifeMs;
  await announcePassing(
    transaction,
    context,
    recipients,
    tick,
    (cid) => ({
      counterpartymessageid: String(tick),
      ...bodyOf(draft),
      id: String(tick),
      version: String(tick),
      type: 'Message',
      messagetype: draft.messagetype,
      composetime: formatMessageTime(tick),
      originalarrivaltime: formatMessageTime(tick),
      from: contactLink(draft.sender),
      imdisplayname: draft.senderName,
      conversationLink: conversationLink(cid),
      conversationid: cid,
      ...fields,
    }),
    Math.floor(context.now() + lifeMs),
  );
}
