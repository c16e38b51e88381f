// What a broken or hostile server can put into a message: each case arrives between two good messages. Whatever it is, the good
// ones are kept, and nothing is shown that was not sent.
import { describe, expect, it } from 'vitest';
import { toPlainText } from '../../../src/markup/plain-text.ts';
import { countsAsUnread, type Message } from '../../../src/model/message.ts';
import { decodeEvents } from '../../../src/skype/decode/events.ts';

const gateway = 'https://gw.example/v1';
const context = { user: '8:fred.2', nowMs: 1714979300000 };
const arrived = 1714979289123;
const oneDayMs = 86_400_000;

function event(changes: Record<string, unknown>, id = arrived) {
  const resource: Record<string, unknown> = {
    id: String(id),
    version: String(id),
    type: 'Message',
    messagetype: 'RichText',
    contenttype: 'text',
    content: 'Hello',
    composetime: new Date(id).toISOString(),
    originalarrivaltime: new Date(id).toISOString(),
    from: `${gateway}/users/ME/contacts/8:joe.4`,
    imdisplayname: 'Joe Bloggs',
    conversationLink: `${gateway}/users/ME/conversations/8:joe.4`,
    ...changes,
  };
  for (const [name, value] of Object.entries(resource)) if (value === undefined) delete resource[name];
  return { id: 1, type: 'EventMessage', resourceType: 'NewMessage', time: '2024-05-06T07:08:09Z', resource };
}

/** What a case becomes between two good messages. */
function between(changes: Record<string, unknown>): { message: Message | undefined; unreadable: string[] } {
  const batch = decodeEvents(
    [event({ content: 'before' }, arrived - 10), event(changes), event({ content: 'after' }, arrived + 10)],
    context,
  );
  const messages = batch.events.flatMap((one) => (one.type === 'message' ? [one.message] : []));
  const isGood = ({ raw }: Message) => raw.content === 'before' || raw.content === 'after';
  expect(messages.filter(isGood).map(({ raw }) => raw.content)).toEqual(['before', 'after']);
  const others = messages.filter((message) => !isGood(message));
  expect(others.length + batch.unreadable.length).toBeLessThanOrEqual(1);
  return { message: others[0], unreadable: batch.unreadable.map(({ path }) => path) };
}

describe('a message with a field that cannot be', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['no id', { id: undefined }, 'resource.id'],
    ['a null id', { id: null }, 'resource.id'],
    ['an id in words', { id: 'first' }, 'resource.id'],
    ['an id below zero', { id: '-5' }, 'resource.id'],
    ['an id with a fraction', { id: 1.5 }, 'resource.id'],
    ['an object for an id', { id: { value: 1 } }, 'resource.id'],
    ['no type', { messagetype: undefined }, 'resource.messagetype'],
    ['a null type', { messagetype: null }, 'resource.messagetype'],
    ['a number for a type', { messagetype: 7 }, 'resource.messagetype'],
    ['no sender', { from: undefined }, 'resource.from'],
    ['a null sender', { from: null }, 'resource.from'],
    ['a sender who is nobody', { from: `${gateway}/users/ME/contacts/joe` }, 'resource.from'],
    ['a sender from elsewhere', { from: `${gateway}/users/ME/contacts/8:eve` }, 'resource.from'],
    ['a list for content', { content: ['Hello'] }, 'resource.content'],
    ['a number for content', { content: 12 }, 'resource.content'],
    ['an object for a name', { imdisplayname: {} }, 'resource.imdisplayname'],
    ['no conversation', { conversationLink: undefined }, 'resource.conversationLink'],
    ['a list for a conversation', { conversationLink: [] }, 'resource.conversationLink'],
    ['a text for properties', { properties: 'edited' }, 'resource.properties'],
  ])('(%s) is recorded, and nothing is shown of it', (_what, changes, path) => {
    expect(between(changes)).toEqual({ message: undefined, unreadable: [path] });
  });

  it.each([null, 7, 'x', [], undefined])('(the whole resource %j) is recorded', (resource) => {
    const good = event({ content: 'good' });
    const batch = decodeEvents([{ ...good, resource }, good], context);
    expect(batch.events).toHaveLength(1);
    expect(batch.unreadable).toHaveLength(1);
  });
});

describe('a message with a field that is odd', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a number for an id', { id: arrived }],
    ['a number for a version', { version: arrived }],
    ['a number for a client id', { clientmessageid: 1714979288 }],
    ['a word for a truth', { isactive: 'True' }],
    ['nulls', { version: null, clientmessageid: null, imdisplayname: null, composetime: null, properties: null }],
    ['nothing but what must be', { version: undefined, composetime: undefined, originalarrivaltime: undefined }],
    ['the year 22016', { composetime: '22016-01-01T00:00:00.000Z', originalarrivaltime: '22016-01-01T00:00:00.000Z' }],
    ['a time without its fraction', { composetime: '2024-05-06T07:08:09Z' }],
    ['a day that is none', { composetime: '2024-02-31T99:00:00Z' }],
    ['words for a time', { composetime: 'yesterday', originalarrivaltime: '' }],
    ['a time of another century', { composetime: '1601-01-01T00:00:00.000Z' }],
    ['a version in words', { version: 'new' }],
    ['an offset in words', { skypeemoteoffset: 'five' }],
    ['an offset beyond the text', { skypeemoteoffset: '4000000' }],
    ['an offset below zero', { skypeemoteoffset: -4 }],
    ['a half offset', { skypeemoteoffset: '1.5' }],
    ['an edit time in words', { properties: { edittime: 'now' } }],
    ['fields that nobody knows', { colour: 'red', nested: { deep: [1] } }],
  ])('(%s) is shown in its place, at a time that can be', (_what, changes) => {
    const { message, unreadable } = between(changes);
    expect(unreadable).toEqual([]);
    expect(message).toMatchObject({ sender: '8:joe.4', conversation: '8:joe.4', order: arrived });
    expect(message?.content.kind === 'text' && toPlainText(message.content.body)).toBe('Hello');
    expect(Math.abs((message?.composedAtMs ?? 0) - arrived)).toBeLessThan(oneDayMs);
    expect(Number.isFinite(message?.version)).toBe(true);
  });
});

const uri = 'https://api.asm.skype.com/v1/objects/0-1';

describe('content that cannot be read', () => {
  it.each<[string, string, string]>([
    ['RichText/Contacts', 'without anybody', '<contacts></contacts>'],
    ['RichText/Contacts', 'of nobody', '<contacts><c t="s" f="Joe"/><c t="s" s="" f="Ann"/></contacts>'],
    ['RichText/Location', 'without a place', '<location address="Somewhere"><a href="x">y</a></location>'],
    ['RichText/Location', 'with half a place', '<location latitude="51500729"/>'],
    ['RichText/Location', 'with words for numbers', '<location latitude="north" longitude="west"/>'],
    ['RichText/Location', 'beyond the poles', '<location latitude="90000001" longitude="0"/>'],
    ['RichText/Location', 'beyond the date line', '<location latitude="0" longitude="-180000001"/>'],
    ['RichText/Location', 'with an exponent', '<location latitude="1e7" longitude="0x10"/>'],
    ['RichText/UriObject', 'cut off', '<URIObject type="Picture.1" uri="https://api.asm.sk'],
    ['RichText/UriObject', 'without an address', '<URIObject type="Picture.1"><OriginalName v="a.png"/></URIObject>'],
    ['RichText/UriObject', 'with a script', '<URIObject type="Picture.1" uri="javascript:alert(1)"/>'],
    ['RichText/Media_GenericFile', 'of another root', `<File uri="${uri}"/>`],
    ['RichText/Media_Video', 'with a path alone', '<URIObject uri="/v1/objects/0-1"/>'],
    ['RichText/Media_AudioMsg', 'in words', 'an audio message'],
    ['RichText/Media_FlikMsg', 'without anything', '<URIObject type="Video.1"/>'],
    ['RichText/Media_Card', 'of another root', '<card/>'],
    ['RichText/Files', 'without files', '<files alt="x"></files>'],
    ['Event/Call', 'without a list', '<call type="ended"/>'],
    ['Event/Call', 'of an unknown kind', '<partlist type="paused"><part identity="joe.4"/></partlist>'],
    ['Event/Call', 'of a kind of the language', '<partlist type="constructor"><part identity="joe.4"/></partlist>'],
    ['Event/Call', 'of no kind', '<partlist><part identity="joe.4"/></partlist>'],
    ['Event/Call', 'empty', ''],
    ['Event/SkypeVideoMessage', 'without a name', '<videomessage/>'],
    ['ThreadActivity/AddMember', 'of nobody', '<addmember><initiator>8:joe.4</initiator></addmember>'],
    ['ThreadActivity/RoleUpdate', 'of nobody', '<roleupdate><target><role>admin</role></target></roleupdate>'],
    ['ThreadActivity/Unheard', 'of an unknown kind', '<unheard/>'],
    ['RichText/Unheard', 'of an unknown kind', '<b>x</b>'],
    ['constructor', 'of a name of the language', 'x'],
    ['__proto__', 'of another', 'x'],
    ['', 'of no type', 'x'],
  ])('%s %s is a placeholder that keeps what was sent and counts for nothing', (messagetype, _what, content) => {
    const { message, unreadable } = between({ messagetype, content });
    expect(unreadable).toEqual([]);
    expect(message?.content).toEqual({ kind: 'unknown', type: messagetype });
    expect(message?.raw).toEqual({ type: messagetype, content });
    expect(message && countsAsUnread(message)).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['{"flamingo":"AAAA"}', { messagetype: 'Signal/Flamingo' }],
    ['1/2 joe.4 1 10 {"GUID":"x"}', { messagetype: 'Control/LiveState' }],
    ['', { messagetype: 'Control/Unheard' }],
  ])('of a signal for programs (%j) shows nothing, and is no fault', (content, changes) => {
    expect(between({ content, ...changes })).toEqual({ message: undefined, unreadable: [] });
  });
});

describe('content that can be read in part', () => {
  it.each<[string, string, string, unknown]>([
    [
      'the people with an identifier',
      'RichText/Contacts',
      '<contacts><c f="?"/><c t="s" s="joe.4"/></contacts>',
      { contacts: [{ id: '8:joe.4', name: '' }] },
    ],
    [
      'whole degrees and fractions alike',
      'RichText/Location',
      '<location latitude="51.5" longitude="-124625"/>',
      { latitude: 51.5, longitude: -0.124625 },
    ],
    [
      'no map of a script',
      'RichText/Location',
      '<location latitude="0" longitude="0" address="x"><a href="javascript:1">y</a></location>',
      { kind: 'location', latitude: 0, longitude: 0, address: 'x' },
    ],
    [
      'no size that is none',
      'RichText/Media_GenericFile',
      `<URIObject uri="${uri}"><FileSize v="-1"/><OriginalName v="a"/></URIObject>`,
      { kind: 'file', object: { name: 'a', uri } },
    ],
    [
      'no thumbnail of a script',
      'RichText/UriObject',
      `<URIObject type="Picture.1" uri="${uri}" url_thumbnail="data:x"/>`,
      { kind: 'picture', object: { name: '', uri } },
    ],
    [
      'the kind of the message where the object names none',
      'RichText/Media_Video',
      `<URIObject type="Hologram.9" uri="${uri}" duration_ms="long"/>`,
      { kind: 'video', object: { name: '', uri } },
    ],
    [
      'what comes before the cut',
      'RichText/Files',
      '<files><file size="7">a.txt</file><file size="',
      { files: [{ name: 'a.txt', sizeBytes: 7 }] },
    ],
    [
      'files in files',
      'RichText/Files',
      '<files><file size="x"><b>a</b>.txt</file></files>',
      { files: [{ name: 'a.txt' }] },
    ],
    [
      'a call of people without names',
      'Event/Call',
      '<partlist type="STARTED"><part/><part identity="joe.4"><duration>-3</duration></part></partlist>',
      { state: 'started', parts: [{ id: '8:joe.4', name: '' }] },
    ],
    [
      'nested elements of the same name',
      'ThreadActivity/TopicUpdate',
      '<topicupdate><value>a<value>b</value></value></topicupdate>',
      { activity: { type: 'topic', by: '8:joe.4', value: 'ab' } },
    ],
    [
      'an initiator who is nobody as the sender',
      'ThreadActivity/PictureUpdate',
      '<pictureupdate><initiator>joe</initiator></pictureupdate>',
      { activity: { type: 'picture', by: '8:joe.4' } },
    ],
    [
      'any other value as no',
      'ThreadActivity/JoiningEnabledUpdate',
      '<joiningenabledupdate><value>perhaps</value></joiningenabledupdate>',
      { activity: { type: 'joining', isEnabled: false } },
    ],
  ])('gives %s', (_what, messagetype, content, wanted) => {
    const { message, unreadable } = between({ messagetype, content });
    expect(unreadable).toEqual([]);
    expect(message?.content).toMatchObject(wanted as Record<string, unknown>);
    expect(message?.raw.content).toBe(content);
  });

  it('never takes a word of the language for a kind', () => {
    const { message } = between({
      messagetype: 'RichText/UriObject',
      content: `<URIObject type="constructor.1" uri="${uri}"/>`,
    });
    expect(message?.content.kind).toBe('picture');
    expect(structuredClone(message)).toEqual(message);
  });

  it('is shown as the text it holds when its tags are never closed, crossed or endless', () => {
    const shownOf = (content: string) => {
      const { message } = between({ content });
      return message?.content.kind === 'text' ? toPlainText(message.content.body) : undefined;
    };
    expect(shownOf('<b>a<i>b</b>c</i>')).toBe('abc');
    expect(shownOf('<quote author="x">a<quote>b')).toBe('a\nb');
    expect(shownOf('a<b')).toBe('a<b');
    expect(shownOf(`${'<b>'.repeat(5_000)}x`)).toBe('x');
    expect(shownOf('<at id="8:joe.4">Joe')).toBe('Joe');
    expect(shownOf('<ss type="smile">')).toBe('🙂');
  });
});
