import { describe, expect, it } from 'vitest';
import { encodePlainText } from '../../src/markup/encode.ts';

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
    expect(encodePlainText('@Fred Adams, @Fred and @all: a@b @x', people)).toBe(
      '<at id="8:fred.3">Fred Adams</at>, <at id="8:fred.2">Fred</at> and <at id="*">all</at>: a@b @x',
    );
  });

  it('cannot be made to leave its attribute', () => {
    expect(encodePlainText('@x', [{ id: '8:a"><b>', name: 'x' }])).toBe('<at id="8:a&quot;&gt;&lt;b&gt;">x</at>');
  });
});
