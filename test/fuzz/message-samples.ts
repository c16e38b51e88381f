// Messages as clients send them, one of each type, and what is nearly one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { anyJson, damaged, trickyText } from './effort.ts';
import { element, soup, spoiled } from './markup-pieces.ts';

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
export const xmlSamples = readdirSync(seeds)
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

export const base = {
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
/** A message resource: mostly whole with spoiled content of its type, sometimes damaged itself. */
export const message = fc.oneof(
  { weight: 3, arbitrary: typed.map(([messagetype, text]) => ({ ...base, messagetype, content: text })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(damaged([base, edit]), typed)
      .map(([resource, [messagetype, text]]) => ({ ...(resource as object), messagetype, content: text })),
  },
  { weight: 1, arbitrary: damaged([base, edit]) },
);
