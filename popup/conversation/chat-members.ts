// Who of a conversation is in its chat now, where the two are different things (ucwa.md 8.9).
import type { ContactId } from '../../src/model/account.ts';
import type { Conversation, Member } from '../../src/model/conversation.ts';

type Row = Pick<Conversation, 'members'>;

/** The members in the chat, and those who are in the conversation only. */
export function chatMembers({ members }: Row): { inside: Member[]; outside: Member[] } {
  const isOutside = (member: Member) => member.isInChat === false;
  return { inside: members.filter((member) => !isOutside(member)), outside: members.filter(isOutside) };
}

/** False once the user has left the chat and is still in the conversation. */
export function isOwnInChat({ members }: Row, own: ContactId): boolean {
  return members.find(({ id }) => id === own)?.isInChat !== false;
}

/** The user left and somebody else is there: while nobody is there, the chat may just be beginning. */
export function hasLeftChat({ members }: Row, own: ContactId): boolean {
  return !isOwnInChat({ members }, own) && members.some(({ id, isInChat }) => id !== own && isInChat);
}

/** True while the server has the conversation open: only then it tells who is in the chat. */
export function isOpenNow({ members }: Row): boolean {
  return members.some(({ isInChat }) => isInChat !== undefined);
}
