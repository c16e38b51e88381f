// Folds what a look-up brought into the draft; a thing that is gone is an answer, too.
import { contact as wireContact } from '../wire/contact.ts';
import { readProperties } from '../wire/properties.ts';
import { linkOf, type Resource } from '../wire/resource.ts';
import { absolute, addLookup, conversationAt, type Draft, uriOf } from './draft.ts';
import { takeInvitation } from './fold-invitations.ts';
import { takeMessage } from './fold-messages.ts';
import { setInChat } from './fold-participants.ts';
import { partnerOf, strangerOf } from './identity.ts';
import { takeConversation, takeMessaging, takeOwner, takeParticipant } from './resources.ts';
import type { Lookup } from './state.ts';

/** Takes in the resource that a look-up asked for. Throws WireError when it is not what it should be. */
export function foldAnswer(draft: Draft, lookup: Lookup, resource: Resource): void {
  const { kind, href, conversation = '' } = lookup;
  if (kind === 'conversations') takeList(draft, resource);
  else if (kind === 'conversation') takeReread(draft, href, resource);
  else if (kind === 'messaging') takeMessaging(draft, conversation, resource);
  else if (kind === 'participant') takePerson(draft, conversation, href, resource);
  else if (kind === 'participants') takePeople(draft, conversation, resource);
  else if (kind === 'contact')
    draft.state.contacts[href] = uriOf(readProperties(wireContact, resource).uri) ?? strangerOf(href);
  else if (kind === 'owner' || kind === 'chat') takeChat(draft, lookup, resource);
  else if (kind === 'message') takeMessage(draft, conversation, href, resource);
  else if (kind === 'derived') takeDerived(draft, lookup, resource);
  else if (kind === 'invitation') takeInvitation(draft, href, resource);
}

// While a conversation is read anew, nobody has told who is in its chat.
function takePerson(draft: Draft, conversation: string, href: string, resource: Resource): void {
  takeParticipant(draft, conversation, resource, false, href);
  const known = conversationAt(draft, conversation);
  const messaging = linkOf(resource, 'participantMessaging');
  if (!known.isSilent) return;
  if (messaging !== undefined) addLookup(draft, { kind: 'chat', href: absolute(draft, messaging), conversation });
  else if (!known.isConference && known.told === undefined) setInChat(draft, conversation, href, true);
}

function takeChat(draft: Draft, { kind, href, conversation = '' }: Lookup, resource: Resource): void {
  const owner = takeOwner(draft, conversation, resource, href);
  if (owner !== undefined) setInChat(draft, conversation, owner, true);
  if (kind === 'owner' && owner === undefined) {
    draft.unreadable.push({ what: 'participantMessaging', path: '_links.participant', reason: 'expected a link' });
  }
}

function takeList(draft: Draft, resource: Resource): void {
  const { state } = draft;
  const links = (resource.links.conversation ?? []).map(({ href }) => href);
  const embedded = (resource.embedded.conversation ?? []).flatMap(({ href }) => href ?? []);
  const hrefs = new Set([...links, ...embedded].map((href) => absolute(draft, href)));
  // What the server does not name is over, without a word about it.
  for (const [href, known] of Object.entries(state.conversations)) {
    if (known.isSilent && !hrefs.has(href)) known.isClosed = true;
  }
  for (const href of hrefs) {
    const isNew = state.conversations[href] === undefined;
    if (isNew) conversationAt(draft, href).isSilent = true;
    addLookup(draft, { kind: 'conversation', href, conversation: href });
  }
}

// Who is in a conversation that was found, and not begun before our eyes, is said by its collections, if it has any (ucwa.md 8.8). GET on
// participants is documented nowhere (ucwa.md 12, point 9): it is tried where the link is there, else attendees and leaders; a refusal ends
// nothing, events tell the rest.
function takeReread(draft: Draft, href: string, resource: Resource): void {
  takeConversation(draft, href, resource);
  const conversation = conversationAt(draft, href);
  if (!conversation.isSilent || conversation.isClosed) return;
  const { participants, attendees, leaders, messaging } = conversation.links;
  for (const collection of participants ? [participants] : [attendees, leaders]) {
    if (collection) addLookup(draft, { kind: 'participants', href: collection, conversation: href });
  }
  if (messaging) addLookup(draft, { kind: 'messaging', href: messaging, conversation: href });
}

function takePeople(draft: Draft, conversation: string, resource: Resource): void {
  for (const embedded of resource.embedded.participant ?? []) {
    const address = takeParticipant(draft, conversation, embedded);
    if (address !== undefined) setHere(draft, conversation, address);
  }
  for (const { href, title } of resource.links.participant ?? []) {
    const address = absolute(draft, href);
    const known = setHere(draft, conversation, address);
    known.name ??= title || undefined;
    addLookup(draft, { kind: 'participant', href: address, conversation });
  }
}

function setHere(draft: Draft, conversation: string, address: string) {
  const { participants } = conversationAt(draft, conversation);
  const known = participants[address] ?? { isHere: true, isInChat: false };
  known.isHere = true;
  participants[address] = known;
  return known;
}

function takeDerived(draft: Draft, { partner, operationId }: Lookup, resource: Resource): void {
  const place = linkOf(resource, 'conversation');
  if (place === undefined) return;
  const href = absolute(draft, place);
  const conversation = conversationAt(draft, href);
  conversation.partner = partner ?? partnerOf(conversation);
  takeMessaging(draft, href, resource);
  const outcome = draft.state.outcomes.find((known) => known.operationId === operationId);
  if (outcome) outcome.conversation = href;
}

/** Takes in that what was asked for does not exist, or will not be told. */
export function foldGone(draft: Draft, { kind, href, conversation = '' }: Lookup): void {
  const known = draft.state.conversations[conversation];
  if (kind === 'invitation') delete draft.state.invitations[href];
  else if (kind === 'contact') draft.state.contacts[href] = strangerOf(href);
  if (!known) return;
  if (kind === 'conversation') {
    known.isClosed = true;
    known.isSilent = true;
  } else if (kind === 'messaging') known.messaging = { state: 'Disconnected', links: {}, formats: [] };
  else if (kind === 'chat') {
    const owner = known.owners[href];
    if (owner !== undefined) setInChat(draft, conversation, owner, false);
  } else if (kind === 'participant') {
    const participant = known.participants[href];
    if (participant) Object.assign(participant, { isHere: false, isInChat: false, isUnknown: true });
    else known.participants[href] = { isHere: false, isInChat: false, isUnknown: true };
  }
}
