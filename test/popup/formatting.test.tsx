// @vitest-environment happy-dom
// From the markup that came to what stands on screen, tag by tag (skype.md 7.5).
import '../support/extension.ts';
import { render } from 'preact';
import { beforeEach, describe, expect, it } from 'vitest';
import { MarkupView } from '../../popup/message/MarkupView.tsx';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import { fred } from '../support/chat.ts';

let page: HTMLElement;
beforeEach(() => {
  page = document.createElement('div');
  document.body.replaceChildren(page);
});

function show(markup: string): HTMLElement {
  const look = { showsEmoticons: true, own: fred, nameOf: () => undefined };
  render(<MarkupView tree={parseMarkup(markup)} look={look} />, page);
  return page;
}

describe('the tag', () => {
  it.each([
    ['<b raw_pre="*" raw_post="*">x</b>', 'b'],
    ['<i raw_pre="_" raw_post="_">x</i>', 'i'],
    ['<u>x</u>', 'u'],
    ['<s raw_pre="~" raw_post="~">x</s>', 's'],
    ['<pre raw_pre="{code}" raw_post="{code}">x</pre>', 'pre'],
    ['<font color="#ff0000">x</font>', '.coloured'],
    ['<a href="https://a.example/">x</a>', 'a[href="https://a.example/"]'],
    ['<at id="8:joe.4">x</at>', '.mention'],
    ['<at id="*">x</at>', '.mention-own'],
    ['<quote author="joe.4" authorname="Joe" timestamp="1">x</quote>', 'blockquote.quote'],
  ])('%s is shown as %s', (markup, place) => {
    expect(show(markup).querySelector(place)?.textContent).toContain('x');
  });

  it.each(['<font size="24">x</font>', '<blink>x</blink>', '<center>x</center>'])(
    '%s is shown as its text alone',
    (markup) => {
      expect(show(markup).innerHTML).toBe('x');
    },
  );

  it('<ss type="smile">:)</ss> is shown as a picture with a name', () => {
    const emoticon = show('<ss type="smile">:)</ss>').querySelector('.emoticon');
    expect(emoticon?.getAttribute('role')).toBe('img');
    expect(emoticon?.getAttribute('title')).toBe(':)');
  });

  it('<e_m> of an edit is not shown', () => {
    expect(show('x<e_m ts="1" ts_ms="2" a="joe.4" t="61"></e_m>').textContent).toBe('x');
  });
});
