import type { ContactId, ConversationId } from './account.ts';
import type { ContactUpdate } from './contact.ts';
import type { ConversationUpdate } from './conversation.ts';
import type { Message } from './message.ts';
import type { Endpoint, Presence } from './presence.ts';

/** Everything a service can tell us, in the words of the model. One batch is folded and committed together. */
export type ChatEvent =
  | { type: 'message'; message: Message }
  | { type: 'conversation'; conversation: ConversationUpdate }
  | { type: 'contact'; contact: ContactUpdate }
  | { type: 'presence'; presence: Presence }
  | { type: 'endpoint'; endpoint: Endpoint }
  | { type: 'typing'; conversation: ConversationId; contact: ContactId; isTyping: boolean; atMs: number };

/** An event that could not be read: recorded and skipped, it never stops the batch. */
export type Unreadable = { what: string; path: string; reason: string };

/** What one request to a service brought. */
export type EventBatch = {
  events: ChatEvent[];
  unreadable: Unreadable[];
  /**
   * Where the event channel continues, and what the service must remember of what it was told: plain JSON that only the service
   * understands. Committed in one transaction with the events; absent where nothing changed, or where there is no such channel.
   */
  channel?: unknown;
};
