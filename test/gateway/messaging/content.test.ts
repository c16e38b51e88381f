// Content is the business of those who write and read it: the gateway hands on every type of the reference that people may send, and
// every markup, as it was written (skype.md 7.2, 7.5).
import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, listen, ofType } from './client.ts';
import { pair, settle } from './town.ts';

const asm = 'https://api.asm.skype.com/v1/objects/0-weu-d3-00000000000000000000000000000000';
const shared = (type: string) => `<URIObject type="${type}" uri="${asm}"><Title>Title: n</Title></URIObject>`;

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);

  /** What the other side hears and later reads of a message. */
  async function handOn(messagetype: string, content: string) {
    const people = await pair(town);
    const [fred, joe] = [await listen(town.gateway, people[0]), await listen(town.gateway, people[1])];
    const body = { messagetype, contenttype: 'text', content };
    const reply = await fred.request('POST', `/v1/users/ME/conversations/${joe.user.mri}/messages`, body);
    const [event] = ofType(await joe.drain(), 'NewMessage');
    const [stored] = await (joe as Client).messages(fred.user.mri);
    return { status: reply.status, event: event?.resource, stored };
  }

  describe('a message of the type', () => {
    it.each([
      ['Text', 'a &amp; b'],
      ['RichText', '<b raw_pre="*" raw_post="*">a</b>'],
      ['RichText/Html', '<p>a</p>'],
      ['RichText/Contacts', '<contacts><c t="s" s="joe.4" f="Joe Bloggs"/></contacts>'],
      [
        'RichText/Location',
        '<location latitude="51000000" longitude="-10000"><a href="https://a.example">a</a></location>',
      ],
      ['RichText/Media_GenericFile', shared('File.1')],
      ['RichText/UriObject', shared('Picture.1')],
      ['RichText/Media_Video', shared('Video.1')],
      ['RichText/Media_AudioMsg', shared('Audio.1')],
      ['RichText/Media_FlikMsg', shared('Video.1')],
      ['RichText/Media_Card', '<URIObject type="SWIFT.1"><Swift b64="e30="/><Description/></URIObject>'],
      ['RichText/Files', '<files alt="sent files"><file size="84" index="0" tid="1">a.txt</file></files>'],
      ['Event/Call', '<partlist type="missed" alt=""><part identity="joe.4"><name>Joe</name></part></partlist>'],
      ['Event/SkypeVideoMessage', '<videomessage sid="a1"/>'],
      ['RichText/Nobody_Knows', '<x y="1"/>'],
    ])('%s is handed on as it was written', async (messagetype, content) => {
      const { status, event, stored } = await handOn(messagetype, content);
      expect(status).toBe(201);
      expect(event).toMatchObject({ messagetype, content });
      expect(stored).toMatchObject({ messagetype, content });
    });
  });

  describe('the markup', () => {
    it.each([
      '<b raw_pre="*" raw_post="*">x</b>',
      '<i raw_pre="_" raw_post="_">x</i>',
      '<u>x</u>',
      '<s raw_pre="~" raw_post="~">x</s>',
      '<font color="#ff0000">x</font>',
      '<font size="24">x</font>',
      '<blink>x</blink>',
      '<center>x</center>',
      '<a href="https://a.example/">https://a.example/</a>',
      '<a href="https://a.example/">label</a>',
      '<pre raw_pre="{code}" raw_post="{code}">x</pre>',
      '<ss type="smile">:)</ss>',
      '<at id="8:fred.2">Fred</at>',
      '<at id="*">all</at>',
      '<quote author="joe.4" authorname="Joe" conversation="joe.4" timestamp="1"><legacyquote>[10:00:00] Joe: </legacyquote>x</quote>',
      'x<e_m ts="1" ts_ms="2" a="joe.4" t="61"></e_m>',
      '&lt; &gt; &amp; &quot; &apos;',
    ])('%s is handed on as it was written', async (content) => {
      const { event, stored } = await handOn('RichText', content);
      expect(event).toMatchObject({ messagetype: 'RichText', content });
      expect(stored).toMatchObject({ content });
    });
  });
});
