// What must hold for any content at all: nothing throws, only safe nodes come out, text is never lost to attack, and
// the work stays linear. htmlparser2 is the oracle for well-formed content.
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { encodePlainText } from '../../src/markup/encode.ts';
import { escapeMarkup } from '../../src/markup/entities.ts';
import { parseMarkup, parsePlainText } from '../../src/markup/message-markup.ts';
import { mentionsOf, toPlainText } from '../../src/markup/plain-text.ts';
import { type MarkupHandler, scanMarkup } from '../../src/markup/scanner.ts';
import { treeLimits } from '../../src/markup/tree-builder.ts';
import { parseXml } from '../../src/markup/xml.ts';
import { runs } from '../fuzz/effort.ts';
import { tag } from '../fuzz/markup-pieces.ts';
import { checkTree, walk } from '../fuzz/safe-tree.ts';
import { countSteps } from '../fuzz/steps.ts';

const fragment = fc.oneof(
  fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '&',
    '&lt;',
    '&#x3c;',
    '&#0;',
    '"',
    "'",
    '=',
    '\n',
    ' ',
    '<a href="javascript:alert(1)">',
    '<a href="https://a.example/">',
    '<a href=" data:text/html,x">',
    '</a>',
    '<at id="8:joe">',
    '<ss type="smile">',
    '<img src=x onerror=alert(1) alt="<b>">',
    '<script>',
    '</script>',
    '\u202e',
    'https://a.example/',
    'www.',
    'http://',
    '@',
    '*',
    '<b raw_pre="*">',
    '</b>',
    '<quote author="a" timestamp="1451606400">',
    '<font color="#Ff0000">',
    '<font color=" Navy " size="24">',
    '<font color="constructor">',
    '<font color="url(//a.example)">',
    '</font>',
  ),
  tag.map((name) => `<${name}>`),
  tag.map((name) => `</${name}>`),
  fc.string({ maxLength: 12, unit: 'binary' }),
);
const hostile = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(''));

describe('any content', () => {
  it('becomes a tree of safe nodes, without an exception', () => {
    fc.assert(
      fc.property(hostile, (content) => {
        checkTree(parseMarkup(content));
        checkTree(parsePlainText(content));
        mentionsOf(parseMarkup(content));
        parseXml(content);
      }),
      runs(1500),
    );
  });

  it('of arbitrary characters becomes a tree too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (content) => checkTree(parseMarkup(content))),
      runs(500),
    );
  });

  it('is text when it is escaped, and shows exactly what was escaped', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (typed) => {
        const tree = parseMarkup(escapeMarkup(typed));
        expect(toPlainText(tree)).toBe(typed.replace(/\r\n?/g, '\n').replace(/^\n+|\n+$/g, ''));
      }),
      runs(500),
    );
  });

  it('that was typed is shown again as it was typed, but for the marks', () => {
    const typed = fc.array(
      fc.oneof(
        fc.constantFrom(':)', '(y)', ' ', '\n', '<b>', '&amp;', 'https://a.example/b?c=d&e', '@Fred', '"'),
        fc.string({ maxLength: 8 }),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        typed.map((parts) => parts.join('')),
        (text) => {
          const tree = parseMarkup(encodePlainText(text, [{ id: '8:fred.2', name: 'Fred' }]));
          // Emoticons are shown by their character, mentions without the sign: undo both for the comparison.
          const shown = [...walk(tree)].map(([node]) =>
            node.kind === 'break'
              ? '\n'
              : node.kind === 'emoticon'
                ? node.shortcut
                : node.kind === 'mention'
                  ? `@${node.text}`
                  : 'text' in node
                    ? node.text
                    : '',
          );
          // Marks that format are not shown; encode.test.ts says which do.
          const withoutMarks = (words: string) => words.replace(/[*_~`]/g, '');
          const expected = text.replace(/\r\n?/g, '\n').replace(/^\n+|\n+$/g, '');
          expect(withoutMarks(shown.join(''))).toBe(withoutMarks(expected));
        },
      ),
      runs(500),
    );
  });
});

// Well-formed content: properly nested elements with quoted attributes and escaped text.
const words = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\p{Cc}\r]/gu, ' '));
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    words.map(escapeMarkup),
    fc
      .tuple(
        fc.constantFrom('b', 'i', 'u', 's', 'font', 'blink', 'span', 'c'),
        words,
        fc.array(tie('element'), { maxLength: 4 }),
      )
      .map(([tag, value, inner]) => `<${tag} color="${escapeMarkup(value)}" x='y'>${inner.join('')}</${tag}>`),
  ),
}));

describe('well-formed content', () => {
  it('has the same text as htmlparser2 finds', () => {
    fc.assert(
      fc.property(element, (content) => {
        const expected: string[] = [];
        new Parser({ ontext: (text) => expected.push(text) }, { decodeEntities: true }).end(content);
        expect(toPlainText(parseMarkup(content))).toBe(expected.join(''));
      }),
      runs(500),
    );
  });

  it('has the same tags and attributes as htmlparser2 finds', () => {
    fc.assert(
      fc.property(element, (content) => {
        const expected: unknown[] = [];
        const oracle = new Parser({
          onopentag: (name, attributes) => void expected.push([name, attributes]),
          onclosetag: (name) => void expected.push(name),
        });
        oracle.end(content);
        const found: unknown[] = [];
        const handler: MarkupHandler = {
          text: () => {},
          open: (name, attributes) => void found.push([name, Object.fromEntries(attributes.entries())]),
          close: (name) => void found.push(name),
        };
        scanMarkup(content, handler);
        expect(found).toEqual(expected);
      }),
      runs(500),
    );
  });
});

describe('64 KB of malice', () => {
  const size = 65_536;
  const patterns = [
    '<',
    '<b>',
    '<b><i>',
    '</b>',
    '<a ',
    '<a x="',
    '<a href="https://a.example/">',
    '<a x=\'"',
    '&',
    '&#',
    '<!--',
    '<![CDATA[',
    '</',
    '<script>',
    '<quote>',
    '<legacyquote>',
    '<br>',
    '\n',
    '<ss type="smile">:)</ss>',
    '<at id="8:a">x</at>',
    'https://a.example ',
    'https://a.',
    'www.',
    '(',
    ')',
    '@',
    '<b></i>',
    '<li>',
    '<p>',
    '<!',
    '<?',
    '< ',
    '<a href="',
    '<a>https://',
    '<pre>\n',
    '\u202e',
    '<c s="a"/>',
    '="',
    'a@',
  ];
  const fill = (pattern: string) => pattern.repeat(Math.ceil(size / pattern.length)).slice(0, size);

  it.each(patterns)('%j repeated becomes a bounded tree', (pattern) => {
    const tree = parseMarkup(fill(pattern));
    let count = 0;
    for (const _ of walk(tree)) count++;
    expect(count).toBeLessThan(treeLimits.nodes + 3 * treeLimits.depth);
    expect(JSON.stringify(tree).length).toBeLessThan(size * 8);
  });

  it.each(patterns)('%j repeated costs steps in proportion to its length', (pattern) => {
    const quarter = countSteps(() => parseMarkup(fill(pattern).slice(0, size / 4)));
    const whole = countSteps(() => parseMarkup(fill(pattern)));
    expect(whole).toBeLessThan(6 * quarter + 1000);
    expect(whole).toBeLessThan(60 * size);
  });
});
