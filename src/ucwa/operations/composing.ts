// Messages in the words of UCWA, made in the page (ucwa.md 8.6): a media type and a body. There are no quotes, mentions, edits
// and files.
import { typedTextOf } from '../../markup/typed-text.ts';
import type { ComposingOperations } from '../../service/composing.ts';
import { htmlBody, plainBody } from './html.ts';

/** Composes messages; asks nobody. */
export function createComposingOperations(): ComposingOperations {
  return {
    // Whether a conversation takes HTML is known when it is sent, so the same goes along as plain text.
    compose(text) {
      const plain = plainBody(text);
      const html = htmlBody(text);
      if (html === undefined) return { messagetype: 'text/plain', content: plain };
      return { messagetype: 'text/html', content: html, extras: { plain } };
    },

    textOf(body) {
      return { text: typedTextOf(body).text, mentions: [] };
    },

    carries: { quotes: false, mentions: false },
  };
}
