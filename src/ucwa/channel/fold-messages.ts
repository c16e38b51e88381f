// Messages (ucwa.md 8.6): each once, whether it is told as started, as completed or as both, or came with an invitation before.
import type { ConversationId } from '../../model/account.ts';
import * as wire from '../wire/conversation.ts';
import { readDataUri } from '../wire/data-uri.ts';
import type { UcwaEvent } from '../wire/events.ts';
import { readProperties } from '../wire/properties.ts';
import { linkOf, type Resource } from '../wire/resource.ts';
import { absolute, addLookup, conversationAt, type Draft, nameOf, type SentText } from './draft.ts';
import { clientIdOf } from './operation-id.ts';
import type { ConversationState, HeldMessage } from './state.ts';
import { tellMessage } from './tell.ts';

const mostSeen = 200;
const mostOutcomes = 100;
/** Clocks of two machines differ by this much, and a message takes this long after its invitation, in another conversation than that. */
const shownAgainMs = 10_000;

/** An event on a message. */
export function foldMessage(draft: Draft, href: string, event: UcwaEvent): void {
  const address = absolute(draft, event.link.href);
  if (event.type === 'deleted' || event.type === 'updated') return;
  if (!event.embedded) {
    addLookup(draft, { kind: 'message', href: address, conversation: href });
    return;
  }
  const isFailure = event.status !== undefined && event.status !== 'Success' && event.type === 'completed';
  const { reason } = event;
  takeMessage(draft, href, address, event.embedded, {
    isCompleted: event.type === 'completed',
    isFailure,
    subcode: reason?.subcode ?? reason?.code,
  });
}

type Progress = { isCompleted: boolean; isFailure: boolean; subcode?: string | undefined };

/** Takes in a message. `progress` is what the event says of its way; a resource that was asked for says it itself. */
export function takeMessage(
  draft: Draft,
  href: string,
  address: string,
  resource: Resource,
  progress: Progress = progressOf(resource),
): void {
  const said = readProperties(wire.message, resource);
  const isOwn = said.direction === 'Outgoing';
  const atMs = said.timeStamp ?? undefined;
  const id = atMs === undefined ? addressKey(draft, address) : `${addressKey(draft, address)}@${atMs}`;
  if (isOwn) takeOwn(draft, href, id, atMs, resource, progress);
  else takeIncoming(draft, href, id, atMs, resource, progress.isCompleted);
}

function progressOf(resource: Resource): Progress {
  const { status } = readProperties(wire.message, resource);
  return { isCompleted: status !== 'Pending', isFailure: status === 'Failed' };
}

const addressKey = ({ facts: { origin } }: Draft, address: string): string =>
  address.startsWith(origin) ? address.slice(origin.length) : address;

function readBody(resource: Resource): { type: string; text: string } | undefined {
  const body = readDataUri(linkOf(resource, 'htmlMessage') ?? linkOf(resource, 'plainMessage') ?? '');
  return body && { type: body.mediaType, text: body.text };
}

// Every id is noted with what it stands for.
function isSeen({ state }: Draft, id: string): boolean {
  if (state.seen.includes(id)) return true;
  state.seen.push(id);
  state.seen = state.seen.slice(-mostSeen);
  return false;
}

function takeIncoming(
  draft: Draft,
  href: string,
  id: string,
  atMs: number | undefined,
  resource: Resource,
  isCompleted: boolean,
): void {
  const body = readBody(resource);
  // One that has only begun may carry its text later.
  if (!body && isCompleted) draft.unreadable.push({ what: 'message', path: '_links', reason: 'expected a text' });
  if (!body || isSeen(draft, id)) return;
  const conversation = conversationAt(draft, href);
  const invitation = conversation.preview?.id;
  delete conversation.preview;
  const participant = linkOf(resource, 'participant');
  const contact = linkOf(resource, 'contact');
  const [title] = resource.links.participant ?? [];
  const held: HeldMessage = {
    id,
    isOwn: false,
    ...body,
    atMs: atMs ?? draft.facts.nowMs,
    participant: participant && absolute(draft, participant),
    contact: contact && absolute(draft, contact),
    senderName: nameOf(title?.title),
  };
  conversation.held.push({ ...held, id: shownBefore(draft, conversation, held, invitation) ?? id });
}

// The text of its invitation was shown already, because the message did not seem to come: it takes that one's place.
function shownBefore(
  { state }: Draft,
  { partner }: ConversationState,
  { text, atMs }: HeldMessage,
  invitation: string | undefined,
): string | undefined {
  const isSame = (shown: (typeof state.shown)[number]) =>
    shown.text === text && (shown.id === invitation || (shown.key === partner && atMs <= shown.atMs + shownAgainMs));
  const found = state.shown.find(isSame);
  if (found) state.shown = state.shown.filter((other) => other !== found);
  return found?.id;
}

/** The server's word about an own message: it is delivered, or it is not. Its text is the one that was kept. */
function takeOwn(
  draft: Draft,
  href: string,
  id: string,
  atMs: number | undefined,
  resource: Resource,
  { isCompleted, isFailure, subcode }: Progress,
): void {
  const { state, facts } = draft;
  const operationId = readProperties(wire.message, resource).operationId || undefined;
  if (!isCompleted || isSeen(draft, `own ${operationId ?? id}`)) return;
  if (operationId !== undefined) {
    state.outcomes.push({ operationId, isSuccess: !isFailure, subcode });
    state.outcomes = state.outcomes.slice(-mostOutcomes);
  }
  if (isFailure) return;
  noteUndelivered(draft, resource);
  const kept =
    operationId !== undefined && Object.hasOwn(facts.sent, operationId) ? facts.sent[operationId] : undefined;
  const body = kept ?? readBody(resource);
  if (!body) return;
  const { type, text } = body;
  const clientId = operationId === undefined ? undefined : clientIdOf(operationId);
  const held = { id: clientId ?? id, isOwn: true, type, text, atMs: atMs ?? facts.nowMs, clientId };
  conversationAt(draft, href).held.push(held);
}

function noteUndelivered({ unreadable }: Draft, resource: Resource): void {
  const count = resource.links.failedDeliveryParticipant?.length ?? 0;
  if (count === 0) return;
  unreadable.push({ what: 'message', path: '', reason: `the server could not deliver it to ${count} of the people` });
}

/** An own message that the server took, and of which it says nothing more: it counts as sent, so that its text is kept. */
export function foldAccepted(draft: Draft, operationId: string, conversation: ConversationId, sent: SentText): void {
  const { state, facts } = draft;
  if (isSeen(draft, `own ${operationId}`)) return;
  state.outcomes = [...state.outcomes, { operationId, isSuccess: true }].slice(-mostOutcomes);
  const { type, text, atMs } = sent;
  const clientId = clientIdOf(operationId);
  tellMessage(draft, conversation, { id: clientId, isOwn: true, type, text, atMs, clientId, sender: facts.user });
}
