// What a page does with words and files before they are sent: makes the service's own form of them. Nothing here is sent
// by the page: what it composes becomes a row of the outbox, which the worker sends.
import type { MarkupTree } from '../markup/tree.ts';
import type { ContactId, ConversationId } from '../model/account.ts';
import type { NamedContact } from '../model/message.ts';

/**
 * A message in the service's own words: its type, its content, and fields that go with them. For UCWA the type is the media type
 * `text/plain` or `text/html`, the content the body (ucwa.md 8.6).
 */
export type Composed = { messagetype: string; content: string; extras?: Record<string, string> | undefined };

/** Somebody who can be mentioned: where `@name` stands in a text, it means this person. `*` is everyone. */
export type Mention = { id: ContactId; name: string };

/** What is quoted: whose words, said where and when. `text` is as typed. */
export type Quoted = {
  author: ContactId;
  authorName: string;
  conversation: ConversationId;
  sentAtMs: number;
  /** When it is quoted: what was said today is quoted with its time only. */
  quotedAtMs: number;
  text: string;
};

/** A file the user chose. `type` is its media type, empty when nobody knows. */
export type ChosenFile = { name: string; type: string; sizeBytes: number; widthPx?: number; heightPx?: number };

/** What makes a place for a file: the worker gives `object` to the service, and then the content under the name `part`. */
export type Upload = { object: Record<string, unknown>; part: string };

/** Stands in composed content where the id of the uploaded object comes; text that a user writes is escaped, so it is nowhere else. */
export const objectPlace = '<object>';

export type ComposingOperations = {
  /** Typed text with its formatting, mentions, emoticons and addresses, after a quote if there is one. */
  compose(text: string, parts?: { mentions?: readonly Mention[]; quote?: Quoted | undefined }): Composed;
  /** Text from which `compose` makes the same message again, whom it mentions, and what it quotes as far as it tells. */
  textOf(body: MarkupTree): { text: string; mentions: Mention[]; quote?: Omit<Quoted, 'conversation' | 'quotedAtMs'> };
  /** Which of the `parts` a message can have. */
  readonly carries: { quotes: boolean; mentions: boolean };
  /** Present where contacts can be sent. */
  shareContacts?(contacts: readonly NamedContact[]): Composed;
  /** Present where own messages can be changed after they were sent. */
  readonly editing?: { delete(): Composed };
  /** Present where files can be sent. */
  readonly files?: {
    share(
      file: ChosenFile,
      conversation: ConversationId,
      members: readonly ContactId[],
    ): { composed: Composed; upload: Upload };
    /** How many bytes of an upload have arrived at the object of this id. */
    readProgress(id: string): Promise<number>;
  };
};
