// What the reply box is about when it is not about a new message: changing an own one, or answering a certain one.
import type { MessageRow } from '../../extension/database.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { personName } from '../../extension/ui/names.ts';
import type { Composed, ComposingOperations, Mention, Quoted } from '../../src/service/composing.ts';
import { cell } from '../cell.ts';
import { contentWords } from '../list/last-line.ts';

export type ComposerTask = { kind: 'edit' | 'quote'; message: MessageRow };

/** The task of the open conversation; its screen ends it when it closes. */
export const composerTask = cell<ComposerTask | undefined>(undefined);

/** Own text, which is all that can be changed. */
export function mayEdit(message: MessageRow, own: string): boolean {
  return message.sender === own && message.content.kind === 'text';
}

/** The newest own message that can be changed, and is not being changed already. */
export function lastEditable({ messages, outbox, account }: OpenConversation): MessageRow | undefined {
  const isFree = (message: MessageRow) => !outbox.some((row) => row.target === message.id);
  return messages.findLast((message) => mayEdit(message, account.user) && isFree(message));
}

/** The text of a message as its author would type it. */
export function typedText(composing: ComposingOperations, { content }: MessageRow): string {
  if (content.kind !== 'text') return '';
  const { text } = composing.textOf(content.body);
  return content.isAction ? `/me ${text}` : text;
}

/** A message as something to quote; what is not text is quoted by its name. */
export function quotedFrom(composing: ComposingOperations, view: OpenConversation, message: MessageRow): Quoted {
  const { content, sender, senderName } = message;
  const words = 'object' in content ? contentWords(content.kind, content.object.name) : contentWords(content.kind);
  return {
    author: sender,
    authorName: personName(view.people, view.account.id, sender, senderName),
    conversation: view.row.id,
    sentAtMs: message.composedAtMs,
    quotedAtMs: Date.now(),
    text: typedText(composing, message) || words,
  };
}

/** What an own message quotes, so that editing keeps it. */
export function keptQuote(
  composing: ComposingOperations,
  view: OpenConversation,
  { content }: MessageRow,
): Quoted | undefined {
  const quote = content.kind === 'text' ? composing.textOf(content.body).quote : undefined;
  return quote && { ...quote, conversation: view.row.id, quotedAtMs: Date.now() };
}

/** What goes out for a task: a new message with its quote, or another text for an old one. */
export function composeTask(
  composing: ComposingOperations,
  view: OpenConversation,
  typed: string,
  mentions: readonly Mention[],
  task: ComposerTask | undefined,
): Composed & { text: string; target?: string } {
  const quote: Quoted | undefined =
    task && (task.kind === 'quote' ? quotedFrom : keptQuote)(composing, view, task.message);
  const target = task?.kind === 'edit' ? { target: task.message.id } : {};
  return { text: typed, ...composing.compose(typed, { mentions, quote }), ...target };
}
