// A conversation with one message of every type of the notes (skype.md 7.2), made as other clients make them: sent by people,
// stored by the gateway. What only the gateway may write (changes of the group) comes from real changes.
import sharp from 'sharp';
import type { RawClient } from './raw-client.ts';

export type EveryMessage = { conversation: string; picture: string; file: string };

type Clients = { fred: RawClient; joe: RawClient; anna: RawClient };
/** `page` is the address of a web page for a preview. */
type Choices = { page?: string };

const asm = 'https://api.asm.skype.com/v1/objects';
const topic = 'Every message';

/** A landscape of our own: sky, sun, hills. */
export async function drawPicture(): Promise<Uint8Array<ArrayBuffer>> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#2b6c8f"/><stop offset="1" stop-color="#f6c48a"/></linearGradient></defs>
    <rect width="960" height="600" fill="url(#sky)"/><circle cx="690" cy="300" r="70" fill="#fff0c9"/>
    <path d="M0 420 200 300 380 400 560 270 760 410 960 330V600H0Z" fill="#3d5a6c"/>
    <path d="M0 500 260 400 480 490 700 410 960 500V600H0Z" fill="#22384a"/></svg>`;
  return new Uint8Array(await sharp(Buffer.from(drawing)).png().toBuffer());
}

/** Half a second of a tone, as a WAV file. */
export function makeTone(): Uint8Array<ArrayBuffer> {
  const rate = 8000;
  const samples = rate / 2;
  const file = new Uint8Array(44 + samples);
  const view = new DataView(file.buffer);
  const write = (at: number, text: string) => file.set(new TextEncoder().encode(text), at);
  write(0, 'RIFF');
  view.setUint32(4, 36 + samples, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  write(36, 'data');
  view.setUint32(40, samples, true);
  for (let i = 0; i < samples; i += 1) file[44 + i] = 128 + Math.round(60 * Math.sin((i / rate) * 2 * Math.PI * 440));
  return file;
}

async function createGroup({ joe }: Clients): Promise<string> {
  const role = (id: string, word: string) => ({ id, role: word });
  const members = [role('8:joe.4', 'Admin'), role('8:fred.2', 'User')];
  const known = await listGroups(joe);
  await joe.request('POST', '/v1/threads', { members });
  const created = (await listGroups(joe)).find((id) => !known.includes(id));
  if (!created) throw new Error('the group was not created');
  return created;
}

async function listGroups(client: RawClient): Promise<string[]> {
  const reply = await client.request(
    'GET',
    '/v1/users/ME/conversations?startTime=0&pageSize=100&view=msnp24Equivalent&targetType=Passport|Skype|Lync|Thread',
  );
  return (reply.conversations as { id: string }[]).map(({ id }) => id).filter((id) => id.startsWith('19:'));
}

/** Topic, picture, joining, history, members and roles: the gateway writes each change into the conversation. */
async function changeGroup({ joe }: Clients, conversation: string, picture: string): Promise<void> {
  const at = `/v1/threads/${conversation}`;
  const set = (name: string, value: string) => joe.request('PUT', `${at}/properties?name=${name}`, { [name]: value });
  await set('topic', topic);
  await set('picture', `URL@${picture}/views/avatar_fullsize`);
  await set('joiningenabled', 'true');
  await set('historydisclosed', 'false');
  const added = ['8:anna.7', '28:concierge'].map((id) => ({ id, role: 'User' }));
  await joe.request('POST', `${at}/members`, { members: added });
  await joe.request('PUT', `${at}/members/8:anna.7`, { role: 'Admin' });
  await joe.request('DELETE', `${at}/members/28:concierge`);
}

const objectTag = (type: string, uri: string, name: string, more = '', attributes = '') =>
  `<URIObject type="${type}" uri="${uri}" url_thumbnail="${uri}/views/${type === 'Picture.1' ? 'imgt1' : 'thumbnail'}"${attributes}>` +
  `<Title>Title: ${name}</Title><Description>Description: ${name}</Description>${more}<OriginalName v="${name}"/>` +
  `<a href="https://login.skype.com/login/sso?go=webclient.xmm&amp;docid=1">the web client</a></URIObject>`;

function cardTag(): string {
  const card = {
    type: 'message/card',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: {
          title: 'Tomorrow in London',
          subtitle: 'Weather',
          text: 'Sunny, <b>19 °C</b>, a light wind from the west.',
          buttons: [
            { type: 'openUrl', title: 'Full forecast', value: 'https://weather.example/london' },
            { type: 'imBack', title: 'And on Friday?', value: 'Weather on Friday' },
          ],
        },
      },
    ],
  };
  const b64 = Buffer.from(JSON.stringify(card)).toString('base64');
  return `<URIObject type="SWIFT.1" url_thumbnail="https://go.skype.com/cards.unsupported">Card - access it on <a href="https://go.skype.com/cards.unsupported">https://go.skype.com/cards.unsupported</a>. <Swift b64="${b64}"/><Description>Tomorrow in London: sunny</Description></URIObject>`;
}

/** Every tag of the formatting table, one line each (skype.md 7.5). */
const formatting = [
  '<b raw_pre="*" raw_post="*">bold</b>, <i raw_pre="_" raw_post="_">italic</i>, <u>underlined</u>, <s raw_pre="~" raw_post="~">struck</s>',
  '<font color="#ff0000">red</font>, <font color="#ffff00">yellow</font>, <font color="navy">navy</font>, <font size="24">a large size</font>',
  '<blink>blink</blink> <center>centre</center><pre raw_pre="{code}" raw_post="{code}">for (const word of words) say(word);</pre>',
].join('\n');

async function talk({ fred, joe, anna }: Clients, cid: string, { page }: Choices): Promise<void> {
  await joe.send(cid, 'Plain text &amp; nothing else', { messagetype: 'Text' });
  await anna.send(cid, formatting);
  await joe.send(cid, 'A link: <a href="https://www.example.org/guide">the guide</a>');
  if (page) await joe.send(cid, `<a href="${page}">${page}</a>`);
  await fred.send(cid, 'Shall we walk on Sunday? <ss type="smile">:)</ss>');
  const said = `<legacyquote>[12:00:00] Fred Adams: </legacyquote>Shall we walk on Sunday?<legacyquote>\n\n&lt;&lt;&lt; </legacyquote>`;
  const quote = `<quote author="fred.2" authorname="Fred Adams" conversation="${cid}" timestamp="${Math.floor(Date.now() / 1000)}">${said}</quote>`;
  await anna.send(cid, `${quote}Yes, if it stays dry. <at id="8:fred.2">Fred Adams</at>, you choose where.`, {
    'Has-Mentions': 'true',
  });
  await joe.send(cid, '<at id="*">all</at>: meet at ten, <at id="8:anna.7">Anna</at> brings the map.');
  await anna.send(cid, '<ss type="heart">(heart)</ss><ss type="yes">(y)</ss><ss type="party">(party)</ss>');
  await joe.send(cid, '<ss type="inlove">(inlove)</ss> and <ss type="unheardof">(unheardof)</ss> in a line');
  await anna.send(cid, 'Anna Cooper packs the rucksack', { skypeemoteoffset: 12 });
}

async function shareObjects({ joe, anna }: Clients, cid: string): Promise<EveryMessage> {
  const permissions = { [cid]: ['read'] };
  const drawn = await drawPicture();
  const picture = await joe.share({ type: 'pish/image', permissions }, 'imgpsh', drawn);
  const words = new TextEncoder().encode('Sunday, ten o’clock. Bring water.\n');
  const file = await anna.share({ type: 'sharing/file', permissions, filename: 'plan.txt' }, 'original', words);
  const tone = makeTone();
  const audio = await anna.share({ type: 'sharing/audio', permissions, filename: 'tone.wav' }, 'original', tone);
  await joe.send(cid, objectTag('Picture.1', `${asm}/${picture}`, 'hills.png', `<FileSize v="${drawn.length}"/>`), {
    messagetype: 'RichText/UriObject',
  });
  await anna.send(cid, objectTag('File.1', `${asm}/${file}`, 'plan.txt', `<FileSize v="${words.length}"/>`), {
    messagetype: 'RichText/Media_GenericFile',
  });
  await anna.send(cid, objectTag('Audio.1', `${asm}/${audio}`, 'tone.wav', '', ' duration_ms="500"'), {
    messagetype: 'RichText/Media_AudioMsg',
  });
  const sea = objectTag(
    'Video.1',
    `${asm}/0-weu-d3-00000000000000000000000000000000`,
    'sea.mp4',
    '',
    ' duration_ms="65000"',
  );
  await joe.send(cid, sea, { messagetype: 'RichText/Media_Video' });
  const moji =
    '<URIObject type="Video.1" uri="https://static-asm.secure.skypeassets.com/pes/v1/items/abc" url_thumbnail="https://static-asm.secure.skypeassets.com/pes/v1/items/abc/views/thumbnail"><Title>Cheer</Title></URIObject>';
  await joe.send(cid, moji, { messagetype: 'RichText/Media_FlikMsg' });
  return { conversation: cid, picture: `${asm}/${picture}`, file: `${asm}/${file}` };
}

async function shareRest({ joe, anna }: Clients, cid: string): Promise<void> {
  const typed = (type: string, content: string, client = joe, more = {}) =>
    client.send(cid, content, { messagetype: type, ...more });
  await typed('RichText/Contacts', '<contacts><c t="s" s="mary.9" f="Mary Major"/></contacts>', anna);
  await typed(
    'RichText/Location',
    '<location latitude="51500729" longitude="-124625" altitude="0" horizontalAccuracy="10" address="Westminster Bridge, London"><a href="https://www.bing.com/maps/default.aspx?cp=51.5~-0.12">Westminster Bridge</a></location>',
    anna,
  );
  await typed('RichText/Media_Card', cardTag());
  await typed(
    'RichText/Files',
    '<files alt="sent files"><file size="120000" index="0" tid="1">map.pdf</file><file size="88" index="1" tid="2">list.txt</file></files>',
  );
  await typed(
    'Event/SkypeVideoMessage',
    '<videomessage sid="a1b2c3" publiclink="https://go.skype.com/video.message"/>',
  );
  await typed('RichText', 'The old round: skype:?chat&amp;blob=AbCdEf-123', anna);
  await typed('RichText/Holographic', '<hologram depth="3"/>');
  await joe.send(cid, 'First words', { clientmessageid: '90001' });
  await joe.send(cid, 'Better words', { clientmessageid: undefined, skypeeditedid: '90001' });
  await anna.send(cid, 'A slip of the tongue', { clientmessageid: '90002' });
  await anna.send(cid, '', { clientmessageid: undefined, skypeeditedid: '90002' });
  const call = (type: string, own: string) =>
    `<partlist type="${type}" alt=""><part identity="joe.4"><name>Joe Bloggs</name>${own && '<duration>125</duration>'}</part><part identity="fred.2"><name>Fred Adams</name>${own}</part></partlist>`;
  await typed('Event/Call', call('started', ''));
  await typed('Event/Call', call('ended', '<duration>125</duration>'));
  await typed('Event/Call', call('missed', ''));
  await typed('Signal/Flamingo', '{"flamingo":"AAAA"}');
  await typed('Control/LiveState', '1/2 joe.4 1 10 {"GUID":"x"}');
}

/** Makes the conversation, as a group of fred, joe and anna. */
export async function postEveryMessage(clients: Clients, choices: Choices = {}): Promise<EveryMessage> {
  const conversation = await createGroup(clients);
  const permissions = { [conversation]: ['read'] };
  const face = await clients.joe.share({ type: 'avatar/group', permissions }, 'imgpsh', await drawPicture());
  await changeGroup(clients, conversation, `${asm}/${face}`);
  await talk(clients, conversation, choices);
  const shared = await shareObjects(clients, conversation);
  await shareRest(clients, conversation);
  return shared;
}
