// What resources say, written into the draft; whether they came embedded in an event or were asked for makes no difference.
import * as wire from '../wire/conversation.ts';
import { readParticipantMessaging } from '../wire/participant-messaging.ts';
import { readProperties } from '../wire/properties.ts';
import { linkOf, type Resource } from '../wire/resource.ts';
import { absolute, conversationAt, type Draft, linksOf, nameOf, participantAt, uriOf } from './draft.ts';
import type { ConversationState } from './state.ts';

// `Conferencing` is a conference that may not come about: until it does, what continues it is not told, and there are two.
const conferenceStates: ReadonlySet<string> = new Set(['Conferenced', 'InLobby']);

/** Takes in a conversation (ucwa.md 8.1). */
export function takeConversation(draft: Draft, href: string, resource: Resource): void {
  const said = readProperties(wire.conversation, resource);
  const conversation = conversationAt(draft, href);
  const wasConference = conversation.isConference;
  conversation.isRead = true;
  conversation.links = linksOf(draft, resource);
  takeConversationState(conversation, said.state ?? '');
  conversation.threadId = said.threadId || conversation.threadId;
  conversation.subject = nameOf(said.subject) ?? conversation.subject;
  // Roles are for meetings only (ucwa.md 8.8); they tell one before it is connected.
  const { attendees, leaders } = conversation.links;
  if (attendees || leaders || (said.participantCount ?? 0) > 2) conversation.isConference = true;
  // The server takes the chat of two apart; in the conference everybody joins the chat by themselves.
  const isOnTheWay = conversation.state === 'Conferencing' || (conversation.isConference && !wasConference);
  if (isOnTheWay && conversation.isOpen && conversation.joinsUntilMs === undefined) joinSoon(draft, conversation);
  // A conference that nothing continues is told apart from others at least while it lasts.
  if (conversation.isConference) conversation.threadId ??= href;
  const { localParticipant } = conversation.links;
  if (localParticipant) setLocal(draft, conversation, localParticipant);
  for (const embedded of resource.embedded.localParticipant ?? []) takeParticipant(draft, href, embedded, true);
  const [embeddedMessaging] = resource.embedded.messaging ?? [];
  if (embeddedMessaging) takeMessaging(draft, href, embeddedMessaging);
}

function takeConversationState(conversation: ConversationState, state: string): void {
  if (state === '') return;
  conversation.state = state;
  if (conferenceStates.has(state)) conversation.isConference = true;
  if (state === 'Disconnected') conversation.isClosed = true;
}

/** Takes in the messaging of a conversation (ucwa.md 8.5). What may be done with it is in its links. */
export function takeMessaging(draft: Draft, href: string, resource: Resource): void {
  const said = readProperties(wire.messaging, resource);
  const conversation = conversationAt(draft, href);
  const state = said.state || conversation.messaging.state;
  const links = linksOf(draft, resource);
  conversation.messaging = {
    state,
    links: resource.href === undefined ? links : { self: absolute(draft, resource.href), ...links },
    formats: said.negotiatedMessageFormats ?? [],
  };
}

const joiningMs = 30_000;

/** For a while the user is on the way into the chat of a conference: the way is gone without a word. */
export function joinSoon({ facts }: Draft, conversation: ConversationState): void {
  conversation.joinsUntilMs = facts.nowMs + joiningMs;
  conversation.hasAskedToJoin = false;
}

/** The participant with this address is the user. */
export function setLocal(draft: Draft, conversation: ConversationState, href: string): void {
  conversation.local = href;
  const own = participantAt(conversation, href);
  own.uri = draft.facts.user;
  own.isHere = true;
}

/** Takes in a participant, or the user as one (ucwa.md 8.8); answers its address. */
export function takeParticipant(
  draft: Draft,
  href: string,
  resource: Resource,
  isLocal = false,
  fallback?: string,
): string | undefined {
  const address = resource.href === undefined ? fallback : absolute(draft, resource.href);
  if (address === undefined) return undefined;
  const said = readProperties(wire.participant, resource);
  const conversation = conversationAt(draft, href);
  const uri = uriOf(said.uri);
  const known = participantAt(conversation, address);
  known.uri = uri ?? known.uri;
  known.isUnknown = known.uri === undefined;
  known.name = nameOf(said.name) ?? known.name;
  if (said.role === 'Leader') known.role = 'admin';
  else if (said.role === 'Attendee') known.role = 'user';
  const isOwn = isLocal || said.local === true || uri === draft.facts.user;
  if (isOwn && (isLocal || conversation.local === undefined)) setLocal(draft, conversation, address);
  // The link names the owner of a later event; that it is there or not says nothing about who is in the chat (ucwa.md 8.9).
  const messaging = linkOf(resource, 'participantMessaging');
  if (messaging !== undefined) conversation.owners[absolute(draft, messaging)] = address;
  return address;
}

/** Takes in whose a participantMessaging is (ucwa.md 8.9); answers the owner's address, undefined when it does not say. */
export function takeOwner(draft: Draft, href: string, resource: Resource, self: string): string | undefined {
  const { participant } = readParticipantMessaging({ ...resource, href: resource.href ?? self });
  if (participant === undefined) return undefined;
  const owner = absolute(draft, participant);
  conversationAt(draft, href).owners[self] = owner;
  return owner;
}
