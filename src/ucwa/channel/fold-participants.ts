// Who is in a conversation, who is in its chat, who types (ucwa.md 8.7 to 8.9). What is news of it is said by `lines.ts`.
import type { UcwaEvent } from '../wire/events.ts';
import { WireError } from '../wire/wire-error.ts';
import { absolute, addLookup, conversationAt, type Draft, nameOf, participantAt } from './draft.ts';
import { conversationIdOf } from './identity.ts';
import { setLocal, takeOwner, takeParticipant } from './resources.ts';
import type { ConversationState, ParticipantState } from './state.ts';

/** An event on `participant`. With an `in` it is never a join or a leave of the conversation (ucwa.md 8.7). */
export function foldParticipant(draft: Draft, href: string, event: UcwaEvent): void {
  const address = absolute(draft, event.link.href);
  const conversation = conversationAt(draft, href);
  if (event.in) {
    foldView(draft, conversation, address, event);
    return;
  }
  if (event.type === 'deleted') {
    leave(conversation, address);
    return;
  }
  const known = participantAt(conversation, address);
  known.name = nameOf(event.link.title) ?? known.name;
  if (event.type === 'added') known.isHere = true;
  // What is known of them may have changed: who they are is asked again when nobody could say it.
  else if (known.isUnknown) known.isUnknown = false;
  if (event.embedded) takeParticipant(draft, href, event.embedded, false, address);
}

function leave(conversation: ConversationState, address: string): void {
  const known = conversation.participants[address];
  if (!known) return;
  known.isHere = false;
  known.isInChat = false;
}

function foldView(draft: Draft, conversation: ConversationState, address: string, event: UcwaEvent): void {
  const known = conversation.participants[address];
  if (event.in?.rel === 'typingParticipants') foldTyping(draft, conversation, known, event.type === 'added');
  else if (!known || event.type === 'deleted') return;
  else if (event.in?.rel === 'leaders') known.role = 'admin';
  else if (event.in?.rel === 'attendees') known.role = 'user';
}

function foldTyping(
  draft: Draft,
  conversation: ConversationState,
  known: ParticipantState | undefined,
  isTyping: boolean,
): void {
  const id = conversationIdOf(conversation);
  const contact = known?.uri ?? (conversation.isConference ? undefined : conversation.partner);
  if (id === undefined || contact === undefined || contact === draft.facts.user) return;
  draft.events.push({ type: 'typing', conversation: id, contact, isTyping, atMs: draft.facts.nowMs });
}

/** An event on `localParticipant`: the same about the user. */
export function foldLocalParticipant(draft: Draft, href: string, event: UcwaEvent): void {
  const address = absolute(draft, event.link.href);
  const conversation = conversationAt(draft, href);
  if (event.type === 'deleted') leave(conversation, address);
  else if (event.embedded) takeParticipant(draft, href, event.embedded, true, address);
  else setLocal(draft, conversation, address);
}

/**
 * An event on `participantMessaging`: somebody, or the user, uses the chat of a conversation or does so no longer. The owner is found by
 * the kept map, then by `in`, then by the embedded resource, then by asking; never by cutting the address (ucwa.md 8.9).
 */
export function foldParticipantMessaging(draft: Draft, href: string, event: UcwaEvent): void {
  const { state } = draft;
  const self = absolute(draft, event.link.href);
  // A conversation that is not known has nobody who could leave its chat.
  if (event.type === 'deleted' && !state.conversations[href]) return;
  const conversation = conversationAt(draft, href);
  const owner = ownerOf(draft, href, conversation, event, self);
  if (owner === undefined) {
    if (event.type !== 'deleted') addLookup(draft, { kind: 'owner', href: self, conversation: href });
    return;
  }
  setInChat(draft, href, owner, event.type !== 'deleted');
  const known = participantAt(conversation, owner);
  if (event.in && absolute(draft, event.in.href) === owner) known.name ??= nameOf(event.in.title);
  if (event.type === 'deleted') delete conversation.owners[self];
  else conversation.owners[self] = owner;
}

function ownerOf(
  draft: Draft,
  href: string,
  conversation: ConversationState,
  { in: owner, embedded }: UcwaEvent,
  self: string,
): string | undefined {
  // Who the user is, is said by the rel: its href and the one of the event need not fit each other.
  if (owner?.rel === 'localParticipant') {
    setLocal(draft, conversation, absolute(draft, owner.href));
    return conversation.local;
  }
  const kept = conversation.owners[self];
  if (kept !== undefined) return kept;
  if (owner?.rel === 'participant') return absolute(draft, owner.href);
  return embedded ? ownerIn(draft, href, embedded, self) : undefined;
}

function ownerIn(draft: Draft, href: string, embedded: NonNullable<UcwaEvent['embedded']>, self: string) {
  try {
    return takeOwner(draft, href, embedded, self);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Notes that a participant is in the chat, or that they are not. Being in the chat is being in the conversation. */
export function setInChat(draft: Draft, href: string, owner: string, isInChat: boolean): void {
  const conversation = conversationAt(draft, href);
  if (!isInChat && !conversation.participants[owner]) return;
  const known = participantAt(conversation, owner);
  if (isInChat) known.isHere = true;
  known.isInChat = isInChat;
}
