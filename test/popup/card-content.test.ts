import { describe, expect, it } from 'vitest';
import { readCards } from '../../popup/message/card-content.ts';

const cardOf = (card: unknown) => {
  const b64 = Buffer.from(typeof card === 'string' ? card : JSON.stringify(card)).toString('base64');
  return `<URIObject type="SWIFT.1" url_thumbnail="x">Card - access it on <a href="x">y</a>. <Swift b64="${b64}"/></URIObject>`;
};
const hero = (content: unknown) => ({ type: 'message/card', attachments: [{ contentType: 'hero', content }] });

describe('a card', () => {
  it('is read with title, words and buttons', () => {
    const content = {
      title: 'Weather ☀',
      subtitle: 'Today',
      text: '<b>Sunny</b>',
      buttons: [
        { type: 'openUrl', title: 'More', value: 'https://weather.example/a' },
        { type: 'imBack', title: 'Tomorrow?', value: 'weather tomorrow' },
        { type: 'postBack', title: 'Stop', value: 'stop' },
      ],
    };
    expect(readCards(cardOf(hero(content)))).toEqual([
      {
        title: 'Weather ☀',
        subtitle: 'Today',
        body: [{ kind: 'bold', children: [{ kind: 'text', text: 'Sunny' }] }],
        buttons: [
          { title: 'More', href: 'https://weather.example/a' },
          { title: 'Tomorrow?', reply: 'weather tomorrow' },
          { title: 'Stop', reply: 'stop' },
        ],
      },
    ]);
  });

  it.each([
    ['leads to a script', { type: 'openUrl', title: 'x', value: 'javascript:alert(1)' }],
    ['leads nowhere', { type: 'openUrl', title: 'x', value: '' }],
    ['says nothing', { type: 'imBack', title: 'x', value: 7 }],
    ['has no words', { type: 'imBack', title: ' ', value: 'x' }],
    ['is of a kind that nobody knows', { type: 'selfDestruct', title: 'x', value: 'y' }],
    ['is none', 'button'],
  ])('has no button that %s', (_what, button) => {
    expect(readCards(cardOf(hero({ title: 'T', buttons: [button] })))[0]?.buttons).toEqual([]);
  });

  it.each([
    ['no base64', '<URIObject><Swift b64="%%%"/></URIObject>'],
    ['no JSON', cardOf('not json')],
    ['no UTF-8', '<URIObject><Swift b64="//79"/></URIObject>'],
    ['no attachments', cardOf({ attachments: { 0: {} } })],
    ['an empty attachment', cardOf(hero({}))],
    ['texts of other types', cardOf(hero({ title: 7, text: ['x'], buttons: 'none' }))],
    ['nothing', ''],
    ['a cut document', '<URIObject type="SWIFT.1"><Swift b64="eyJ0'],
    ['null', cardOf('null')],
  ])('with %s is no card', (_what, raw) => {
    expect(readCards(raw)).toEqual([]);
  });
});
