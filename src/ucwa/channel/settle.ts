// Tells what a package has changed, in the words of the model: what conversations are now, who joined or left, and the messages whose
// conversation and sender are known. What is not known yet waits, and is looked up.

import { addLookup, type Draft } from './draft.ts';
import { addAction, releasePreview } from './fold-invitations.ts';
import { conferenceId, conversationIdOf, partnerOf, strangerOf } from './identity.ts';
import { compare, endLine, type Line } from './lines.ts';
import { describe, peopleOf } from './members.ts';
import type { ConversationState, HeldMessage, Lookup } from './state.ts';
import { tellLine, tellMessage } from './tell.ts';

const mostClosed = 20;
const mostThreads = 200;
const mostOrders = 500;

/** Tells of every conversation what is new, and notes what has to be looked up. Call it after each package and each round of answers. */
export function settle(draft: Draft): void {
  const { state } = draft;
  for (const [href, conversation] of Object.entries(state.conversations)) {
    askForMissing(draft, href, conversation);
    joinChat(draft, href, conversation);
    settleConversation(draft, href, conversation);
  }
  dropClosed(draft);
  state.orders = lastOf(state.orders, mostOrders);
  state.threads = lastOf(state.threads, mostThreads);
}

const lastOf = <T>(record: Record<string, T>, most: number): Record<string, T> =>
  Object.fromEntries(Object.entries(record).slice(-most));

const isConnected = (state: string): boolean => state === 'Connected' || state === 'Conferenced';

const isAbout = (href: string) => (lookup: Lookup) => lookup.conversation === href || lookup.href === href;

function askForMissing(draft: Draft, href: string, conversation: ConversationState): void {
  if (conversation.isClosed) return;
  if (!conversation.isRead && conversation.hasNews)
    addLookup(draft, { kind: 'conversation', href, conversation: href });
  const { links, messaging, state } = conversation;
  if (isConnected(state) && messaging.state === '' && links.messaging) {
    addLookup(draft, { kind: 'messaging', href: links.messaging, conversation: href });
  }
  for (const [address, { uri, isUnknown, isHere }] of Object.entries(conversation.participants)) {
    if (uri !== undefined || isUnknown || !isHere) continue;
    addLookup(draft, { kind: 'participant', href: address, conversation: href });
  }
  for (const { participant, contact, isOwn, sender } of conversation.held) {
    if (isOwn || sender !== undefined || (!conversation.isConference && partnerOf(conversation))) continue;
    askForSender(draft, href, conversation, participant, contact);
  }
}

// A conference leaves it to everybody to join its chat (ucwa.md 8.5); who has just left it on purpose does not.
function joinChat(draft: Draft, href: string, conversation: ConversationState): void {
  if (draft.facts.leaving?.[href] !== undefined) delete conversation.joinsUntilMs;
  const { joinsUntilMs, hasAskedToJoin, messaging } = conversation;
  if (joinsUntilMs === undefined) return;
  const { addMessaging } = messaging.links;
  if (draft.facts.nowMs > joinsUntilMs) delete conversation.joinsUntilMs;
  else if (!hasAskedToJoin && messaging.state === 'Disconnected' && addMessaging) {
    conversation.hasAskedToJoin = true;
    addAction(draft, 'addMessaging', addMessaging);
  }
}

function askForSender(
  draft: Draft,
  href: string,
  conversation: ConversationState,
  participant: string | undefined,
  contact: string | undefined,
): void {
  const known = participant === undefined ? undefined : conversation.participants[participant];
  if (known?.uri !== undefined) return;
  if (participant !== undefined && !known?.isUnknown) {
    addLookup(draft, { kind: 'participant', href: participant, conversation: href });
  } else if (contact !== undefined && draft.state.contacts[contact] === undefined) {
    addLookup(draft, { kind: 'contact', href: contact, conversation: href });
  }
}

function settleConversation(draft: Draft, href: string, conversation: ConversationState): void {
  const { facts, state } = draft;
  const isWaiting = state.lookups.some(isAbout(href));
  const { isClosed } = conversation;
  open(conversation);
  if (isClosed) releasePreview(draft, conversation);
  const id = conversationIdOf(conversation);
  if (id === undefined) {
    if (isClosed) dropUntold(draft, conversation);
    return;
  }
  const people = peopleOf(conversation, facts.user, state.hasNoModalities);
  noteThread(draft, conversation, id);
  const known = Object.fromEntries((state.threads[id]?.people ?? []).map((person) => [person, 'here' as const]));
  const before = conversation.told?.people ?? {};
  const isNews = conversation.isOpen && conversation.told !== undefined && !conversation.isSilent && !isClosed;
  const lines = isNews ? compare(conversation, facts.user, before, people) : { arrivals: [], departures: [] };
  if (isClosed && conversation.told && conversation.isConference && !conversation.isSilent) {
    lines.departures = [endLine(conversation, facts.user, before)];
  }
  // Before it begins and after it is over, its people are those who were in it last.
  tellConversation(draft, conversation, id, conversation.isOpen ? people : { ...known, ...before });
  tellAll(draft, id, lines.arrivals, takeReady(draft, conversation, isWaiting), lines.departures);
  remember(conversation);
  const hasArrived = people[facts.user] === 'chat' && conversation.messaging.state === 'Connected';
  if (conversation.hasAskedToJoin && hasArrived) delete conversation.joinsUntilMs;
  if (isClosed) delete conversation.told;
  else if (!isWaiting) conversation.isSilent = false;
}

// It has begun for the user: who is there now was expected.
function open(conversation: ConversationState): void {
  const { state, messaging, isOpen, isClosed, isConference, participants } = conversation;
  if (isClosed) {
    conversation.isOpen = false;
    return;
  }
  const isBeginning = !isOpen && (isConnected(state) || messaging.state === 'Connected');
  if (isBeginning) conversation.isOpen = true;
  for (const known of Object.values(participants)) {
    // In a conversation of two, the other may be told of in a later package than the connection.
    if (isBeginning || conversation.isSilent || (!isConference && conversation.isOpen)) known.isExpected = true;
  }
}

function remember(conversation: ConversationState): void {
  for (const [address, known] of Object.entries(conversation.participants)) {
    if (known.isInChat && known.uri !== undefined) known.wasInChat = true;
    const isGone = !known.isHere && address !== conversation.local;
    const isNeeded = conversation.held.some(({ participant }) => participant === address);
    if (!isGone || isNeeded || known.uri === undefined) continue;
    if (conversation.isConference) dropParticipant(conversation, address);
  }
}

function dropParticipant(conversation: ConversationState, address: string): void {
  delete conversation.participants[address];
  for (const [messaging, owner] of Object.entries(conversation.owners)) {
    if (owner === address) delete conversation.owners[messaging];
  }
}

function noteThread({ state, facts }: Draft, conversation: ConversationState, id: string): void {
  const { threadId, isConference, participants } = conversation;
  if (!isConference || threadId === undefined) return;
  const people = Object.values(participants).flatMap(({ uri }) => (uri && uri !== facts.user ? [uri] : []));
  const known = state.threads[id];
  delete state.threads[id];
  state.threads[id] = { threadId, people: [...new Set([...people, ...(known?.people ?? [])])].slice(0, 20) };
}

/** Tells a conversation when it is different from what was told; the id it had before, if it has become another, is over. */
function tellConversation(
  draft: Draft,
  conversation: ConversationState,
  id: string,
  people: ReturnType<typeof peopleOf>,
): void {
  const { facts, state, events } = draft;
  const { told, isOpen, isClosed } = conversation;
  if (!isOpen && !told && conversation.held.length === 0) return;
  if (told && told.id !== id) closeDirect(draft, told.id);
  // Two conversations with the same person: the one that goes on says who is there.
  const isElsewhere = Object.values(state.conversations).some(
    (other) => other !== conversation && other.isOpen && !other.isClosed && conversationIdOf(other) === id,
  );
  const update = describe(conversation, facts.user, people);
  if (!update) return;
  const digest = JSON.stringify(update);
  if (digest !== told?.digest && !(isClosed && isElsewhere))
    events.push({ type: 'conversation', conversation: update });
  conversation.told = { id, people, digest };
}

function closeDirect({ events, facts }: Draft, id: string): void {
  if (id.startsWith(conferenceId(''))) return;
  const members = [facts.user, id].map((member) => ({ id: member, role: 'user' as const }));
  events.push({ type: 'conversation', conversation: { id, kind: 'direct', partner: id, members } });
}

/** Messages in the order of their arrival, up to the first whose sender is asked for. */
function takeReady(draft: Draft, conversation: ConversationState, isWaiting: boolean): HeldMessage[] {
  const { held, participants, isConference, isClosed } = conversation;
  const ready: HeldMessage[] = [];
  for (const message of held) {
    const { participant = '', contact = '' } = message;
    const direct = isConference ? undefined : partnerOf(conversation);
    const said = message.sender ?? participants[participant]?.uri ?? draft.state.contacts[contact] ?? direct;
    const sender = message.isOwn ? draft.facts.user : said;
    if (sender === undefined && isWaiting && !isClosed) break;
    // Nobody can say who it was: the text is worth more than the name.
    ready.push({ ...message, sender: sender ?? strangerOf(participant || contact) });
  }
  conversation.held = held.slice(ready.length);
  return ready;
}

function tellAll(draft: Draft, id: string, arrivals: Line[], messages: HeldMessage[], departures: Line[]): void {
  const [first] = messages;
  const atMs = first ? Math.min(first.atMs - 1, draft.facts.nowMs) : draft.facts.nowMs;
  for (const line of arrivals) tellLine(draft, id, line, atMs);
  for (const message of messages) tellMessage(draft, id, message);
  for (const line of departures) tellLine(draft, id, line, draft.facts.nowMs);
}

/** A conversation that nobody could name is over: its texts are told under whoever wrote them; to whom own ones went nobody knows. */
function dropUntold(draft: Draft, conversation: ConversationState): void {
  for (const message of takeReady(draft, conversation, false)) {
    const { isOwn, sender = strangerOf('') } = message;
    if (isOwn || sender.startsWith(strangerOf(''))) {
      draft.unreadable.push({
        what: 'message',
        path: 'participant',
        reason: 'nobody could say whose conversation it is',
      });
    } else tellMessage(draft, sender, message);
  }
}

function dropClosed({ state }: Draft): void {
  const closed = Object.entries(state.conversations).filter(([, { isClosed }]) => isClosed);
  for (const [href] of closed.slice(0, -mostClosed)) delete state.conversations[href];
}
