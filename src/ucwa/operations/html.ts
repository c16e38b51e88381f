// Typed text as a body that any client of the service shows: plain text with emoticons as characters, and HTML where the text
// has formatting (ucwa.md 8.6). Works on what `encodePlainText` makes, in which everything typed is escaped.

import { emoticonOfShortcut } from '../../markup/emoticon-shortcuts.ts';
import { encodePlainText } from '../../markup/encode.ts';
import { decodeEntities } from '../../markup/entities.ts';

/** Pieces of our own markup: an element's opening or closing tag, or the text between two. */
const pieces = /<(\/?)(\w+)([^>]*)>|[^<]+/g;
const formats = new Set(['b', 'i', 's', 'pre']);

/** The text with its emoticons as characters; its formatting marks stay as they were typed. */
export function plainBody(text: string): string {
  return text.replace(/\S+/g, (word) => emoticonOfShortcut(word)?.unicode ?? word);
}

/** The text as one HTML element, or undefined when it has no formatting that plain text cannot carry. */
export function htmlBody(text: string): string | undefined {
  let isFormatted = false;
  let isInPre = false;
  let isInEmoticon = false;
  let body = '';
  for (const [piece, close, tag, attributes] of encodePlainText(text).matchAll(pieces)) {
    if (tag === 'ss') isInEmoticon = !close;
    else if (tag === 'a') body += close ? '</a>' : `<a${attributes}>`;
    else if (tag !== undefined && formats.has(tag)) {
      isFormatted = true;
      if (tag === 'pre') isInPre = !close;
      body += `<${close}${tag}>`;
    } else if (isInEmoticon) body += emoticonOfShortcut(decodeEntities(piece))?.unicode ?? piece;
    else body += isInPre ? piece : piece.replaceAll('\n', '<br/>');
  }
  return isFormatted ? `<span>${body}</span>` : undefined;
}
