// Folds a batch of events into what is known, without any I/O: the worker reads what a batch touches, folds, and writes
// the changes. The result does not depend on how events are cut into batches, repeated or reordered.
import type { ContactId, ConversationId } from '../model/account.ts';
import type { Contact } from '../model/contact.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ChatEvent } from '../model/event.ts';
import type { Message } from '../model/message.ts';
import type { Endpoint, Presence } from '../model/presence.ts';
import { blankConversation, joinContact, joinConversation, laterPresence } from './fold-conversation.ts';
import { applyEdit, joinMessage } from './fold-message.ts';

/** What is stored of everything a batch may touch, by `messageKey` and `editKey` where an id alone is not unique. */
export type Known = {
  conversations: ReadonlyMap<ConversationId, Conversation>;
  messages: ReadonlyMap<string, Message>;
  /** Edits that wait for their original. */
  edits: ReadonlyMap<string, Message>;
  contacts: ReadonlyMap<ContactId, Contact>;
  presence: ReadonlyMap<ContactId, Presence>;
};

export type TypingChange = { conversation: ConversationId; contact: ContactId; isTyping: boolean };
/** An own message that came back, new or edited: what was sent with this client id, or this content for this id, has arrived. */
export type Echo = { conversation: ConversationId; id: string; clientId?: string | undefined; content: string };

/** Only what is different after the batch. */
export type Changes = {
  conversations: Map<ConversationId, Conversation>;
  messages: Map<string, Message>;
  /** Undefined: the edit found its original and waits no longer. */
  edits: Map<string, Message | undefined>;
  contacts: Map<ContactId, Contact>;
  presence: Map<ContactId, Presence>;
  endpoints: Endpoint[];
  /** The last word about each person in each conversation. */
  typing: Map<string, TypingChange>;
  echoes: Echo[];
};

export const messageKey = (message: Pick<Message, 'conversation' | 'id'>) => `${message.conversation}\n${message.id}`;
export const editKey = (conversation: ConversationId, clientId: string) => `${conversation}\n${clientId}`;

/**
 * Folds events, in their order, into what is known; answers the changes and leaves its input alone.
 * @param user the signed-in user: whose messages move the read position and confirm what was sent
 */
export function fold(known: Known, events: readonly ChatEvent[], user: ContactId): Changes {
  const folding = new Folding(known, user);
  for (const event of events) folding.take(event);
  return folding.finish();
}

class Folding {
  readonly #changes: Changes = {
    conversations: new Map(),
    messages: new Map(),
    edits: new Map(),
    contacts: new Map(),
    presence: new Map(),
    endpoints: [],
    typing: new Map(),
    echoes: [],
  };
  readonly #byClientId = new Map<string, string>();
  readonly #known: Known;
  readonly #user: ContactId;

  constructor(known: Known, user: ContactId) {
    this.#known = known;
    this.#user = user;
    for (const message of known.messages.values()) this.#index(message);
  }

  take(event: ChatEvent): void {
    if (event.type === 'message') this.#takeMessage(event.message);
    else if (event.type === 'conversation') {
      const { conversation: update } = event;
      this.#setConversation(joinConversation(this.#conversation(update.id), update));
    } else if (event.type === 'contact') {
      this.#changes.contacts.set(event.contact.id, joinContact(this.#contact(event.contact.id), event.contact));
    } else if (event.type === 'presence') {
      const { contact } = event.presence;
      const before = this.#changes.presence.get(contact) ?? this.#known.presence.get(contact);
      const after = laterPresence(before, event.presence);
      if (after !== before) this.#changes.presence.set(contact, after);
    } else if (event.type === 'endpoint') this.#changes.endpoints.push(event.endpoint);
    else if (event.type === 'typing' && event.contact !== this.#user) {
      const { conversation, contact, isTyping } = event;
      this.#setTyping({ conversation, contact, isTyping });
    }
  }

  /** Hides what was cleared from the history, whichever of the two came first. */
  finish(): Changes {
    const { messages } = this.#changes;
    for (const [key, message] of messages) {
      if (message.order <= this.#conversation(message.conversation).clearedUpTo) messages.delete(key);
    }
    return this.#changes;
  }

  #takeMessage(message: Message): void {
    const conversation = this.#conversation(message.conversation, message.sender);
    const isOwn = message.sender === this.#user;
    if (message.replaces !== undefined) {
      this.#setConversation(conversation);
      this.#takeEdit(message, message.replaces);
      return;
    }
    const readUpTo = isOwn ? message.order : 0;
    this.#setConversation(joinConversation(conversation, { id: conversation.id, readUpTo }));
    if (isOwn) {
      this.#echo(message.id, message);
    } else {
      this.#setTyping({ conversation: conversation.id, contact: message.sender, isTyping: false });
      this.#takeName(message.sender, message.senderName);
    }
    const before = this.#message(messageKey(message));
    const joined = this.#withWaitingEdit(joinMessage(before, message));
    if (!before || !isSameMessage(before, joined)) this.#setMessage(joined);
  }

  #takeEdit(edit: Message, replaces: string): void {
    const original = this.#message(this.#byClientId.get(authorKey(edit, replaces)) ?? '');
    if (original) {
      if (edit.sender === this.#user) this.#echo(original.id, edit);
      const edited = applyEdit(original, edit);
      if (edited !== original) this.#setMessage(edited);
      return;
    }
    const key = editKey(edit.conversation, replaces);
    const waiting = this.#waitingEdit(key);
    if (!waiting || waiting.version < edit.version) this.#changes.edits.set(key, edit);
  }

  #withWaitingEdit(message: Message): Message {
    if (message.clientId === undefined) return message;
    const key = editKey(message.conversation, message.clientId);
    const edit = this.#waitingEdit(key);
    if (!edit || edit.sender !== message.sender) return message;
    this.#changes.edits.set(key, undefined);
    return applyEdit(message, edit);
  }

  #echo(id: string, { conversation, clientId, raw: { content } }: Message): void {
    this.#changes.echoes.push({ conversation, id, clientId, content });
  }

  /** The name on a message serves until the server says who its sender is. */
  #takeName(sender: ContactId, name: string | undefined): void {
    if (!name || this.#contact(sender)?.name) return;
    this.#changes.contacts.set(sender, joinContact(this.#contact(sender), { id: sender, name }));
  }

  #waitingEdit(key: string): Message | undefined {
    return this.#changes.edits.has(key) ? this.#changes.edits.get(key) : this.#known.edits.get(key);
  }

  #message(key: string): Message | undefined {
    return this.#changes.messages.get(key) ?? this.#known.messages.get(key);
  }

  #contact(id: ContactId): Contact | undefined {
    return this.#changes.contacts.get(id) ?? this.#known.contacts.get(id);
  }

  #conversation(id: ConversationId, sender?: ContactId): Conversation {
    return this.#changes.conversations.get(id) ?? this.#known.conversations.get(id) ?? blankConversation(id, sender);
  }

  #setConversation(conversation: Conversation): void {
    this.#changes.conversations.set(conversation.id, conversation);
  }

  #setTyping(change: TypingChange): void {
    this.#changes.typing.set(`${change.conversation}\n${change.contact}`, change);
  }

  #setMessage(message: Message): void {
    this.#changes.messages.set(messageKey(message), message);
    this.#index(message);
  }

  #index(message: Message): void {
    const { clientId } = message;
    if (clientId !== undefined) this.#byClientId.set(authorKey(message, clientId), messageKey(message));
  }
}

/** Client ids are unique per author at best (skype.md 0.3 rule 8). */
function authorKey({ conversation, sender }: Message, clientId: string): string {
  return `${editKey(conversation, clientId)}\n${sender}`;
}

function isSameMessage(a: Message, b: Message): boolean {
  return a.version === b.version && a.clientId === b.clientId && a.senderName === b.senderName;
}
