// The one way a message enters a conversation: the row, the version of the conversation for everyone who can read it, and the
// events, all in the caller's transaction.
import type { Queryable } from '../storage/database.ts';
import { announceMessage } from './chat-events.ts';
import { activeMembers, type Conversation, type Member } from './conversation-store.ts';
import type { MessageExtras } from './message-fields.ts';
import { insertMessage, type StoredMessage } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';

export type MessageDraft = {
  readonly sender: string;
  readonly senderName: string;
  readonly messagetype: string;
  readonly contenttype: string;
  readonly content: string;
  readonly clientmessageid: string | null;
  readonly composedAtMs?: number;
  readonly extras?: MessageExtras;
};

/** The conversation as it is after `tick` changed it for the given members. */
export function withVersion(conversation: Conversation, members: readonly Member[], tick: number): Conversation {
  const changed = new Set(members.map((member) => member.userId));
  return {
    ...conversation,
    members: conversation.members.map((member) => (changed.has(member.userId) ? { ...member, version: tick } : member)),
  };
}

/** Whoever writes in a 1:1 accepts the other by that. */
function afterWriting(conversation: Conversation, sender: string): Conversation {
  const accept = (member: Member): Member => (member.mri === sender ? { ...member, accepts: true } : member);
  return conversation.isThread ? conversation : { ...conversation, members: conversation.members.map(accept) };
}

/**
 * Stores a message under the id `tick` and tells everyone. `readers` are the members it is for, normally all who are in the
 * conversation. Returns the message and the conversation as it is now.
 */
export async function recordMessage(
  transaction: Queryable,
  context: Pick<MessagingContext, 'now' | 'limits'>,
  conversation: Conversation,
  draft: MessageDraft,
  tick: number,
  readers: readonly Member[] = activeMembers(conversation),
): Promise<{ message: StoredMessage; conversation: Conversation }> {
  const message: StoredMessage = {
    ...draft,
    id: tick,
    version: tick,
    conversationId: conversation.id,
    // A sender's clock may be ahead; a message cannot have been written after it arrived.
    composedAtMs: Math.min(draft.composedAtMs ?? tick, tick),
    extras: draft.extras ?? {},
    isDisclosed: !conversation.isThread || conversation.properties.historydisclosed !== 'false',
    editedAtMs: null,
    deletedAtMs: null,
  };
  await insertMessage(
    transaction,
    message,
    readers.map((member) => member.userId),
  );
  const changed = withVersion(afterWriting(conversation, draft.sender), readers, tick);
  const audience = changed.members.filter((member) => readers.some((reader) => reader.userId === member.userId));
  await announceMessage(transaction, context, changed, message, audience);
  return { message, conversation: changed };
}
