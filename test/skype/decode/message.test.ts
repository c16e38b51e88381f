import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/model/message.ts';
import { decodeEvents } from '../../../src/skype/decode/events.ts';
import { decodeMessage } from '../../../src/skype/decode/message.ts';

const gateway = 'https://gw.example/v1';
const context = { user: '8:fred.2', nowMs: 1714979300000 };
const arrived = 1714979289123;

const resource = (changes: Record<string, unknown> = {}) => ({
  id: String(arrived),
  version: String(arrived),
  type: 'Message',
  messagetype: 'RichText',
  contenttype: 'text',
  content: 'Hello',
  clientmessageid: '1714979288990',
  composetime: '2024-05-06T07:08:09.001Z',
  originalarrivaltime: '2024-05-06T07:08:09.123Z',
  from: `${gateway}/users/ME/contacts/8:joe.4`,
  imdisplayname: 'Joe Bloggs',
  conversationLink: `${gateway}/users/ME/conversations/8:joe.4`,
  isactive: true,
  ...changes,
});

const event = (changes: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) => ({
  id: 1004,
  type: 'EventMessage',
  resourceType: 'NewMessage',
  time: '2024-05-06T07:08:09Z',
  resourceLink: `${gateway}/users/ME/conversations/8:joe.4/messages/${arrived}`,
  resource: resource(changes),
  ...envelope,
});

const decode = (changes: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) =>
  decodeEvents([event(changes, envelope)], context);

function messageOf(changes: Record<string, unknown> = {}): Message {
  const batch = decode(changes);
  const [first] = batch.events;
  if (first?.type !== 'message') throw new Error(JSON.stringify(batch));
  return first.message;
}

describe('a message event', () => {
  it('becomes a message of the model', () => {
    expect(decode()).toEqual({
      events: [
        {
          type: 'message',
          message: {
            conversation: '8:joe.4',
            id: String(arrived),
            order: arrived,
            version: arrived,
            clientId: '1714979288990',
            sender: '8:joe.4',
            senderName: 'Joe Bloggs',
            composedAtMs: Date.parse('2024-05-06T07:08:09.001Z'),
            content: { kind: 'text', body: [{ kind: 'text', text: 'Hello' }], isAction: false },
            mentions: [],
            raw: { type: 'RichText', content: 'Hello' },
          },
        },
      ],
      unreadable: [],
    });
  });

  it('takes ids as numbers and booleans as words', () => {
    expect(messageOf({ id: arrived, clientmessageid: 7, isactive: 'True' })).toMatchObject({
      id: String(arrived),
      clientId: '7',
    });
  });

  it.each([
    ['a compose time of the year 22016', { composetime: '22016-01-01T00:00:00.000Z' }, arrived],
    ['no times at all', { composetime: undefined, originalarrivaltime: undefined }, arrived],
    ["a sender's clock that is a year ahead", { composetime: '2025-05-06T07:08:09.001Z' }, arrived],
  ])('with %s counts as written when it arrived', (_what, changes, composedAtMs) => {
    expect(messageOf(changes).composedAtMs).toBe(composedAtMs);
  });

  it('knows who is mentioned, but not who was mentioned in a quote', () => {
    const content =
      '<quote author="a"><at id="8:anna.7">Anna</at></quote><at id="8:fred.2">Fred</at><at id="*">all</at>';
    expect(messageOf({ content }).mentions).toEqual(['8:fred.2', '*']);
  });

  it('has a name of one line, without tricks of direction', () => {
    expect(messageOf({ imdisplayname: ' Jo\u202ee\n Bloggs ' }).senderName).toBe('Jo e Bloggs');
  });
});

describe('who sent a message', () => {
  it('is read from `from` alone', () => {
    expect(messageOf({ imdisplayname: 'Fred Adams', clientmessageid: 'x' })).toMatchObject({ sender: '8:joe.4' });
  });

  it('may be ourselves on another endpoint', () => {
    expect(messageOf({ from: `${gateway}/users/ME/contacts/8:fred.2` }).sender).toBe('8:fred.2');
  });

  it.each([
    ['a third person in a conversation of two', { from: `${gateway}/users/ME/contacts/8:eve` }, {}, 'resource.from'],
    ['nobody', { from: `${gateway}/users/ME` }, {}, 'resource.from'],
    ['nothing', { from: undefined }, {}, 'resource.from'],
    [
      'a conversation that is not the one of the event',
      { conversationLink: `${gateway}/users/ME/conversations/8:eve`, from: `${gateway}/users/ME/contacts/8:eve` },
      {},
      'resource.conversationLink',
    ],
    ['an id that is no number', { id: 'abc' }, {}, 'resource.id'],
    ['no type', { messagetype: undefined }, {}, 'resource.messagetype'],
    ['no resource', {}, { resource: null }, 'resource'],
    ['no resource type', {}, { resourceType: 3 }, 'resourceType'],
  ])('with %s is recorded as unreadable, with its place', (_what, changes, envelope, path) => {
    const { events, unreadable } = decode(changes, envelope);
    expect(events).toEqual([]);
    expect(unreadable).toEqual([{ what: expect.any(String), path, reason: expect.any(String) }]);
  });

  it('in a listing must fit the conversation that was asked for', () => {
    expect(decodeMessage(resource(), context, { conversation: '8:eve' })).toMatchObject({ path: 'conversationLink' });
  });
});

describe('a batch', () => {
  it('loses only its bad events', () => {
    const batch = decodeEvents([event(), 7, null, event({ from: 3 }), { id: 1 }, event({ content: 'Bye' })], context);
    expect(batch.events).toHaveLength(2);
    expect(batch.unreadable).toHaveLength(4);
  });

  it('ignores what nobody shows', () => {
    const other = [
      event({}, { resourceType: 'CustomUserProperties' }),
      event({ messagetype: 'Signal/Flamingo' }),
      event({ messagetype: 'Control/LiveState' }),
    ];
    expect(decodeEvents(other, context)).toEqual({ events: [], unreadable: [] });
  });
});

describe('edits and deletions', () => {
  it('that travel as a message of their own name the one they replace', () => {
    const edit = messageOf({
      id: '1714979300456',
      version: '1714979300456',
      skypeeditedid: '1714979288990',
      clientmessageid: undefined,
    });
    expect(edit).toMatchObject({ id: '1714979300456', replaces: '1714979288990', editedAtMs: arrived });
    expect(edit).not.toHaveProperty('clientId');
  });

  it('that keep the id have a higher version', () => {
    expect(messageOf({ version: '1714979300456' })).toMatchObject({
      version: 1714979300456,
      editedAtMs: 1714979300456,
    });
  });

  it('that come as properties have their own time', () => {
    expect(messageOf({ properties: { edittime: 1714979300456 } }).editedAtMs).toBe(1714979300456);
  });

  it.each([
    ['empty text', { content: '' }],
    ['no content', { content: null }],
    ['an empty edit', { content: '', skypeeditedid: '1' }],
    [
      'a deletion time',
      { content: '', messagetype: 'RichText/UriObject', properties: { deletetime: '1714979300456' } },
    ],
  ])('with %s delete', (_what, changes) => {
    expect(messageOf(changes).content).toEqual({ kind: 'deleted' });
  });

  it('leave no mark in the text', () => {
    const content = 'Hello!<e_m ts="1714979300" ts_ms="1714979289123" a="joe.4" t="61"></e_m>';
    expect(messageOf({ content }).content).toMatchObject({ body: [{ kind: 'text', text: 'Hello!' }] });
  });
});

describe('content that does not fit its type', () => {
  it.each([
    'RichText/Contacts',
    'RichText/Location',
    'RichText/Files',
    'RichText/UriObject',
    'RichText/Media_GenericFile',
    'RichText/Media_Video',
    'RichText/Media_AudioMsg',
    'RichText/Media_FlikMsg',
    'Event/Call',
    'Event/SkypeVideoMessage',
    'ThreadActivity/TopicUpdate',
    'ThreadActivity/Unheard',
    'InviteFree/Welcome',
  ])('of %s becomes a placeholder and keeps the raw content', (messagetype) => {
    const message = messageOf({ messagetype, content: '<nonsense a="1">x' });
    expect(message.content).toEqual({ kind: 'unknown', type: messagetype });
    expect(message.raw).toEqual({ type: messagetype, content: '<nonsense a="1">x' });
  });

  it.each([
    ['an address with a script', '<URIObject type="File.1" uri="javascript:alert(1)"/>', 'RichText/UriObject'],
    ['a place beyond the poles', '<location latitude="91000000" longitude="0"/>', 'RichText/Location'],
    ['a member without identifier', '<addmember><target>joe</target></addmember>', 'ThreadActivity/AddMember'],
  ])('such as %s is not believed', (_what, content, messagetype) => {
    expect(messageOf({ messagetype, content }).content.kind).toBe('unknown');
  });
});

describe('media and calls', () => {
  it.each([
    ['RichText/Media_Video', 'Video.1', 'video'],
    ['RichText/Media_AudioMsg', 'Audio.1', 'audio'],
    ['RichText/Media_FlikMsg', '', 'video'],
    ['RichText/UriObject', 'Picture.1', 'picture'],
    ['RichText/UriObject', 'Video.1', 'video'],
  ])('%s with object type %j is a %s', (messagetype, type, kind) => {
    const content = `<URIObject type="${type}" uri="https://api.asm.skype.com/v1/objects/0-1"><Title>Title: n</Title></URIObject>`;
    expect(messageOf({ messagetype, content }).content).toEqual({
      kind,
      object: { name: 'n', uri: 'https://api.asm.skype.com/v1/objects/0-1' },
    });
  });

  it.each([
    ['<Swift b64="e30="/><Description>Sunny today</Description>', 'Sunny today'],
    ['<Swift b64="e30="/><Title>Weather</Title><Description></Description>', 'Weather'],
    ['<Swift b64="%%%"/>', ''],
  ])('of a card the list knows what stands beside it: %s', (inside, words) => {
    const content = `<URIObject type="SWIFT.1">Card - access it on <a href="x">y</a>. ${inside}</URIObject>`;
    expect(messageOf({ messagetype: 'RichText/Media_Card', content }).content).toEqual({ kind: 'card', text: words });
  });

  it('a moji may have nothing but a thumbnail, a video knows how long it is', () => {
    const thumbnail = 'https://static-asm.secure.skypeassets.com/pes/v1/items/abc/views/thumbnail';
    const moji = `<URIObject type="Video.1" url_thumbnail="${thumbnail}"><Title>Cheer</Title></URIObject>`;
    expect(messageOf({ messagetype: 'RichText/Media_FlikMsg', content: moji }).content).toEqual({
      kind: 'video',
      object: { name: 'Cheer', thumbnailUri: thumbnail },
    });
    const uri = 'https://api.asm.skype.com/v1/objects/0-1';
    const video = `<URIObject type="Video.1" uri="${uri}" duration_ms="65000"><FileSize v="7"/></URIObject>`;
    expect(messageOf({ messagetype: 'RichText/Media_Video', content: video }).content).toEqual({
      kind: 'video',
      object: { name: '', uri, sizeBytes: 7, durationMs: 65_000 },
    });
  });

  it('a video message of the old service is a video out of reach', () => {
    const content = '<videomessage sid="a1b2c3" publiclink="https://go.skype.com/vm"/>';
    expect(messageOf({ messagetype: 'Event/SkypeVideoMessage', content }).content).toEqual({
      kind: 'video',
      object: { name: '' },
    });
  });

  it.each([
    ['ended', '<duration>3</duration>', 'ended'],
    ['ended', '', 'missed'],
    ['missed', '', 'missed'],
    ['started', '', 'started'],
  ])('a call that %s with our part %j is %s', (type, duration, state) => {
    const content = `<partlist type="${type}"><part identity="joe.4"><name>Joe</name><duration>3</duration></part><part identity="8:fred.2"><name>Fred</name>${duration}</part></partlist>`;
    expect(messageOf({ messagetype: 'Event/Call', content }).content).toMatchObject({
      kind: 'call',
      state,
      parts: [{ id: '8:joe.4', name: 'Joe', durationSeconds: 3 }, { id: '8:fred.2' }],
    });
  });
});

describe('group activity', () => {
  const group = '19:a0@thread.skype';
  const inGroup = (messagetype: string, content: string) => {
    const changes = {
      messagetype,
      content,
      from: `${gateway}/users/ME/contacts/${group}`,
      conversationLink: `${gateway}/users/ME/conversations/${group}`,
    };
    const [first] = decodeEvents([event(changes, { resourceLink: undefined })], context).events;
    return first?.type === 'message' ? first.message : undefined;
  };

  it('names all who were added, and who did it', () => {
    const content =
      '<addmember><initiator>8:anna.7</initiator><target>8:joe.4</target><target>8:live:bob</target></addmember>';
    expect(inGroup('ThreadActivity/AddMember', content)).toMatchObject({
      sender: group,
      content: { activity: { type: 'added', by: '8:anna.7', targets: ['8:joe.4', '8:live:bob'] } },
    });
  });

  it.each(['Text', 'RichText', 'RichText/Html'])('%s is text', (messagetype) => {
    expect(inGroup(messagetype, '<b>bold</b>')?.content.kind).toBe('text');
  });

  it.each([
    ['MemberJoined', 'added'],
    ['MemberLeft', 'removed'],
  ])('%s of late servers is told in JSON', (word, type) => {
    const members = [
      { id: '8:joe.4', friendlyname: 'Joe' },
      { id: '8:live:bob', friendlyname: 'Bob' },
    ];
    expect(inGroup(`ThreadActivity/${word}`, JSON.stringify({ members }))?.content).toEqual({
      kind: 'activity',
      activity: { type, by: '8:joe.4', targets: ['8:joe.4', '8:live:bob'] },
    });
  });

  it.each([
    '',
    '{"members":[]}',
    '{"members":[{"id":7}]}',
    '{"members":{"id":"8:joe.4"}}',
    '{"members":[{"id":"joe"}',
    'null',
  ])('who joined is not guessed from %j', (content) => {
    expect(inGroup('ThreadActivity/MemberJoined', content)?.content.kind).toBe('unknown');
  });

  it.each(['admin', 'Admin', 'ADMIN', 'User', 'user', 'Owner', ''])('reads the role %j', (word) => {
    const target = `<target><id>8:joe.4</id><role>${word}</role></target>`;
    const content = `<roleupdate><eventtime>1</eventtime><initiator>8:anna.7</initiator>${target}</roleupdate>`;
    expect(inGroup('ThreadActivity/RoleUpdate', content)?.content).toMatchObject({
      activity: { type: 'role', by: '8:anna.7', target: '8:joe.4', role: /^admin$/i.test(word) ? 'admin' : 'user' },
    });
  });

  it('knows a new picture', () => {
    expect(
      inGroup('ThreadActivity/PictureUpdate', '<pictureupdate><initiator>8:anna.7</initiator></pictureupdate>'),
    ).toMatchObject({
      content: { activity: { type: 'picture', by: '8:anna.7' } },
    });
  });

  it('shows no typing of the group itself or of ourselves', () => {
    expect(inGroup('Control/Typing', '')).toBeUndefined();
    expect(decode({ messagetype: 'Control/Typing', from: `${gateway}/users/ME/contacts/8:fred.2` }).events).toEqual([]);
    expect(decode({ messagetype: 'Control/Typing' }).events).toEqual([
      { type: 'typing', conversation: '8:joe.4', contact: '8:joe.4', isTyping: true, atMs: context.nowMs },
    ]);
  });
});
