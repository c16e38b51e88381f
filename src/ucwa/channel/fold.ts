// Folds a package of the event channel into the state (ucwa.md 7, 8). No input or output: what has to be asked for becomes a look-up in
// the state, what has to be done an action. The same package folded into the same state has the same result.
import type { EventPackage, UcwaEvent } from '../wire/events.ts';
import { WireError } from '../wire/wire-error.ts';
import { absolute, addLookup, conversationAt, type Draft } from './draft.ts';
import { foldInvitation } from './fold-invitations.ts';
import { foldMessage } from './fold-messages.ts';
import { foldLocalParticipant, foldParticipant, foldParticipantMessaging } from './fold-participants.ts';
import { forgetConversations, rereadConversations } from './recover.ts';
import { takeConversation, takeMessaging } from './resources.ts';
import { settle } from './settle.ts';

type Block = { rel: string; href: string };

/** Folds one package into the draft, and tells what is new. One event that cannot be read stops nothing. */
export function foldPackage(draft: Draft, events: EventPackage): void {
  const { state } = draft;
  const { next, resync, resume } = events;
  if (resync !== undefined) rereadConversations(draft);
  else if (next === undefined && resume !== undefined) forgetConversations(draft);
  state.next = resync ?? next ?? resume ?? state.next;
  for (const { path, reason } of events.unreadable) draft.unreadable.push({ what: 'event', path, reason });
  for (const { rel, href, events: list } of events.senders) {
    for (const event of list) foldSafely(draft, { rel, href }, event);
  }
  settle(draft);
}

function foldSafely(draft: Draft, sender: Block, event: UcwaEvent): void {
  try {
    foldEvent(draft, sender, event);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    draft.unreadable.push({ what: event.link.rel.slice(0, 60), path: error.path, reason: error.reason });
  }
}

function foldEvent(draft: Draft, sender: Block, event: UcwaEvent): void {
  const { rel } = event.link;
  if (sender.rel === 'me' || sender.rel === 'people') foldNews(draft, sender.rel, event);
  else if (rel === 'conversation') foldConversation(draft, event);
  else if (rel.endsWith('Invitation') && rel !== 'participantInvitation') foldInvitation(draft, event);
  else if (sender.rel === 'conversation') foldConversationPart(draft, absolute(draft, sender.href), event);
}

function foldNews(draft: Draft, sender: 'me' | 'people', { type, link, in: owner }: UcwaEvent): void {
  const [target, collection] = [link, owner].map((part) => part && { ...part, href: absolute(draft, part.href) });
  if (!target) return;
  const event = { sender, type, link: target, ...(collection && { in: collection }) };
  addLookup(draft, { kind: 'people', href: target.href, event });
}

/** An event on a conversation: what it is now, or that it is over. */
function foldConversation(draft: Draft, { link, type, embedded, reason }: UcwaEvent): void {
  const href = absolute(draft, link.href);
  if (type === 'deleted') {
    const known = draft.state.conversations[href];
    if (!known) return;
    known.endReason ??= reason?.subcode;
    known.isClosed = true;
    return;
  }
  const isOver = embedded?.properties.state === 'Disconnected';
  const conversation = conversationAt(draft, href, type === 'added' && !isOver);
  conversation.endReason = reason?.subcode ?? conversation.endReason;
  if (embedded) takeConversation(draft, href, embedded);
  else addLookup(draft, { kind: 'conversation', href, conversation: href });
}

function foldConversationPart(draft: Draft, href: string, event: UcwaEvent): void {
  const { link, embedded, type } = event;
  if (type !== 'deleted') conversationAt(draft, href).hasNews = true;
  if (link.rel === 'participant') foldParticipant(draft, href, event);
  else if (link.rel === 'localParticipant') foldLocalParticipant(draft, href, event);
  else if (link.rel === 'participantMessaging') foldParticipantMessaging(draft, href, event);
  else if (link.rel === 'message') foldMessage(draft, href, event);
  else if (link.rel === 'messaging') {
    if (embedded) takeMessaging(draft, href, embedded);
    else addLookup(draft, { kind: 'messaging', href: absolute(draft, link.href), conversation: href });
  }
}
