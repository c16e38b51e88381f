import { describe, expect, it } from 'vitest';
import { isDeceptive } from '../../src/markup/address.ts';
import { parseMarkup, parsePlainText } from '../../src/markup/message-markup.ts';
import { toPlainText } from '../../src/markup/plain-text.ts';
import type { MarkupNode } from '../../src/markup/tree.ts';

const text = (value: string): MarkupNode => ({ kind: 'text', text: value });

describe('formatting', () => {
  it.each([
    ['<b raw_pre="*" raw_post="*">x</b>', [{ kind: 'bold', children: [text('x')] }]],
    ['<i>x</i>', [{ kind: 'italic', children: [text('x')] }]],
    ['<u>x</u>', [{ kind: 'underline', children: [text('x')] }]],
    ['<s raw_pre="~">x</s>', [{ kind: 'strike', children: [text('x')] }]],
    ['<pre raw_pre="{code}">a\nb</pre>', [{ kind: 'preformatted', children: [text('a\nb')] }]],
    ['<B><I>x</I></B>', [{ kind: 'bold', children: [{ kind: 'italic', children: [text('x')] }] }]],
    ['<b>x<b>y</b>z</b>', [{ kind: 'bold', children: [text('xyz')] }]],
    ['<font color="#ff0000" size="24">x</font>', [{ kind: 'colour', colour: '#ff0000', children: [text('x')] }]],
    ['<FONT COLOR=Red>x</FONT>', [{ kind: 'colour', colour: 'red', children: [text('x')] }]],
    [
      '<a href="https://a.example/"><font color="red">x</font></a>',
      [{ kind: 'link', href: 'https://a.example/', text: 'x' }],
    ],
  ])('%s becomes a tree', (content, tree) => {
    expect(parseMarkup(content)).toEqual(tree);
  });

  it.each([
    ['<font size="24">x</font>', 'x'],
    ['<font color="url(https://tracker.example)">x</font>', 'x'],
    ['<font color="#ff00ff;background:red">x</font>', 'x'],
    ['<center>x</center>', 'x'],
    ['<blink>x</blink>', 'x'],
    ['<marquee onstart=alert(1)>x</marquee>', 'x'],
    ['<b></b>x', 'x'],
    ['x<e_m ts="1" ts_ms="2" a="joe.4" t="61"></e_m>', 'x'],
    ['x<e_m ts="1" ts_ms="2" a="joe.4" t="61"/>', 'x'],
    ['<script>alert("<b>")</script>x', 'x'],
    ['<!-- hidden --><?xml version="1.0"?>x', 'x'],
    ['<![CDATA[a < b]]>', 'a < b'],
    ['1 < 2 && 3 > 2 <3', '1 < 2 && 3 > 2 <3'],
    ['a <b c', 'a <b c'],
    ['&lt;b&gt; &amp;amp; &#x1F600; &nbsp;&unknown; &#0;', '<b> &amp; 😀 \u00a0&unknown; \ufffd'],
  ])('%s is only the text %j', (content, shown) => {
    expect(parseMarkup(content)).toEqual([text(shown)]);
  });

  it('breaks lines at line feeds, br and blocks, but not twice', () => {
    expect(toPlainText(parseMarkup('a\r\nb<br/>c<p>d</p><p>e</p>f<ul><li>g</li><li>h</li></ul>'))).toBe(
      'a\nb\nc\nd\ne\nf\n• g\n• h',
    );
  });

  it('closes what the sender left open and ignores what was never opened', () => {
    expect(parseMarkup('</i><b>x<i>y</b>z')).toEqual([
      { kind: 'bold', children: [text('x'), { kind: 'italic', children: [text('y')] }] },
      text('z'),
    ]);
  });
});

describe('links', () => {
  it('are kept with their text', () => {
    expect(parseMarkup('<a href="http://google.com">Custom link</a>')).toEqual([
      { kind: 'link', href: 'http://google.com/', text: 'Custom link' },
    ]);
  });

  it.each([
    ['https://bank.example', 'https://evil.example/x', true],
    ['bank.example/login', 'https://evil.example/x', true],
    ['https://bank.example', 'mailto:eve@evil.example', true],
    ['bank.example/…', 'https://www.bank.example/x', false],
    ['Custom link', 'https://evil.example/x', false],
    ['www.bank.example:8080', 'https://bank.example/', false],
  ])('that read %j and lead to %s deceive: %s', (words, href, deceives) => {
    expect(isDeceptive(words, href)).toBe(deceives);
  });

  it.each([
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'chrome://settings',
    '//evil.example',
    '/relative',
    'https://user:pass@evil.example',
    'https://exa\u202emple.com',
    '',
  ])('to %j stay text', (href) => {
    expect(parseMarkup(`<a href="${href}">x</a>`)).toEqual([text('x')]);
  });

  it('are found in bare text, without the punctuation around them', () => {
    expect(parseMarkup('see (https://a.example/b_(c)), www.b.example!')).toEqual([
      text('see ('),
      { kind: 'link', href: 'https://a.example/b_(c)', text: 'https://a.example/b_(c)' },
      text('), '),
      { kind: 'link', href: 'https://www.b.example/', text: 'www.b.example' },
      text('!'),
    ]);
  });

  it.each([
    'https://localhost/x',
    'https://user@a.example',
    'https://a..example',
    'https://a.example%2eevil',
    'https://gооgle.example',
    'https://a.example/<b>'.replace('<b>', '|'),
    `https://a.example/${'x'.repeat(5000)}`,
    'https://a.example \u202e',
    'javascript:alert(1)',
    'xhttps://',
  ])('are not made of the sneaky %.60s', (bare) => {
    expect(parseMarkup(bare).some((node) => node.kind === 'link')).toBe(false);
  });

  it('are not made inside code', () => {
    expect(parseMarkup('<pre>https://a.example</pre>')).toEqual([
      { kind: 'preformatted', children: [text('https://a.example')] },
    ]);
  });
});

describe('mentions, emoticons and quotes', () => {
  it('mentions people by identifier, and everyone', () => {
    expect(parseMarkup('<at id="8:fred.2">Fred</at>, <at id="*">all</at>')).toEqual([
      { kind: 'mention', id: '8:fred.2', text: 'Fred' },
      text(', '),
      { kind: 'mention', id: '*', text: 'all' },
    ]);
  });

  it('mentions nobody without an identifier', () => {
    expect(parseMarkup('<at id="fred 2">Fred</at>')).toEqual([text('Fred')]);
  });

  it('shows emoticons with their character, also those named by code point, and the shortcut of unknown ones', () => {
    expect(parseMarkup('<ss type="smile">:)</ss><ss type="1f60d_eyes"></ss><ss type="newone">(newone)</ss>')).toEqual([
      { kind: 'emoticon', type: 'smile', shortcut: ':)', unicode: '🙂' },
      { kind: 'emoticon', type: '1f60d_eyes', shortcut: '(1f60d_eyes)', unicode: '😍' },
      { kind: 'emoticon', type: 'newone', shortcut: '(newone)' },
    ]);
  });

  it('drops the words that old clients need around a quote', () => {
    const quote =
      '<quote author="joe.4" authorname="Joe" conversation="19:a@thread.skype" timestamp="1451606400">' +
      '<legacyquote>[00:00:00] Joe: </legacyquote>Hi <b>all</b><legacyquote>\n\n&lt;&lt;&lt; </legacyquote></quote>Hello';
    expect(parseMarkup(quote)).toEqual([
      {
        kind: 'quote',
        author: 'Joe',
        authorId: 'joe.4',
        sentAtMs: 1451606400000,
        children: [text('Hi '), { kind: 'bold', children: [text('all')] }],
      },
      text('Hello'),
    ]);
    expect(toPlainText(parseMarkup(quote))).toBe('Hi all\nHello');
  });
});

describe('plain text messages', () => {
  it('show tags as they were typed, decode escapes and link addresses', () => {
    expect(parsePlainText('<b>a</b> &lt; https://a.example')).toEqual([
      text('<b>a</b> < '),
      { kind: 'link', href: 'https://a.example/', text: 'https://a.example' },
    ]);
  });
});

describe('caps', () => {
  it('let addresses beyond 200 in a message stay text, in whatever form they come', () => {
    const links = (content: string) => JSON.stringify(parseMarkup(content)).split('"kind":"link"').length - 1;
    expect(links('<a href="https://a.example/">x</a>'.repeat(300))).toBe(200);
    expect(links('https://a.example/ <b>x</b> '.repeat(300))).toBe(200);
    expect(links('<a href="https://a.example/">x</a> https://b.example '.repeat(150))).toBe(200);
    const text = toPlainText(parseMarkup('https://a.example/\n'.repeat(300)));
    expect(text).toBe('https://a.example/\n'.repeat(300).trimEnd());
  });

  it('let an address with a host that no name server knows stay text', () => {
    expect(parseMarkup(`https://${'a.'.repeat(130)}example`)).toEqual([text(`https://${'a.'.repeat(130)}example`)]);
  });

  it('let text beyond the size go on without its tags', () => {
    const tree = parseMarkup(`${'a'.repeat(65_530)}<a href="https://a.example/">x</a><b>y</b>`);
    expect(toPlainText(tree)).toBe(`${'a'.repeat(65_530)}xy`);
  });

  it('keep the text of nesting beyond the depth', () => {
    const tags = ['b', 'i', 'u', 's', 'code', 'quote'];
    const open = Array.from({ length: 1000 }, (_, i) => `<${tags[i % tags.length]}>`).join('');
    const tree = parseMarkup(`${open}deep`);
    expect(toPlainText(tree)).toBe('deep');
    expect(JSON.stringify(tree).length).toBeLessThan(2000);
  });

  it('keep the text of nodes beyond the count in one node', () => {
    const tree = parseMarkup('<b>a</b>'.repeat(8000));
    expect(toPlainText(tree)).toBe('a'.repeat(8000));
    expect(tree.length).toBeLessThan(4100);
  });
});
