import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOfText, textOfMessage } from '../../../../gateway/ucwa/communication/texts.ts';
import { parseMarkup } from '../../../../src/markup/message-markup.ts';
import { toPlainText } from '../../../../src/markup/plain-text.ts';

const rich = (content: string, takesHtml = false) => textOfMessage({ messagetype: 'RichText', content }, takesHtml);
const plain = (text: string) => contentOfText({ mediaType: 'text/plain', text });
const html = (text: string) => contentOfText({ mediaType: 'text/html', text });

describe('from the Skype side', () => {
  it('emoticons become characters, mentions names, links say where they lead', () => {
    expect(rich('<ss type="smile">:)</ss> <at id="8:joe.4">Joe</at>')?.text).toBe('🙂 Joe');
    expect(rich('<a href="https://a.example/b">https://a.example/b</a>')?.text).toBe('https://a.example/b');
    expect(rich('see <a href="https://a.example/b">this</a>')?.text).toBe('see this (https://a.example/b)');
  });

  it('quotes are set off, line breaks stay', () => {
    const quote = '<quote author="joe.4" authorname="Joe" timestamp="1700000000">one\ntwo</quote>my answer';
    expect(rich(quote)?.text).toBe('Joe:\n> one\n> two\nmy answer');
  });

  it('HTML is made only for who takes it, and only where there is formatting', () => {
    expect(rich('<b>x</b> &lt;y&gt;')).toEqual({ mediaType: 'text/plain', text: 'x <y>' });
    expect(rich('<b>x</b> &lt;y&gt;', true)).toEqual({
      mediaType: 'text/html',
      text: '<span><b>x</b> &lt;y&gt;</span>',
    });
    expect(rich('just &lt;text&gt;', true)).toEqual({ mediaType: 'text/plain', text: 'just <text>' });
  });

  it('what has no text is nothing to tell', () => {
    expect(rich('')).toBeUndefined();
    expect(rich('<b> </b>')).toBeUndefined();
  });

  it('HTML never holds an element that the sender chose', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('<script>', '<img src=x onerror=y>', '<a href="javascript:z">'),
        (text, bad) => {
          const told = rich(`<b>${bad}</b>${text}${bad}`, true);
          expect(told?.text ?? '').not.toMatch(/<(script|img)|javascript:[^<]*"/i);
        },
      ),
    );
  });
});

describe('to the Skype side', () => {
  it('a plain text is all text, whatever it looks like', () => {
    expect(plain('<b>*x*</b> & :)\r\n')).toBe('&lt;b&gt;*x*&lt;/b&gt; &amp; :)');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const read = toPlainText(parseMarkup(plain(text)));
        expect(read.trim()).toBe(text.replace(/\r\n?/g, '\n').trim());
      }),
    );
  });

  it('HTML keeps formats, links and lines, and nothing else', () => {
    expect(html('<span style="font-size:20px">a <strong>b</strong><br/>c</span>')).toBe(
      'a <b raw_pre="*" raw_post="*">b</b>\nc',
    );
    expect(html('<a href="https://a.example/">here</a>')).toBe('<a href="https://a.example/">here</a>');
    expect(html('<script>x</script><img src="https://a.example/p.png" onerror="y()">')).toBe('');
  });

  it('nobody is mentioned by HTML', () => {
    expect(html('<at id="*">everyone</at>')).toBe('everyone');
  });
});
