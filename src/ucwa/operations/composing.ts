// Messages in the words of UCWA, made in the page (ucwa.md 8.6): a media type and a body. There are no quotes, mentions, edits
// and files.
import { typedTextOf } from '../../markup/typed-text.ts';
import type { ComposingOperations } from '../../service/composing.ts';
import { htmlBody, plainBody } from './html.ts';

/** Composes messages; asks nobody. */
export function createComposingOperations(): ComposingOperations {
  return {
    // Whether a conversation takes HTML is known when it is sent: then it becomes plain text where it must.
    compose(text) {
      const html = htmlBody(text);
      return html === undefined
        ? { messagetype: 'text/plain', content: plainBody(text) }
        : { messagetype: 'text/html', content: html };
    },

    textOf(body) {
      return { text: typedTextOf(body).text, mentions: [] };
    },

    carries: { quotes: false, mentions: false },
  };
}
