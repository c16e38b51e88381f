// Messages in the words of the Skype protocol, made in the page (skype.md 7.2 to 7.5).
import { encodePlainText } from '../../markup/encode.ts';
import { escapeMarkup } from '../../markup/entities.ts';
import { typedTextOf } from '../../markup/typed-text.ts';
import type { Composed, ComposingOperations } from '../../service/composing.ts';
import type { SendDirect } from '../../service/operations.ts';
import { nameOfMri, parseMri } from '../identifiers.ts';
import { objectStatus } from '../wire/object-status.ts';
import { encodeQuote } from './quote.ts';
import { readReply } from './reply.ts';
import { composeFile } from './shared-file.ts';

// Readers cut the actor off an action: the offset counts the characters before it (skype.md 7.3).
const actionPrefix = '/me ';
const deletion: Composed = { messagetype: 'RichText', content: '' };

const compose: ComposingOperations['compose'] = (text, { mentions = [], quote } = {}) => {
  const words = encodePlainText(text, mentions);
  const isAction = !quote && text.startsWith(actionPrefix) && text.length > actionPrefix.length;
  const extras = {
    ...(isAction && { skypeemoteoffset: String(actionPrefix.length) }),
    ...(words.includes('<at ') && { 'Has-Mentions': 'true' }),
  };
  return { messagetype: 'RichText', content: (quote ? encodeQuote(quote) : '') + words, extras };
};

/** Composes messages; only looking after an upload asks the server. */
export function createComposingOperations(send: SendDirect): Required<ComposingOperations> {
  return {
    compose,

    textOf(body) {
      const { text, mentions, quote } = typedTextOf(body);
      const { author: authorName = '', authorId = '', sentAtMs = 0, children = [] } = quote ?? {};
      return {
        ...{ text, mentions },
        ...(quote && { quote: { author: authorId, authorName, sentAtMs, text: typedTextOf(children).text } }),
      };
    },

    carries: { quotes: true, mentions: true },

    shareContacts(contacts) {
      const entries = contacts.map(({ id, name }) => {
        const kind = parseMri(id)?.prefix === '4' ? 'p' : 's';
        return `<c t="${kind}" s="${escapeMarkup(nameOfMri(id))}" f="${escapeMarkup(name)}"/>`;
      });
      return { messagetype: 'RichText/Contacts', content: `<contacts>${entries.join('')}</contacts>` };
    },

    editing: { delete: () => deletion },

    files: {
      share: composeFile,
      async readProgress(id) {
        const path = `/v1/objects/${encodeURIComponent(id)}/views/original/status`;
        return readReply(objectStatus, await send({ place: 'objects', method: 'GET', path })).content_length ?? 0;
      },
    },
  };
}
