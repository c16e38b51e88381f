// The second line of a conversation in the list: what matters most there right now, in one line of plain text.

import type { MessageSummary } from '../../extension/database.ts';
import type { ListEntry } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { listed, type People, personName, properName } from '../../extension/ui/names.ts';
import type { MessageContent } from '../../src/model/message.ts';
import { activitySentence } from '../message/activity.ts';

export type LastLine = {
  /** Written before the text: the sender, "You", "Draft", "Not sent". */
  prefix?: string;
  text: string;
  tone: 'message' | 'typing' | 'draft' | 'failed';
};

/** "Anna is typing…". Names of those who type at `nowMs`; undefined when nobody does. */
export function typingSentence(people: People, typing: ListEntry['typing'], nowMs: number): string | undefined {
  const names = typing.filter((row) => row.untilMs > nowMs).map((row) => personName(people, row.account, row.contact));
  if (names.length === 0) return undefined;
  if (names.length > 2) return text('popupManyTyping');
  return text(names.length === 1 ? 'popupOneTyping' : 'popupTwoTyping', listed(names));
}

/** The words for a message that is not text, with the names or the address in it. */
export function contentWords(kind: MessageContent['kind'], detail?: string): string {
  const words = text(`popupContent_${kind}`);
  const named = properName(detail);
  return named ? `${text('popupPrefix', words)} ${named}` : words;
}

/** What the line says. */
export function lastLine({ row, typing, draft, pending }: ListEntry, people: People, nowMs: number): LastLine {
  const typed = typingSentence(people, typing, nowMs);
  if (typed) return { text: typed, tone: 'typing' };
  if (pending?.state === 'failed') return { prefix: text('popupNotSentShort'), text: pending.text, tone: 'failed' };
  if (draft) return { prefix: text('popupDraft'), text: draft, tone: 'draft' };
  if (pending) return { prefix: text('popupYou'), text: pending.text, tone: 'message' };
  const message = row.lastMessage;
  if (!message) return { text: text('popupNoMessages'), tone: 'message' };
  if (message.kind === 'activity' && message.activity) {
    return { text: activitySentence(people, row.account, message.activity), tone: 'message' };
  }
  const words = summaryWords(message);
  const isOwn = people.own(row.account)?.id === message.sender;
  const sender = personName(people, row.account, message.sender, message.senderName);
  if (message.isAction) return { text: text('popupAction', sender, words), tone: 'message' };
  if (isOwn) return { prefix: text('popupYou'), text: words, tone: 'message' };
  if (row.kind === 'group' && message.kind !== 'call') return { prefix: sender, text: words, tone: 'message' };
  return { text: words, tone: 'message' };
}

function summaryWords(message: MessageSummary): string {
  if (message.kind === 'text') return message.text || text('popupEmptyMessage');
  if (message.kind === 'card' && message.text) return message.text;
  if (message.kind === 'call' && message.call) return text(`popupCall_${message.call}`);
  return contentWords(message.kind, message.text);
}
