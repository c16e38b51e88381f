// What a conversation of the server is to the model: addresses die with the application, ids stay.
import type { ContactId, ConversationId } from '../../model/account.ts';
import type { ChannelState, ConversationState } from './state.ts';

const conferencePrefix = 'conf:';

/** The id of a conversation of several. */
export const conferenceId = (threadId: string): ConversationId => conferencePrefix + threadId;

/** Is this the id of a conversation of several? */
export const isConferenceId = (id: ConversationId): boolean => id.startsWith(conferencePrefix);

/**
 * The id: of two, the other party's uri; of several, what continues it. Undefined while nobody has said who the other is.
 */
export function conversationIdOf(conversation: ConversationState): ConversationId | undefined {
  const { isConference, threadId } = conversation;
  if (isConference && threadId !== undefined) return conferenceId(threadId);
  return isConference ? undefined : partnerOf(conversation);
}

/** Stands for somebody whom the server does not name. */
export const strangerOf = (href: string): ContactId => `participant:${href}`;

/** The other of two. */
export function partnerOf({ partner, participants, local }: ConversationState): string | undefined {
  if (partner !== undefined) return partner;
  const own = local === undefined ? undefined : participants[local]?.uri;
  return Object.values(participants).find(({ uri }) => uri !== undefined && uri !== own)?.uri;
}

/** The open conversation with this id that was begun last, with its address. */
export function openConversation(
  state: ChannelState,
  id: ConversationId,
): { href: string; conversation: ConversationState } | undefined {
  const found = Object.entries(state.conversations).findLast(
    ([, conversation]) => !conversation.isClosed && conversationIdOf(conversation) === id,
  );
  return found && { href: found[0], conversation: found[1] };
}
