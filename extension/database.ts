// The shape of what is stored, and how it is opened. Chat data is written by the worker only; pages read it through
// queries. The database is a cache of the server plus the outbox and the drafts.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Account, AccountId, ContactId, ConversationId } from '../src/model/account.ts';
import type { Contact, ContactRequest } from '../src/model/contact.ts';
import type { Conversation } from '../src/model/conversation.ts';
import type { CallState, Message, MessageContent, ThreadActivity } from '../src/model/message.ts';
import type { Endpoint, OwnPresence, Presence } from '../src/model/presence.ts';
import type { Composed, Upload } from '../src/service/composing.ts';
import type { ServiceErrorKind } from '../src/service/error.ts';
import type { Capabilities, Preferences } from '../src/service/service.ts';
import type { ConnectionState } from '../src/sync/connection.ts';
import type { Outgoing } from '../src/sync/outbox.ts';
import { migrations } from './migrations.ts';

/** Last message of a conversation, as the list shows it. */
export type MessageSummary = {
  id: string;
  order: number;
  sender: ContactId;
  senderName?: string;
  composedAtMs: number;
  kind: MessageContent['kind'];
  /** Plain text of a text message (at most 200 characters), file name of a file; empty for the rest. */
  text: string;
  isAction?: boolean;
  activity?: ThreadActivity;
  call?: CallState;
};

/** A conversation with everything derived from its messages, all computed in the transaction that changed them. */
export type ConversationRow = Conversation & {
  account: AccountId;
  lastMessage?: MessageSummary;
  /** Messages of others after the read position. */
  unread: number;
  /** How many of them mention the user. */
  unreadMentions: number;
  /** Time of the last message, or of the last change where there is none; 0 when neither is known. */
  activeAtMs: number;
  /** Position in the list: unread first, then recent. Absent for conversations the list does not show. */
  listOrder?: [isRead: 0 | 1, olderness: number];
  /** Where older messages continue at the server; absent when it was never asked, `end` when all is here. */
  older?: string | 'end';
  /** Messages up to this order are complete (from `older` on): set by reconciling, never by a live message. */
  completeTo?: number;
  /** Lower-case words of title and members for the search. */
  searchText: string;
};

export type MessageRow = Message & {
  account: AccountId;
  /** 1 when it counts as unread for this user until read, 2 when it also mentions the user; indexed, so a number. */
  incoming: 0 | 1 | 2;
};

/** An edit whose original is not stored yet, under the client id of the original (skype.md 7.4). */
export type EditRow = { account: AccountId; conversation: ConversationId; replaces: string; message: Message };

/** What the user sent and the server has not confirmed: a message, an edit, a deletion. It is a row before it is a request. */
export type OutboxRow = Outgoing &
  Composed & {
    account: AccountId;
    conversation: ConversationId;
    clientId: string;
    /** As typed; the name of a file. */
    text: string;
    createdAtMs: number;
    /** The own message that this takes the place of; it is deleted when there is no content. */
    target?: string | undefined;
    /** The file to upload first: where it is stored, the id of its object once it has one, and whether all of it is there. */
    upload?: (Upload & { attachment: string; objectId?: string; isComplete?: true }) | undefined;
  };

/** The connection of an account as pages show it. */
export type SessionRow = {
  account: AccountId;
  state: ConnectionState;
  sinceMs: number;
  /** Last successful contact with the server, ms. */
  contactAtMs: number;
  /** Why the state is what it is. */
  error?: ServiceErrorKind;
  /** When the next try is due, for `waiting`. */
  retryAtMs?: number;
  failures: number;
  /** What the user chose to be. */
  ownPresence: OwnPresence;
  capabilities?: Capabilities;
};

/** How far an account is reconciled. A poll reply can die with the worker, so every start reconciles from here. */
export type CursorRow = {
  account: AccountId;
  /** Highest conversation version seen by the last complete reconcile: the next one lists back to here. 0: never. */
  syncedTo: number;
  /** Local time of the last full reconcile. */
  reconciledAtMs: number;
};

/** What the event channel of an account was told last, committed with the events of it; only the account's service understands it. */
export type ChannelRow = { account: AccountId; channel: unknown };

export type PresenceRow = Presence & { account: AccountId };
/** `resolvedAtMs`: when the server last told who this is; absent while only the name on a message is known. */
export type ContactRow = Contact & { account: AccountId; resolvedAtMs?: number };
export type DraftRow = { account: AccountId; conversation: ConversationId; text: string; savedAtMs: number };
export type PreferencesRow = Preferences & { account: AccountId; readAtMs: number };
export type TypingRow = { account: AccountId; conversation: ConversationId; contact: ContactId; untilMs: number };
/** A read position that the server does not know yet. */
export type ReadingRow = {
  account: AccountId;
  conversation: ConversationId;
  order: number;
  clientId?: string | undefined;
};
/** Somebody who wants to be the user's contact. */
export type RequestRow = ContactRequest & { account: AccountId };
/** One running client of a person. */
export type EndpointRow = Endpoint & { account: AccountId };
/** A file or picture that was fetched on the user's word, under its address; the oldest used go first. */
export type ObjectRow = { account: AccountId; uri: string; content: Blob; usedAtMs: number };
/** A file the user chose to send. The page that took it writes it; the outbox row that names it decides how long it stays. */
export type AttachmentRow = { account: AccountId; id: string; name: string; content: Blob; addedAtMs: number };
/** Something that could not be read, or that a server tried: for the storage page and for diagnosis. */
export type IncidentRow = {
  id?: number;
  account: AccountId;
  atMs: number;
  kind: 'unreadable' | 'security';
  what: string;
  detail: string;
};

export interface SkylarkSchema extends DBSchema {
  accounts: { key: string; value: Account };
  sessions: { key: string; value: SessionRow };
  cursors: { key: string; value: CursorRow };
  channels: { key: string; value: ChannelRow };
  conversations: {
    key: [AccountId, ConversationId];
    value: ConversationRow;
    indexes: { listOrder: [number, number]; unread: number };
  };
  messages: {
    key: [AccountId, ConversationId, string];
    value: MessageRow;
    indexes: {
      order: [AccountId, ConversationId, number];
      incoming: [AccountId, ConversationId, number, number];
      clientId: [AccountId, ConversationId, string];
    };
  };
  edits: { key: [AccountId, ConversationId, string]; value: EditRow };
  contacts: { key: [AccountId, ContactId]; value: ContactRow };
  presence: { key: [AccountId, ContactId]; value: PresenceRow };
  outbox: {
    key: [AccountId, string];
    value: OutboxRow;
    indexes: { conversation: [AccountId, ConversationId, number] };
  };
  drafts: { key: [AccountId, ConversationId]; value: DraftRow };
  reading: { key: [AccountId, ConversationId]; value: ReadingRow };
  typing: { key: [AccountId, ConversationId, ContactId]; value: TypingRow };
  preferences: { key: string; value: PreferencesRow };
  requests: { key: [AccountId, ContactId]; value: RequestRow };
  endpoints: { key: [AccountId, ContactId, string]; value: EndpointRow };
  objects: { key: [AccountId, string]; value: ObjectRow; indexes: { usedAtMs: number } };
  attachments: { key: [AccountId, string]; value: AttachmentRow };
  incidents: { key: number; value: IncidentRow; indexes: { account: string } };
}

export type StoreName =
  | 'accounts'
  | 'sessions'
  | 'cursors'
  | 'channels'
  | 'conversations'
  | 'messages'
  | 'edits'
  | 'contacts'
  | 'presence'
  | 'outbox'
  | 'drafts'
  | 'reading'
  | 'typing'
  | 'preferences'
  | 'requests'
  | 'endpoints'
  | 'objects'
  | 'attachments'
  | 'incidents';

export type SkylarkDatabase = IDBPDatabase<SkylarkSchema>;

/**
 * Opens the database, migrating an older one. `onClosed` is called when another context needs this connection closed
 * for an upgrade, or the browser ended it: open again then.
 * @throws when the stored database is newer than this program, or storage is not available.
 */
export async function openDatabase(onClosed: () => void = () => {}, name = 'skylark'): Promise<SkylarkDatabase> {
  const database = await openDB<SkylarkSchema>(name, migrations.length, {
    upgrade(target, oldVersion, _newVersion, transaction) {
      for (const migrate of migrations.slice(oldVersion)) migrate(target, transaction);
    },
    blocking(_currentVersion, _blockedVersion, event) {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });
  return database;
}
