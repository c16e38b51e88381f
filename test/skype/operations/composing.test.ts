import { describe, expect, it } from 'vitest';
import { parseMarkup } from '../../../src/markup/message-markup.ts';
import { objectPlace } from '../../../src/service/composing.ts';
import { decodeContent } from '../../../src/skype/decode/content.ts';
import { createComposingOperations } from '../../../src/skype/operations/composing.ts';

const asked: object[] = [];
const composing = createComposingOperations(async (request) => {
  asked.push(request);
  return { text: '{"content_length":17,"content_full_length":90,"content_state":"no content"}' };
});
const decode = (type: string, content: string) =>
  decodeContent({ type, content, sender: '8:fred.2', user: '8:fred.2' });

const quoted = {
  ...{ author: '8:joe.4', authorName: 'Joe "J" <4>', conversation: '8:joe.4', text: '*yes* @Fred & so' },
  sentAtMs: new Date(2026, 2, 4, 5, 6, 7, 890).getTime(),
  quotedAtMs: new Date(2026, 2, 4, 20, 0, 0).getTime(),
};

describe('composing', () => {
  it('says whom a message mentions in the field that other clients look at', () => {
    const mentions = [{ id: '8:joe.4', name: 'Joe' }];
    expect(composing.compose('@Joe look', { mentions })).toEqual({
      ...{ messagetype: 'RichText', content: '<at id="8:joe.4">Joe</at> look', extras: { 'Has-Mentions': 'true' } },
    });
    expect(composing.compose('look', { mentions }).extras).toEqual({});
  });

  it('marks an action by the characters before it', () => {
    expect(composing.compose('/me waves').extras).toEqual({ skypeemoteoffset: '4' });
    expect(composing.compose('/me ').extras).toEqual({});
  });

  it('quotes in exactly the documented form, with the time alone on the same day', () => {
    const seconds = Math.floor(quoted.sentAtMs / 1000);
    expect(composing.compose('indeed', { quote: quoted }).content).toBe(
      `<quote author="joe.4" authorname="Joe &quot;J&quot; &lt;4&gt;" conversation="joe.4" timestamp="${seconds}">` +
        '<legacyquote>[05:06:07] Joe &quot;J&quot; &lt;4&gt;: </legacyquote>' +
        '<b raw_pre="*" raw_post="*">yes</b> @Fred &amp; so' +
        '<legacyquote>\n\n&lt;&lt;&lt; </legacyquote></quote>indeed',
    );
  });

  it('quotes with the date from another day, and keeps the prefix of a group', () => {
    const quote = { ...quoted, conversation: '19:team@thread.skype', quotedAtMs: quoted.sentAtMs + 86_400_000 };
    const { content } = composing.compose('indeed', { quote });
    expect(content).toContain('<legacyquote>[04/03/2026 05:06:07] Joe');
    expect(content).toContain('conversation="19:team@thread.skype"');
  });

  it('takes a message with a quote apart, so that editing keeps the quote', () => {
    const { content } = composing.compose('*indeed*', { quote: quoted });
    const back = composing.textOf(parseMarkup(content));
    expect(back.text).toBe('*indeed*');
    expect(back.quote).toMatchObject({ author: 'joe.4', authorName: 'Joe "J" <4>', text: '*yes* @Fred & so' });
    const kept = { ...quoted, ...back.quote };
    expect(composing.compose(back.text, { quote: { ...kept, sentAtMs: quoted.sentAtMs } }).content).toBe(content);
  });

  it('shares contacts as its own decoder reads them', () => {
    const contacts = [
      { id: '8:joe.4', name: 'Joe & "Co"' },
      { id: '8:live:anna', name: 'Anna' },
    ];
    const { messagetype, content } = composing.shareContacts(contacts);
    expect(content).toBe(
      '<contacts><c t="s" s="joe.4" f="Joe &amp; &quot;Co&quot;"/><c t="s" s="live:anna" f="Anna"/></contacts>',
    );
    expect(decode(messagetype, content)).toEqual({ kind: 'contacts', contacts });
  });

  it.each([
    ['image/png', 'picture', 'RichText/UriObject', 'imgpsh', 'pish/image'],
    ['image/svg+xml', 'file', 'RichText/Media_GenericFile', 'original', 'sharing/file'],
    ['video/mp4', 'video', 'RichText/Media_Video', 'original', 'sharing/file'],
    ['audio/mpeg', 'audio', 'RichText/Media_AudioMsg', 'original', 'sharing/file'],
    ['', 'file', 'RichText/Media_GenericFile', 'original', 'sharing/file'],
  ])('shares %j as a %s', (type, kind, messagetype, part, objectType) => {
    const file = { name: `<object> & "x"`, type, sizeBytes: 12 };
    const { composed, upload } = composing.files?.share(file, '19:team@thread.skype', ['8:joe.4', '8:fred.2']) ?? {};
    expect(composed?.messagetype).toBe(messagetype);
    expect(upload?.part).toBe(part);
    expect(upload?.object).toMatchObject({
      type: objectType,
      permissions: { '19:team@thread.skype': ['read'], '8:joe.4': ['read'], '8:fred.2': ['read'] },
    });
    const content = composed?.content.replaceAll(objectPlace, '0-weu-1') ?? '';
    expect(decode(messagetype, content)).toMatchObject({
      kind,
      object: { name: '<object> & "x"', uri: 'https://api.asm.skype.com/v1/objects/0-weu-1', sizeBytes: 12 },
    });
  });

  it('asks how much of an upload has arrived', async () => {
    expect(await composing.files?.readProgress('0-weu-1')).toBe(17);
    expect(asked).toEqual([{ place: 'objects', method: 'GET', path: '/v1/objects/0-weu-1/views/original/status' }]);
  });
});
