// The people of a conversation as the model has them: one entry for a person, however many devices they are here with.
import type { ContactId } from '../../model/account.ts';
import type { ConversationUpdate, Member } from '../../model/conversation.ts';
import { conversationIdOf, partnerOf } from './identity.ts';
import type { ConversationState } from './state.ts';

/** Where somebody is: in the conversation only, or in its chat too. */
export type Whereabouts = 'here' | 'chat';

/** Who is in a conversation, by uri, and where. */
export function peopleOf(
  conversation: ConversationState,
  user: ContactId,
  hasNoModalities: boolean,
): Record<ContactId, Whereabouts> {
  const people: Record<ContactId, Whereabouts> = {};
  for (const { uri, isHere, isInChat } of Object.values(conversation.participants)) {
    if (uri === undefined || !isHere) continue;
    if (isInChat || hasNoModalities || isTalking(conversation, uri, user)) people[uri] = 'chat';
    else people[uri] ??= 'here';
  }
  return people;
}

// The user's own messaging says it, too, until the server has told of a modality of theirs.
function isTalking({ participants, local, messaging }: ConversationState, uri: string, user: ContactId): boolean {
  const own = local === undefined ? undefined : participants[local];
  return uri === user && messaging.state === 'Connected' && own?.wasInChat !== true;
}

/** What is to be told of a conversation; undefined while it is not known which one it is. */
export function describe(
  conversation: ConversationState,
  user: ContactId,
  people: Record<ContactId, Whereabouts>,
): ConversationUpdate | undefined {
  const id = conversationIdOf(conversation);
  if (id === undefined) return undefined;
  const partner = partnerOf(conversation);
  const { isConference, isClosed, subject, endReason } = conversation;
  const members = listMembers(conversation, user, people);
  if (!isConference && partner !== undefined) {
    return { id, kind: 'direct', partner, topic: '', members, isMember: true };
  }
  const isMember = !(isClosed && /^(Ejected|Removed|Denied)$/.test(endReason ?? ''));
  return { id, kind: 'group', topic: subject ?? '', members, isMember };
}

// In a conversation that does not go on nobody is in the chat, and nobody is outside of it.
function listMembers(
  conversation: ConversationState,
  user: ContactId,
  people: Record<ContactId, Whereabouts>,
): Member[] {
  const { participants, isOpen, isConference } = conversation;
  const partner = partnerOf(conversation);
  const expected = isConference ? [user] : [user, ...(partner === undefined ? [] : [partner])];
  const uris = [...new Set([...expected, ...Object.keys(people)])];
  return uris.map((id) => {
    const known = Object.values(participants).filter(({ uri }) => uri === id);
    const name = known.find((participant) => participant.name)?.name;
    const isAdmin = known.some(({ role }) => role === 'admin');
    return {
      id,
      role: isAdmin ? 'admin' : 'user',
      ...(name !== undefined && { name }),
      ...(isOpen && { isInChat: people[id] === 'chat' }),
    };
  });
}
