// Invitations (ucwa.md 8.2 to 8.4): what has to be answered, how those that we sent came out, and the text that comes with one, which
// is shown only when no message follows.
import * as wire from '../wire/conversation.ts';
import { readDataUri } from '../wire/data-uri.ts';
import type { UcwaEvent } from '../wire/events.ts';
import { readProperties } from '../wire/properties.ts';
import { linkOf, type Resource } from '../wire/resource.ts';
import { absolute, addLookup, conversationAt, type Draft, nameOf, participantAt, uriOf } from './draft.ts';
import { joinSoon, takeParticipant } from './resources.ts';
import type { Action, ConversationState, InvitationState } from './state.ts';

const mostOutcomes = 100;

/** An event on an invitation of whatever kind. */
export function foldInvitation(draft: Draft, event: UcwaEvent): void {
  const { state } = draft;
  const href = absolute(draft, event.link.href);
  const { rel } = event.link;
  const isMeeting = rel === 'onlineMeetingInvitation';
  const isChat = rel === 'messagingInvitation' || isMeeting;
  state.invitations[href] ??= { isIncoming: false, isChat, isMeeting, isAnswered: false };
  if (event.embedded) takeInvitation(draft, href, event.embedded);
  else if (event.type === 'started') addLookup(draft, { kind: 'invitation', href });
  if (event.type !== 'completed') return;
  const invitation = state.invitations[href];
  if (invitation) complete(draft, invitation, event);
  delete state.invitations[href];
  state.lookups = state.lookups.filter((lookup) => lookup.kind !== 'invitation' || lookup.href !== href);
  state.actions = state.actions.filter((action) => !action.href.startsWith(`${href}/`));
}

/** Takes in an invitation. One to chat is accepted at once: it is there for 30 seconds. Anything else is left to other devices. */
export function takeInvitation(draft: Draft, href: string, resource: Resource): void {
  const invitation = draft.state.invitations[href];
  if (!invitation) return;
  const { isChat } = invitation;
  const { direction, operationId } = readProperties(wire.messagingInvitation, resource);
  if (direction) invitation.isIncoming = direction === 'Incoming';
  invitation.operationId = operationId || invitation.operationId;
  const answer = linkOf(resource, isChat ? 'accept' : 'decline');
  if (answer !== undefined && invitation.isIncoming && !invitation.isAnswered) {
    invitation.isAnswered = true;
    addAction(draft, isChat ? 'accept' : 'decline', absolute(draft, answer));
  }
  const conversation = linkOf(resource, 'conversation');
  if (conversation !== undefined && isChat) takePlace(draft, invitation, absolute(draft, conversation), resource);
  const derived = linkOf(resource, 'derivedMessaging');
  // Somebody else answered: it goes on in a conversation of its own, which is the same one for the user.
  if (derived !== undefined && !invitation.isIncoming) {
    const { partner } = invitation;
    addLookup(draft, {
      kind: 'derived',
      href: absolute(draft, derived),
      partner,
      operationId: invitation.operationId,
    });
  }
}

export function addAction({ state }: Draft, kind: Action['kind'], href: string): void {
  if (!state.actions.some((action) => action.href === href)) state.actions.push({ kind, href, attempts: 0 });
}

function takePlace(draft: Draft, invitation: InvitationState, href: string, resource: Resource): void {
  invitation.conversation = href;
  const conversation = conversationAt(draft, href);
  const { threadId, subject } = readProperties(wire.messagingInvitation, resource);
  conversation.threadId ??= threadId || undefined;
  conversation.subject ??= nameOf(subject);
  if (invitation.isMeeting) {
    conversation.isConference = true;
    joinSoon(draft, conversation);
  }
  const [from] = resource.embedded.from ?? [];
  const fromHref = linkOf(resource, 'from');
  if (from) takeParticipant(draft, href, from, false, fromHref && absolute(draft, fromHref));
  for (const accepting of resource.embedded.acceptedByParticipant ?? []) takeParticipant(draft, href, accepting);
  const toHref = linkOf(resource, 'to');
  const other = invitation.isIncoming ? uriOf(from && readProperties(wire.participant, from).uri) : uriOf(toHref);
  if (other !== undefined && other !== draft.facts.user) invitation.partner = conversation.partner ??= other;
  if (invitation.isIncoming && !from && fromHref) participantAt(conversation, absolute(draft, fromHref));
  if (invitation.isIncoming) takePreview(draft, conversation, invitation, resource);
}

function takePreview(draft: Draft, conversation: ConversationState, { partner }: InvitationState, resource: Resource) {
  const message = readDataUri(linkOf(resource, 'message') ?? '');
  const isOpen = conversation.preview && !conversation.preview.isShown;
  if (!message || message.text === '' || isOpen) return;
  const { state, facts } = draft;
  state.serial += 1;
  conversation.preview = {
    id: `${state.beganAtMs.toString(36)}-${state.serial}`,
    type: message.mediaType,
    text: message.text,
    atMs: facts.nowMs,
    ...(partner !== undefined && { sender: partner }),
  };
}

// Decision (ucwa.md 12, point 2): whatever `status` is not `Success` is a failure; without a status the state of the invitation counts. Of
// the `reason` the subcode is taken, else the code, and a word that nobody knows is a refusal.
function complete(draft: Draft, invitation: InvitationState, { status, reason, embedded }: UcwaEvent): void {
  const { state } = draft;
  const isSuccess = status === undefined ? embedded?.properties.state === 'Connected' : status === 'Success';
  const subcode = reason?.subcode ?? reason?.code;
  const { operationId, conversation: href } = invitation;
  if (operationId !== undefined && !state.outcomes.some((known) => known.operationId === operationId)) {
    state.outcomes.push({ operationId, isSuccess, subcode, conversation: href });
    state.outcomes = state.outcomes.slice(-mostOutcomes);
  }
  const conversation = href === undefined ? undefined : state.conversations[href];
  if (isSuccess || !conversation) return;
  conversation.endReason ??= subcode;
  if (invitation.isIncoming) releasePreview(draft, conversation, subcode === 'ConnectedElsewhere');
}

/** No message will come for the text of an invitation: the text itself is shown, so that it is not lost. */
export function releasePreview({ state }: Draft, conversation: ConversationState, isRead = false): void {
  const { preview } = conversation;
  if (!preview || preview.isShown) return;
  preview.isShown = true;
  conversation.held.push({ isOwn: false, ...preview, sender: preview.sender ?? conversation.partner, isRead });
  state.shown.push({ key: conversation.partner ?? preview.sender ?? '', ...preview });
  state.shown = state.shown.slice(-30);
}
