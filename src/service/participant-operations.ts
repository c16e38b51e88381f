// What a page does where people are in a conversation and in its chat separately (ucwa.md 8), and where the user leaves a note.
import type { ContactId, ConversationId } from '../model/account.ts';

export type ParticipantOperations = {
  /** Asks somebody into the conversation; a chat of two becomes one of several. Who comes is told by events. */
  add(conversation: ConversationId, contact: ContactId): Promise<void>;
  /** Leaves the chat and stays in the conversation. */
  leaveChat(conversation: ConversationId): Promise<void>;
  /** Comes back to the chat of a conversation that goes on. Rejects with `not-found` when it is over. */
  joinChat(conversation: ConversationId): Promise<void>;
  /** Leaves the conversation; others go on. */
  leave(conversation: ConversationId): Promise<void>;
};

export type OwnNote = {
  /** Empty when there is none. */
  note: string;
  /** An out-of-office note comes from the mailbox and cannot be changed here. */
  kind: 'personal' | 'out-of-office';
  location: string;
};

export type NoteOperations = {
  read(): Promise<OwnNote>;
  /** Writes the personal note; an empty text takes it away. */
  setNote(text: string): Promise<void>;
  /** At most 60 characters; an empty text takes it away. */
  setLocation(text: string): Promise<void>;
};
