// The quote block that opens an answer (skype.md 7.5).
import { encodePlainText } from '../../markup/encode.ts';
import { escapeMarkup } from '../../markup/entities.ts';
import type { Quoted } from '../../service/composing.ts';
import { isThreadId, nameOfMri } from '../identifiers.ts';

const twoDigits = (value: number): string => String(value).padStart(2, '0');

// What clients that do not know quotes show: the local time, with the date unless it is the day of quoting.
function timeOf(sentAtMs: number, quotedAtMs: number): string {
  const sent = new Date(sentAtMs);
  const time = [sent.getHours(), sent.getMinutes(), sent.getSeconds()].map(twoDigits).join(':');
  if (sent.toDateString() === new Date(quotedAtMs).toDateString()) return time;
  return `${[sent.getDate(), sent.getMonth() + 1].map(twoDigits).join('/')}/${sent.getFullYear()} ${time}`;
}

/** The markup of a quote; nobody is mentioned by being quoted. */
export function encodeQuote({ author, authorName, conversation, sentAtMs, quotedAtMs, text }: Quoted): string {
  const attributes = [
    `author="${escapeMarkup(nameOfMri(author))}"`,
    `authorname="${escapeMarkup(authorName)}"`,
    `conversation="${escapeMarkup(isThreadId(conversation) ? conversation : nameOfMri(conversation))}"`,
    `timestamp="${Math.floor(sentAtMs / 1000)}"`,
  ];
  const head = `<legacyquote>[${timeOf(sentAtMs, quotedAtMs)}] ${escapeMarkup(authorName)}: </legacyquote>`;
  return `<quote ${attributes.join(' ')}>${head}${encodePlainText(text)}<legacyquote>\n\n&lt;&lt;&lt; </legacyquote></quote>`;
}
