// The state while it is changed: what the parts of the fold share. Nothing here asks the server for anything.
import type { ContactId } from '../../model/account.ts';
import type { ChatEvent, Unreadable } from '../../model/event.ts';
import type { Resource } from '../wire/resource.ts';
import {
  blankConversation,
  type ChannelState,
  type ConversationState,
  type Lookup,
  type ParticipantState,
} from './state.ts';

/** A text on its way, kept by its operation id. */
export type SentText = { type: string; text: string; atMs: number };

/** What the fold is told beside the package. */
export type Facts = {
  /** The signed-in user's `sip:` uri. */
  user: ContactId;
  /** Origin of the pool; hrefs are relative to it. */
  origin: string;
  nowMs: number;
  /** Texts on their way by operation id: the echo of an own message carries none (ucwa.md 8.6). */
  sent: Readonly<Record<string, SentText>>;
  /** When the user left the chats of these conversations on purpose, by their addresses. */
  leaving?: Readonly<Record<string, number>>;
};

export type Draft = {
  readonly state: ChannelState;
  readonly facts: Facts;
  readonly events: ChatEvent[];
  readonly unreadable: Unreadable[];
};

/** A draft on a copy of the state. */
export function startDraft(state: ChannelState, facts: Facts): Draft {
  return { state: JSON.parse(JSON.stringify(state)) as ChannelState, facts, events: [], unreadable: [] };
}

/** The absolute form of an href, in which all are kept and compared. A foreign one stays so: asking for it will be refused. */
export function absolute({ facts: { origin } }: Draft, href: string): string {
  return URL.canParse(href, origin) ? new URL(href, origin).href : href;
}

/** The conversation with this address, made when it is new. A closed one of the same address begins anew with `isReopened`. */
export function conversationAt({ state }: Draft, href: string, isReopened = false): ConversationState {
  const known = state.conversations[href];
  if (known && !(isReopened && known.isClosed)) return known;
  const fresh = blankConversation();
  // An invitation may be told before the conversation that it begins.
  if (known?.preview) Object.assign(fresh, { preview: known.preview, partner: known.partner });
  delete state.conversations[href];
  state.conversations[href] = fresh;
  return fresh;
}

/** The participant with this address, made when it is new. */
export function participantAt(conversation: ConversationState, href: string): ParticipantState {
  const known = conversation.participants[href];
  if (known) return known;
  const fresh: ParticipantState = { isHere: false, isInChat: false };
  conversation.participants[href] = fresh;
  return fresh;
}

/** Notes something to be asked for; what is noted already takes the newer form of it. */
export function addLookup({ state }: Draft, lookup: Omit<Lookup, 'attempts'>): void {
  const isSame = (other: Lookup) =>
    other.kind === lookup.kind && other.href === lookup.href && other.event?.link.rel === lookup.event?.link.rel;
  const before = state.lookups.findIndex(isSame);
  if (before >= 0) state.lookups[before] = { ...lookup, attempts: 0 };
  else state.lookups.push({ ...lookup, attempts: 0 });
}

/** Addresses of a resource by rel, the first of each. */
export function linksOf(draft: Draft, resource: Resource): Record<string, string> {
  const links: Record<string, string> = {};
  for (const [rel, [link]] of Object.entries(resource.links).slice(0, 60)) {
    if (link) links[rel] = absolute(draft, link.href);
  }
  return links;
}

/** A `sip:` uri as it identifies a person: in lower case. */
export function uriOf(text: string | null | undefined): ContactId | undefined {
  return text && text.length <= 512 && /^(sips?|tel):\S+$/i.test(text) ? text.toLowerCase() : undefined;
}

/** A name as others gave it: one line, no control and direction characters, at most 128 characters. */
export function nameOf(text: string | null | undefined): string | undefined {
  const clean = (text ?? '').replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2060-\u206f]+/gu, ' ');
  return clean.replace(/\s+/g, ' ').trim().slice(0, 128) || undefined;
}
