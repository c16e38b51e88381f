// Every reader of texts from outside does an amount of work in proportion to the text: four times the text, about four times the steps.
import { describe, expect, it } from 'vitest';
import { encodePlainText } from '../../src/markup/encode.ts';
import { linkifyText } from '../../src/markup/linkify.ts';
import { parseMarkup, parsePlainText } from '../../src/markup/message-markup.ts';
import { mentionsOf, toPlainText } from '../../src/markup/plain-text.ts';
import { typedTextOf } from '../../src/markup/typed-text.ts';
import { parseXml } from '../../src/markup/xml.ts';
import { cleanName } from '../../src/skype/decode/clean-name.ts';
import { cleanText } from '../../src/skype/decode/clean-text.ts';
import { decodeContent } from '../../src/skype/decode/content.ts';
import { conversationOfLink, endpointOfLink, parseMri, personOfLink } from '../../src/skype/identifiers.ts';
import { parseRegistrationToken } from '../../src/skype/registration-token.ts';
import { readChallenge } from '../../src/ucwa/wire/challenge.ts';
import { readDataUri } from '../../src/ucwa/wire/data-uri.ts';
import { readEventPackage } from '../../src/ucwa/wire/events.ts';
import { readReason } from '../../src/ucwa/wire/reason.ts';
import { readResource } from '../../src/ucwa/wire/resource.ts';
import { WireError } from '../../src/ucwa/wire/wire-error.ts';
import { growth } from './steps.ts';

const size = 32_768;

const patterns = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '=',
    '/',
    '\n',
    ' ',
    '\u0000',
    '\u202e',
    '\ud800',
    '(',
    ')',
    '@',
    '*',
    '_',
    '`',
    '%',
    ':',
    ';',
    ',',
    '.',
  ],
  ...[
    '<b>',
    '</b>',
    '<b><i>',
    '<a ',
    '<a x="',
    '<a href="',
    '<a x=\'"',
    '<!--',
    '<!',
    '<?',
    '<![CDATA[',
    '</',
    '<script>',
    '</s',
    '< ',
  ],
  ...[
    '<quote>',
    '<legacyquote>',
    '<font color="red">',
    '<br>',
    '<p>',
    '<li>',
    '<ss type="smile">:)</ss>',
    '<at id="8:a">x</at>',
  ],
  ...[
    'https://a.example ',
    'https://a.',
    'www.',
    'http://a@',
    'https://(',
    'a@',
    '&#',
    '&lt;',
    '&#x41;',
    '="',
    'a=b ',
    'a="b",',
    '"\\',
  ],
  ...[
    '*a ',
    '*a* ',
    '_*a ',
    '~a\n',
    '*a',
    '**a',
    '*_~',
    '*_ ',
    '*_a ',
    '* a*',
    '`a',
    '`a` ',
    '{code}',
    '{code}a',
    '@Fred ',
    '@Fred',
    '@',
    ':) ',
    '(y)',
    '.example',
  ],
  ...[
    '<c s="a"/>',
    '<link rel="a" href="b"/>',
    '<resource rel="a">',
    '<property name="a">',
    '<added rel="a" href="b">',
    '<item>',
  ],
  ...[
    '%41',
    '%4',
    '+',
    'data:,',
    'QUJD',
    '[',
    '{"a":',
    '[1,',
    '\r\n\r\n',
    '\t',
    ' \n',
    '\u200b',
    'users/',
    'a/b/',
    '19:',
    '8:',
  ],
];

const fill = (pattern: string, length: number) => pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);

function readable(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
}

const who = [
  { id: '8:fred.2', name: 'Fred' },
  { id: '*', name: 'all' },
];
const contents = ['RichText', 'Text', 'RichText/UriObject', 'RichText/Contacts', 'RichText/Files', 'RichText/Location'];
const moreContents = ['RichText/Media_Card', 'Event/Call', 'ThreadActivity/AddMember', 'ThreadActivity/MemberJoined'];

const readers: Record<string, (text: string) => unknown> = {
  'the markup of a message': parseMarkup,
  'a plain message': parsePlainText,
  'a preview': (text) => toPlainText(parseMarkup(text), 200),
  'the mentions of a message': (text) => mentionsOf(parseMarkup(text)),
  'a message that is edited': (text) => typedTextOf(parseMarkup(text)),
  'what was typed': (text) => encodePlainText(text, who),
  'the addresses in a text': linkifyText,
  'a document in XML': parseXml,
  'a name': cleanName,
  'a running text': (text) => cleanText(text, 500),
  ...Object.fromEntries(
    [...contents, ...moreContents].map((type) => [
      `the content of ${type}`,
      (content: string) => decodeContent({ type, content, sender: '8:joe.4', user: '8:fred.2' }),
    ]),
  ),
  'the person in a link': personOfLink,
  'the conversation in a link': conversationOfLink,
  'the endpoint in a link': endpointOfLink,
  'an identifier': parseMri,
  'a registration token': parseRegistrationToken,
  'a challenge': readChallenge,
  'a data address': (text) => readDataUri(`data:text/plain,${text}`),
  'a data address in base64': (text) => readDataUri(`data:text/plain;base64,${text}`),
  'a resource in JSON': (text) => readable(() => readResource(text, 'application/json')),
  'a resource in XML': (text) => readable(() => readResource(text, 'application/xml')),
  'events in XML': (text) => readable(() => readEventPackage(`<events href="/e">${text}</events>`, 'application/xml')),
  'the reason of an error': (text) => readReason(`<reason>${text}</reason>`, 'application/xml'),
};

const isTooMuch = ({ quarter, whole }: { quarter: number; whole: number }, length: number): boolean =>
  whole > 6 * quarter + 2_000 || whole > 100 * length;

describe('the work for', () => {
  it.each(Object.entries(readers))('%s grows no faster than the text', (_name, read) => {
    const grown = patterns.flatMap((pattern) => {
      // Small pieces first: what grows with the cube of the text would keep us here for minutes.
      const small = growth(read, fill(pattern, size / 16), fill(pattern, size / 4));
      if (isTooMuch(small, size / 4)) return [{ pattern, ...small }];
      const large = growth(read, fill(pattern, size / 4), fill(pattern, size));
      return isTooMuch(large, size) ? [{ pattern, ...large }] : [];
    });
    expect(grown).toEqual([]);
  });
});
