import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePlainText } from '../../src/markup/encode.ts';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import { toPlainText } from '../../src/markup/plain-text.ts';
import { typedTextOf } from '../../src/markup/typed-text.ts';

describe('typed text on its way out', () => {
  it.each([
    ['a < b & "c" > \'d\'', 'a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos;'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['one\r\ntwo\rthree', 'one\ntwo\nthree'],
    [
      'see https://a.example/?a=1&b=2.',
      'see <a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a>.',
    ],
    ['hi :) (y)', 'hi <ss type="smile">:)</ss> <ss type="yes">(y)</ss>'],
    ['f(x):)', 'f(x):)'],
    ['(time) (no) (rofl)', '(time) (no) <ss type="rofl">(rofl)</ss>'],
  ])('%j becomes %j', (text, content) => {
    expect(encodePlainText(text)).toBe(content);
  });

  it('mentions the people it is told about, the longest name first', () => {
    const people = [
      { id: '8:fred.2', name: 'Fred' },
      { id: '8:fred.3', name: 'Fred Adams' },
      { id: '*', name: 'all' },
    ];
    expect(encodePlainText('@Fred Adams, @Fred and @all: a@Fred @Frederick @x', people)).toBe(
      '<at id="8:fred.3">Fred Adams</at>, <at id="8:fred.2">Fred</at> and <at id="*">all</at>: a@Fred @Frederick @x',
    );
  });

  it('cannot be made to leave its attribute', () => {
    expect(encodePlainText('@x', [{ id: '8:a"><b>', name: 'x' }])).toBe('<at id="8:a&quot;&gt;&lt;b&gt;">x</at>');
  });
});

const bold = (content: string) => `<b raw_pre="*" raw_post="*">${content}</b>`;
const italic = (content: string) => `<i raw_pre="_" raw_post="_">${content}</i>`;
const strike = (content: string) => `<s raw_pre="~" raw_post="~">${content}</s>`;
const code = (content: string) => `<pre raw_pre="{code}" raw_post="{code}">${content}</pre>`;

describe('formatting marks', () => {
  it.each([
    ['*bold*', bold('bold')],
    ['_italic_ and ~strike~', `${italic('italic')} and ${strike('strike')}`],
    ['so *very bold*, really', `so ${bold('very bold')}, really`],
    ['(*inside*)', `(${bold('inside')})`],
    ['*_both_*', bold(italic('both'))],
    ['_*a* b_', italic(`${bold('a')} b`)],
    ['*a < b*', bold('a &lt; b')],
    ['{code}a *b* :)\n  c{code}', code('a *b* :)\n  c')],
    ['use `npm *x*` now', `use ${code('npm *x*')} now`],
    ['*see https://a.example/x_y_z*', bold('see <a href="https://a.example/x_y_z">https://a.example/x_y_z</a>')],
    ['*:)*', bold('<ss type="smile">:)</ss>')],
  ])('%j is formatted', (text, content) => {
    expect(encodePlainText(text)).toBe(content);
  });

  it.each([
    '2*3*4',
    '2 * 3 * 4',
    'snake_case_name and other_name',
    '__init__.py',
    'src/**/*.test.ts, *.js, *.css',
    'f(*args, **kwargs)',
    '~/bin and ~/lib',
    'SELECT *, count(*) FROM t',
    '** and __ and ~~',
    '*not\nacross lines*',
    '* item one\n* item two',
    'a* b*',
    '`` and ` alone',
    '{code}{code}',
  ])('%j stays as it is', (text) => {
    expect(encodePlainText(text)).toBe(text);
  });

  it('leaves addresses and mentions alone', () => {
    expect(encodePlainText('https://a.example/_x_ @a_b_ *y*', [{ id: '8:a', name: 'a_b_' }])).toBe(
      `<a href="https://a.example/_x">https://a.example/_x</a>_ <at id="8:a">a_b_</at> ${bold('y')}`,
    );
  });
});

const pieces = [
  ...['*', '_', '~', ' ', '\n', 'a', 'word', '.', ',', '(', ')', ':)', '(y)', '<b>', '&amp;', '"'],
  ...['https://a.example/x_y', '@Fred', '2', '<at id="*">', '</quote>', '\\', '🙂'],
];
// Both forms of code in one text, half open, read differently once one of them is written as the other.
const typed = fc
  .oneof(...['`', '{code}'].map((code) => fc.array(fc.constantFrom(...pieces, code), { maxLength: 24 })))
  .map((parts) => parts.join(''));
const people = [{ id: '8:fred.2', name: 'Fred' }];

describe('any typed text', () => {
  it('reads as what was typed, but for the marks', () => {
    const withoutMarks = (text: string) =>
      text.replace(/[*_~`\s]|\{code\}|[🙂👍]|:\)|\(y\)/gu, '').replaceAll('@Fred', 'Fred');
    fc.assert(
      fc.property(typed, (text) => {
        const shown = toPlainText(parseMarkup(encodePlainText(text, people)));
        expect(withoutMarks(shown).replaceAll('@Fred', 'Fred')).toBe(withoutMarks(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('can be taken back to be edited, and makes the same message again', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const once = encodePlainText(text.trim(), people);
        const back = typedTextOf(parseMarkup(once));
        expect(encodePlainText(back.text, back.mentions)).toBe(once.trim());
      }),
      { numRuns: 5_000 },
    );
  });

  it('is encoded in time that does not explode', () => {
    const startMs = performance.now();
    for (const part of ['*a ', '_a*', '@Fred', ' *', '`a', '{code}'])
      encodePlainText(part.repeat(8_000 / part.length), people);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
