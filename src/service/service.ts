// What the worker needs from any server. Required operations are few; the rest are optional bundles, announced by
// capability flags. Screens ask a capability, never which kind of account it is.
import type { ContactId, ConversationId } from '../model/account.ts';
import type { ContactRequest } from '../model/contact.ts';
import type { EventBatch, Unreadable } from '../model/event.ts';
import type { OwnPresence } from '../model/presence.ts';
import type { Composed } from './composing.ts';
import type { DirectReply, DirectRequest } from './operations.ts';
import type { Bytes } from './transport.ts';

/** What this kind of service can do; absent features are absent on screen. */
export type Capabilities = {
  readPositions: boolean;
  typing: boolean;
  invisiblePresence: boolean;
  /** Do not disturb, be right back and off work can be published beside online, away and busy. */
  finePresence: boolean;
  /** The server keeps the history: older messages can be fetched. Without it there is only what arrived here. */
  history: boolean;
  /** People may be in a conversation without being in its chat. */
  modalities: boolean;
  groups: boolean;
  contacts: boolean;
  preferences: boolean;
};

/** So many conversations are asked for in each page of a listing. */
export const conversationsAtOnce = 100;

/** The state of an open session: plain JSON, kept by the worker in session storage, understood only by the service. */
export type SessionState = unknown;

/** Where the service finds and leaves its session; the worker may die between any two calls. */
export type SessionStore = {
  read(): Promise<SessionState>;
  write(state: SessionState): Promise<void>;
};

/** What the event channel was last told, as it was committed with its events; written by the worker, never by the service. */
export type ChannelStore = {
  /** The `channel` of the last committed batch that had one; undefined when there is none. */
  read(): Promise<unknown>;
  /** Resolves when a later batch with a `channel` has been committed, or `signal` aborts, or `timeoutMs` is over. */
  nextCommit(timeoutMs: number): Promise<void>;
};

/** One page of a listing. `next` continues it (older items); absent when there is nothing more. */
export type Page = EventBatch & { next?: string };

/** The signed-in user as the service knows them. */
export type OwnUser = { id: ContactId; name: string };

/**
 * What the user sends, in the service's own words. With `target` it takes the place of the user's own message of that id;
 * without content it deletes that one for everybody.
 */
export type OutgoingMessage = Composed & {
  clientId: string;
  composedAtMs: number;
  target?: string | undefined;
  /** An earlier try may have arrived: nobody knows. */
  isRepeated?: boolean;
};

/** What the worker knows about the person at the keyboard. */
export type UserActivity = { isUserActive: boolean };

/** The server's word that a message is stored; `id` is the one of the message that was sent or changed. */
export type SentMessage = { id?: string; arrivedAtMs: number };

/**
 * A connection to one server as one user. All methods reject with `ServiceError` only. `unauthorised` means the token
 * is stale or revoked, `session-lost` that `open` must be called again and the state reconciled.
 */
export interface ChatService {
  readonly capabilities: Capabilities;

  /** Who is signed in. Also the cheapest proof that a token works. */
  whoAmI(): Promise<OwnUser>;
  /** Opens a session: registers an endpoint, publishes its documents and presence, subscribes. Writes the session store. */
  open(presence: OwnPresence): Promise<void>;
  /** True when the session store holds a session that `poll` can use. */
  isOpen(): Promise<boolean>;
  /**
   * Waits for events, as long as the server holds the request. A service without a `channel` in its batches delivers an event
   * once: when the reply is not known to be committed, reconcile. One with a `channel` delivers again what was not committed.
   */
  poll(signal?: AbortSignal): Promise<EventBatch>;
  /** Longest time a poll may take before it counts as lost, ms. */
  readonly pollTimeoutMs: number;
  /** Tells the server the endpoint is alive, and where the server wants to know it, that the user is. Due about every 45 s. */
  keepAlive(activity: UserActivity): Promise<void>;
  /** Ends the session at the server, as far as it can be reached, and clears the session store. */
  close(): Promise<void>;

  /** Conversations, most recently changed first, with their last message; `page` continues an earlier answer. */
  listConversations(page?: string): Promise<Page>;
  /** One conversation with members and topic. */
  readConversation(conversation: ConversationId): Promise<EventBatch>;
  /** Messages of a conversation, newest first; `page` continues an earlier answer. */
  listMessages(conversation: ConversationId, page?: string): Promise<Page>;
  /** Sends, edits or deletes; repeating it is harmless: a new message carries its client id. */
  send(conversation: ConversationId, message: OutgoingMessage): Promise<SentMessage>;

  /** Sends what a page asked for, with the tokens and checks of every other request. */
  request(request: DirectRequest): Promise<DirectReply>;

  readonly presence?: PresenceOperations;
  readonly reading?: ReadingOperations;
  readonly typing?: TypingOperations;
  readonly contacts?: ContactOperations;
  readonly files?: FileOperations;
  readonly preferences?: PreferenceOperations;
  readonly objects?: ObjectOperations;
}

/** The content of a file or picture; `type` is what the server takes it for (a media type), empty when it does not say. */
export type ObjectContent = { parts: Uint8Array<ArrayBuffer>[]; type: string };

export type ObjectOperations = {
  /** Reads an object by the address that a message or a contact carries. `forbidden` for one in a foreign place. */
  read(uri: string): Promise<ObjectContent>;
};

export type PresenceOperations = { publish(presence: OwnPresence): Promise<void> };

export type ReadingOperations = {
  /** Publishes how far the user has read. `clientId` is that of the message, if it is known. */
  publishReadUpTo(conversation: ConversationId, order: number, clientId?: string): Promise<void>;
};

export type TypingOperations = { show(conversation: ConversationId, isTyping: boolean): Promise<void> };

export type RequestList = { requests: ContactRequest[]; unreadable: Unreadable[] };

export type ContactOperations = {
  /** The contact list, favourites and block list included. */
  list(): Promise<EventBatch>;
  /** Who asks to be a contact; with what could not be read. */
  listRequests(): Promise<RequestList>;
  /** Names and public facts of people, whoever they are; unknown people are left out. */
  resolve(ids: readonly ContactId[]): Promise<EventBatch>;
};

/** Files on their way into messages (skype.md 7.7). */
export type FileOperations = {
  /** Makes an object without content, as a page described it; answers its id. */
  create(object: unknown): Promise<string>;
  /** Gives an object its content, once: `conflict` says that it has it. `part` is the service's name for the kind of content. */
  upload(id: string, part: string, content: Bytes, signal: AbortSignal): Promise<unknown>;
};

export type CallPolicy = 'anyone' | 'contacts';

/** Account settings kept at the server: numbered flags and named options (skype.md 9.1 to 9.3). The worker needs the flags only. */
export type Preferences = { flags: number[]; callPolicy?: CallPolicy };

export type PreferenceOperations = {
  read(): Promise<Preferences>;
};
