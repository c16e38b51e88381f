import type { MarkupTree } from '../markup/tree.ts';
import type { ContactId, ConversationId } from './account.ts';

/** A person named inside a message. */
export type NamedContact = { id: ContactId; name: string };

/**
 * An object in the service's storage that a message refers to. Never fetched without the user's click or setting; without `uri`
 * it is out of reach.
 */
export type SharedObject = {
  name: string;
  uri?: string;
  thumbnailUri?: string;
  sizeBytes?: number;
  durationMs?: number;
};

/** A change of a group that the service writes into its history. */
export type ThreadActivity =
  | { type: 'topic'; by: ContactId; value: string }
  | { type: 'picture'; by: ContactId }
  | { type: 'joining'; by: ContactId; isEnabled: boolean }
  | { type: 'history'; by: ContactId; isDisclosed: boolean }
  /** Whoever is among their own targets joined or left, and the others with them. */
  | { type: 'added' | 'removed'; by: ContactId; targets: ContactId[] }
  | { type: 'role'; by: ContactId; target: ContactId; role: 'admin' | 'user' }
  /** Who began or stopped using the chat of a conversation; being in the conversation is another matter (ucwa.md 8.9). */
  | { type: 'chatJoined'; targets: ContactId[] }
  | { type: 'chatLeft'; targets: ContactId[] }
  /** The conversation is over for everybody. */
  | { type: 'ended' };

export type CallState = 'started' | 'ended' | 'missed';

/** What a message says, decoded. `unknown` keeps the place of a type we do not show. */
export type MessageContent =
  | { kind: 'text'; body: MarkupTree; isAction: boolean }
  | { kind: 'contacts'; contacts: NamedContact[] }
  | { kind: 'location'; latitude: number; longitude: number; address: string; mapUrl?: string }
  | { kind: 'file' | 'picture' | 'video' | 'audio'; object: SharedObject }
  | { kind: 'files'; files: { name: string; sizeBytes?: number }[] }
  | { kind: 'card'; text: string }
  | { kind: 'call'; state: CallState; parts: { id: ContactId; name: string; durationSeconds?: number }[] }
  | { kind: 'activity'; activity: ThreadActivity }
  | { kind: 'deleted' }
  | { kind: 'unknown'; type: string };

/** One version of one message. The highest `version` of a key [conversation, id] wins. */
export type Message = {
  conversation: ConversationId;
  id: string;
  /** Position in the conversation: milliseconds of arrival at the server, unique per conversation. */
  order: number;
  version: number;
  /** The sender's own id; its echo replaces a pending message. */
  clientId?: string;
  /** Set on an edit that travels under an id of its own: the client id of the message it replaces (skype.md 7.4). */
  replaces?: string;
  sender: ContactId;
  /** Name the server gave with the message, if any. */
  senderName?: string;
  /** When the sender wrote it. */
  composedAtMs: number;
  editedAtMs?: number;
  content: MessageContent;
  /** People mentioned; `*` means everyone. */
  mentions: ContactId[];
  /** The service's own type and content, kept so that a later version of Skylark can read more of it. */
  raw: { type: string; content: string };
};

/** True for messages that make a conversation unread when someone else wrote them. */
export function countsAsUnread(message: Pick<Message, 'content'>): boolean {
  const { kind } = message.content;
  if (kind === 'activity' || kind === 'deleted' || kind === 'unknown') return false;
  return !(message.content.kind === 'call' && message.content.state !== 'missed');
}

/** True when the user is mentioned by name or with everyone. */
export function mentions(message: Pick<Message, 'mentions'>, user: ContactId): boolean {
  return message.mentions.some((mentioned) => mentioned === '*' || mentioned === user);
}
