// Messages of every type there is, near to what clients send and far from it: each becomes content of the model or the placeholder, and
// what lists and notifications show of it is plain text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../background/summary.ts';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import { toPlainText } from '../../src/markup/plain-text.ts';
import type { Message, MessageContent } from '../../src/model/message.ts';
import { decodeContent } from '../../src/skype/decode/content.ts';
import { decodeMessage } from '../../src/skype/decode/message.ts';
import { isMri } from '../../src/skype/identifiers.ts';
import { anyJson, damaged, runs, trickyText } from './effort.ts';
import { element, soup, spoiled } from './markup-pieces.ts';
import { checkTree } from './safe-tree.ts';

const seeds = join(import.meta.dirname, '..', 'fixtures', 'seeds');
const sample = (name: string): string => readFileSync(join(seeds, name), 'utf8');
const typeOfRoot: Record<string, readonly string[]> = {
  addmember: ['ThreadActivity/AddMember'],
  deletemember: ['ThreadActivity/DeleteMember'],
  topicupdate: ['ThreadActivity/TopicUpdate'],
  roleupdate: ['ThreadActivity/RoleUpdate'],
  joiningenabledupdate: ['ThreadActivity/JoiningEnabledUpdate'],
  historydisclosedupdate: ['ThreadActivity/HistoryDisclosedUpdate'],
  partlist: ['Event/Call'],
  contacts: ['RichText/Contacts'],
  files: ['RichText/Files'],
  location: ['RichText/Location'],
  URIObject: ['RichText/UriObject', 'RichText/Media_GenericFile', 'RichText/Media_Video', 'RichText/Media_FlikMsg'],
};
/** What the fixtures have, each with the types that it comes with. */
const xmlSamples = readdirSync(seeds)
  .filter((name) => name.startsWith('message-') && name.endsWith('.xml'))
  .map(sample)
  .map((text) => ({ text, types: typeOfRoot[/<(\w+)/.exec(text)?.[1] ?? ''] ?? [] }));
const textSamples = [
  ...sample('formatting.txt').split('\n'),
  'see <a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a>, <at id="8:fred.2">Fred</at> <ss type="smile">:)</ss>',
  '<quote author="joe.4" authorname="Joe" timestamp="1451606400"><legacyquote>[1] Joe: </legacyquote>said</quote>answer',
];
const card =
  '<URIObject type="SWIFT.1" url_thumbnail="https://a.example/x"><Swift b64="e30="/><Title>Title: x</Title><Description>y</Description></URIObject>';

const types = [
  ...['Text', 'RichText', 'RichText/Html', 'RichText/UriObject', 'RichText/Media_GenericFile', 'RichText/Media_Video'],
  ...[
    'RichText/Media_AudioMsg',
    'RichText/Media_FlikMsg',
    'RichText/Media_Card',
    'RichText/Contacts',
    'RichText/Location',
  ],
  ...[
    'RichText/Files',
    'RichText/Sms',
    'Event/Call',
    'Event/SkypeVideoMessage',
    'Control/Typing',
    'Control/ClearTyping',
    'Control/LiveState',
  ],
  ...[
    'Signal/Flamingo',
    'ThreadActivity/AddMember',
    'ThreadActivity/DeleteMember',
    'ThreadActivity/TopicUpdate',
    'ThreadActivity/RoleUpdate',
  ],
  ...['ThreadActivity/PictureUpdate', 'ThreadActivity/JoiningEnabledUpdate', 'ThreadActivity/HistoryDisclosedUpdate'],
  ...['ThreadActivity/MemberJoined', 'ThreadActivity/MemberLeft', 'ThreadActivity/', 'constructor', '__proto__', ''],
];

const members = fc.oneof(
  damaged([
    { eventtime: 1, initiator: '8:joe.4', members: [{ id: '8:joe.4', friendlyname: 'Joe' }, { id: '8:anna.7' }] },
  ]),
  anyJson,
);
const fitting = fc
  .constantFrom(...xmlSamples, { text: card, types: ['RichText/Media_Card'] })
  .chain(({ text, types: fit }) => fc.tuple(fc.constantFrom(...fit), spoiled([text])));
const content = fc.oneof(
  spoiled(xmlSamples.map(({ text }) => text)),
  spoiled(textSamples),
  element,
  soup,
  trickyText,
  members.map((value) => {
    try {
      return JSON.stringify(value) ?? '';
    } catch {
      // Deeper than it can be written.
      return '['.repeat(50_000);
    }
  }),
);

const base = {
  id: '1714979289123',
  version: '1714979289123',
  type: 'Message',
  messagetype: 'RichText',
  contenttype: 'text',
  content: 'x',
  composetime: '2024-05-06T07:08:09.123Z',
  originalarrivaltime: '2024-05-06T07:08:09.123Z',
  from: 'https://gw.example/v1/users/ME/contacts/8:joe.4',
  conversationLink: 'https://gw.example/v1/users/ME/conversations/8:joe.4',
  clientmessageid: '1',
  skypeemoteoffset: 4,
  imdisplayname: 'Joe Bloggs',
  properties: { edittime: '1714979289999', emotions: [] },
};
const edit = { ...base, skypeeditedid: '1', properties: { deletetime: '1714979289999' } };

const typed = fc.oneof(
  { weight: 3, arbitrary: fitting },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...types), content) },
);
const message = fc.oneof(
  { weight: 3, arbitrary: typed.map(([messagetype, text]) => ({ ...base, messagetype, content: text })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(damaged([base, edit]), typed)
      .map(([resource, [messagetype, text]]) => ({ ...(resource as object), messagetype, content: text })),
  },
  { weight: 1, arbitrary: damaged([base, edit]) },
);

const around = fc.constantFrom(
  {},
  { conversation: '8:joe.4' },
  { resourceLink: base.conversationLink, eventTime: '2024-05-06T07:08:09Z' },
);

const longest = { name: 256, address: 500, card: 500 };

function addressesOf(content: MessageContent): (string | undefined)[] {
  if ('object' in content) return [content.object.uri, content.object.thumbnailUri];
  return content.kind === 'location' ? [content.mapUrl] : [];
}

function checkContent(content: MessageContent): void {
  for (const address of addressesOf(content)) {
    if (address !== undefined) expect(['http:', 'https:']).toContain(new URL(address).protocol);
  }
  if (content.kind === 'text') checkTree(content.body);
  if ('object' in content) expect(content.object.name.length).toBeLessThanOrEqual(longest.name);
  if (content.kind === 'card') expect(content.text.length).toBeLessThanOrEqual(longest.card);
  if (content.kind === 'location') expect(content.address.length).toBeLessThanOrEqual(longest.address);
  if (content.kind === 'activity') {
    const { activity } = content;
    if ('by' in activity) expect(isMri(activity.by)).toBe(true);
    if ('targets' in activity) expect(activity.targets.every(isMri)).toBe(true);
  }
}

function checkMessage(found: Message): void {
  expect([found.sender, found.conversation].every(isMri)).toBe(true);
  for (const number of [found.order, found.version, found.composedAtMs, found.editedAtMs ?? 0]) {
    expect(Number.isFinite(number)).toBe(true);
  }
  checkContent(found.content);
  // What is stored and handed from the worker to a page comes out as it went in.
  expect(structuredClone(found)).toEqual(found);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  const summary = summarise(found);
  expect(summary.text.length).toBeLessThanOrEqual(200);
  expect(Object.values(summary).every((value) => typeof value !== 'function')).toBe(true);
}

describe('a message of any type with any content', () => {
  it('has a sample for each type that is structured', () => {
    expect(xmlSamples.flatMap(({ types: fit }) => (fit.length > 0 ? [] : ['a sample without a type']))).toEqual([]);
    const whole = xmlSamples.flatMap(({ text, types: fit }) =>
      fit.map((type) => decodeContent({ type, content: text, sender: '8:joe.4', user: '8:fred.2' }).kind),
    );
    expect(whole).not.toContain('unknown');
  });

  it('is content of the model, or is recorded as unreadable; its addresses lead into the web', () => {
    fc.assert(
      fc.property(message, around, (resource, surroundings) => {
        const result = decodeMessage(resource, { user: '8:fred.2', nowMs: 1714979300000 }, surroundings);
        if (!('events' in result)) {
          expect(result.reason.length).toBeGreaterThan(0);
          return;
        }
        for (const event of result.events) if (event.type === 'message') checkMessage(event.message);
      }),
      runs(1500),
    );
  });

  it('is not held up by what stands in the names every object has', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const text = `<${name}><eventtime>1</eventtime><initiator>8:joe.4</initiator><target>8:anna.7</target></${name}>`;
      const result = decodeMessage(
        { ...base, messagetype: 'ThreadActivity/AddMember', content: text },
        { user: '8:fred.2', nowMs: 0 },
      );
      expect(result).toMatchObject({ events: [{ message: { content: { kind: 'unknown' } } }] });
    }
  });
});

describe('the preview of a message', () => {
  // Words without angle brackets: any bracket in the preview is one of a tag. What attributes say is marked.
  const word = trickyText.map((text) => text.replace(/[<>&"]/g, ''));
  const { marked } = fc.letrec<{ marked: string }>((tie) => ({
    marked: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      word,
      fc
        .tuple(
          fc.constantFrom(
            ...['b', 'i', 'a', 'at', 'quote', 'font', 'span', 'p', 'script', 'svg', 'legacyquote', 'e_m', 'x-y', 'li'],
          ),
          fc.constantFrom('href', 'id', 'color', 'author', 'authorname', 'style', 'onclick', 'title', 'src'),
          word,
          fc.array(tie('marked'), { maxLength: 4 }),
        )
        .map(
          ([tag, name, value, inner]) => `<${tag} ${name}="hidden-in-attribute ${value}">${inner.join('')}</${tag}>`,
        ),
    ),
  }));

  it('has no tags, no attributes and no entities in it', () => {
    fc.assert(
      fc.property(fc.array(marked, { maxLength: 6 }), (parts) => {
        const preview = toPlainText(parseMarkup(parts.join('')));
        expect(preview).not.toMatch(/[<>]|&\w+;|hidden-in-attribute/);
      }),
      runs(1000),
    );
  });

  it('is never longer than was asked for, and never ends in half a character', () => {
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 300 }), (text, most) => {
        const tree = parseMarkup(text);
        const whole = toPlainText(tree);
        const preview = toPlainText(tree, most);
        expect(preview.length).toBeLessThanOrEqual(most);
        expect(whole.startsWith(preview)).toBe(true);
        if (whole.isWellFormed()) expect(preview.isWellFormed()).toBe(true);
      }),
      runs(500),
    );
  });
});
