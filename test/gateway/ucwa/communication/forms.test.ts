// Both representations and both families of addresses for everything in a conversation, and the fault mode of the event channel.
import { afterAll, describe, expect, it } from 'vitest';
import type { GatewaySettings } from '../../../../gateway/context.ts';
import { readEventPackage } from '../../../../src/ucwa/wire/events.ts';
import { readResource } from '../../../../src/ucwa/wire/resource.ts';
import { befriend, listen } from '../../messaging/client.ts';
import { at, type Desk, href, type Json } from '../desk.ts';
import { call, connectPhone, embedded, eventsOf, find, linesOf, openExchange, type Phone, takeCall } from './phone.ts';

const desks: Desk[] = [];
afterAll(() => Promise.all(desks.map((desk) => desk.gateway.close())));

let count = 0;

async function open(settings: Partial<GatewaySettings> = {}): Promise<Desk> {
  const desk = await openExchange({}, { settings });
  desks.push(desk);
  return desk;
}

async function phoneAndFriend(desk: Desk, formats?: string[]) {
  count += 1;
  const [fred, joe] = [await desk.settle(`fred.${count}`, 'Fred'), await desk.settle(`joe.${count}`, 'Joe & Co')];
  await befriend(desk.gateway, fred, joe);
  const skype = await listen(desk.gateway, joe);
  const phone = await connectPhone(desk, fred, formats ? { formats } : {});
  return { phone, skype, fred, joe };
}

/** Every address in a JSON value that belongs to this server and answers GET. */
function addressesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, entry] of Object.entries(value)) {
    if (name === 'href' && typeof entry === 'string' && entry.startsWith('/')) found.add(entry);
    else addressesIn(entry, found);
  }
  return found;
}

const notRead =
  /accept|decline|cancel|terminate|stopMessaging|sendMessage|setIsTyping|typing$|addMessaging|addParticipant|participantInvitations\?|messagingInvitations$|events|photo/i;

describe.each(['real', 'reference'] as const)('in the %s family', (ucwaPaths) => {
  it('every resource says the same in JSON and in XML', async () => {
    const desk = await open({ ucwaPaths });
    const { phone, skype, fred } = await phoneAndFriend(desk);
    await skype.send(fred.mri, 'hello');
    const told = [...(await takeCall(phone)), ...(await phone.drain())];
    const conversation = (await phone.must('GET', find(told, 'communication: conversation').href)).json;
    const addresses = addressesIn([told.map((one) => one.event), conversation]);
    const read = [...addresses].filter((address) => !notRead.test(address));
    expect(read.length).toBeGreaterThan(8);
    for (const address of read) {
      const json = await phone.must('GET', address);
      if (!(json.headers.get('content-type') ?? '').includes('json')) continue;
      const xml = await phone.must('GET', address, undefined, { Accept: 'application/xml' });
      const [one, other] = [
        readResource(json.text, 'application/json'),
        readResource(xml.text, xml.headers.get('content-type') ?? ''),
      ];
      expect([address, other.rel, other.href, other.links]).toEqual([address, one.rel, one.href, one.links]);
      expect(Object.keys(other.properties).sort()).toEqual(Object.keys(one.properties).sort());
    }
  });

  it('a chat goes by its links alone: start, send, type, stop', async () => {
    const desk = await open({ ucwaPaths });
    const { phone, skype, fred, joe } = await phoneAndFriend(desk);
    await call(phone, `sip:${joe.name}@skylark.example`);
    const told = await phone.until('communication: messagingInvitation completed');
    const messaging = embedded(told.slice(5), 'conversation: messaging updated Connected');
    const sent = await phone.must('POST', href(messaging, 'sendMessage'), 'hello', { 'Content-Type': 'text/plain' });
    const { json } = await phone
      .until('conversation: message completed')
      .then(() => phone.must('GET', sent.headers.get('location') ?? ''));
    expect(json).toMatchObject({ rel: 'message', direction: 'Outgoing', status: 'Succeeded' });
    await phone.must('POST', href(messaging, 'setIsTyping'));
    await phone.must('GET', href(messaging, 'typingParticipants'));
    const conversation = (await phone.must('GET', href(messaging, 'conversation'))).json;
    const participants = (await phone.must('GET', href(conversation, 'participants'))).json;
    for (const { href: address } of at(participants, '_links', 'participant') as { href: string }[]) {
      const participant = (await phone.must('GET', address)).json;
      expect(href((await phone.must('GET', href(participant, 'participantMessaging'))).json, 'participant')).toBe(
        address,
      );
    }
    await phone.must('POST', href(messaging, 'stopMessaging'));
    await phone.until('communication: conversation deleted');
    expect(await skype.messages(fred.mri)).toHaveLength(1);
  });

  it('an outgoing invitation can be taken back', async () => {
    const desk = await open({ ucwaPaths });
    const { phone } = await phoneAndFriend(desk);
    const mia = await desk.settle('mia');
    await befriend(desk.gateway, phone.user, mia);
    await connectPhone(desk, mia);
    await call(phone, 'sip:mia@skylark.example');
    const told = await phone.until('communication: messagingInvitation started');
    await phone.must('POST', href(embedded(told, 'communication: messagingInvitation started'), 'cancel'));
    await phone.until('communication: messagingInvitation completed Cancelled');
  });
});

describe('the seed samples', () => {
  it('are what the gateway answers, but for the numbers', async () => {
    const desk = await open({ ucwaPaths: 'reference' });
    const { phone, skype, fred } = await phoneAndFriend(desk);
    await skype.send(fred.mri, 'hello');
    const told = await takeCall(phone);
    const event = find(told, 'conversation: participantMessaging added in participant').event;
    const address = String(at(event, 'link', 'href'));
    expect(address).toMatch(
      /^\/ucwa\/v1\/applications\/\d+\/communication\/conversations\/\d+\/participants\/\d+\/participantMessaging$/,
    );
    const { text } = await phone.must('GET', address, undefined, { Accept: 'application/xml' });
    const participant = address.replace('/participantMessaging', '');
    expect(text).toBe(
      [
        '<?xml version="1.0" encoding="utf-8"?>',
        `<resource rel="participantMessaging" href="${address}" xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">`,
        `<link rel="participant" href="${participant}" title="Joe &amp; Co"/>`,
        '<property name="rel">participantMessaging</property></resource>',
      ].join(''),
    );
    expect((await phone.must('GET', address)).json).toEqual({
      rel: 'participantMessaging',
      _links: { self: { href: address }, participant: { href: participant, title: 'Joe & Co' } },
    });
  });
});

describe('texts', () => {
  it('come as HTML where that was agreed on, and go out as the markup of the other side', async () => {
    const desk = await open();
    const { phone, skype, fred } = await phoneAndFriend(desk, ['Plain', 'Html']);
    await skype.send(fred.mri, '<b raw_pre="*" raw_post="*">bold</b> &amp; <ss type="smile">:)</ss>', {
      messagetype: 'RichText',
    });
    const told = [...(await takeCall(phone)), ...(await phone.drain())];
    const html = decodeURIComponent(
      href(embedded(told, 'conversation: message completed'), 'htmlMessage').replaceAll('+', ' '),
    );
    expect(html).toBe('data:text/html;charset=utf-8,<span><b>bold</b> &amp; 🙂</span>');
    const messaging = embedded(told, 'conversation: messaging updated Connected');
    expect(messaging.negotiatedMessageFormats).toEqual(['Plain', 'Html']);
    const body =
      '<span style="color:red">so <i>nice</i><script>alert(1)</script> <at id="*">all</at><br>&lt;b&gt;</span>';
    await phone.must('POST', href(messaging, 'sendMessage'), body, { 'Content-Type': 'text/html' });
    const [sent] = (await skype.messages(fred.mri)).filter((message) => message.from.endsWith(fred.mri));
    expect(sent).toMatchObject({
      messagetype: 'RichText',
      content: 'so <i raw_pre="_" raw_post="_">nice</i> all\n&lt;b&gt;',
    });
  });

  it('are refused as HTML where it was not agreed on, and when there is nothing in them', async () => {
    const desk = await open();
    const { phone, joe } = await phoneAndFriend(desk);
    await call(phone, `sip:${joe.name}@skylark.example`);
    const told = await phone.until('communication: messagingInvitation completed');
    const send = href(embedded(told.slice(5), 'conversation: messaging updated Connected'), 'sendMessage');
    expect((await phone.ask('POST', send, '<b>x</b>', { 'Content-Type': 'text/html' })).status).toBe(415);
    expect((await phone.ask('POST', send, ' ', { 'Content-Type': 'text/plain' })).status).toBe(400);
    const long = await phone.ask('POST', send, 'x'.repeat(100_000), { 'Content-Type': 'text/plain' });
    expect([long.status, long.json.code]).toEqual([413, 'EntityTooLarge']);
  });
});

describe('the fault mode', () => {
  async function connected(): Promise<{ phone: Phone; send(text: string): Promise<unknown>; told: Json }> {
    const desk = await open({ allowsUcwaFaults: true });
    const { phone, skype, fred } = await phoneAndFriend(desk);
    await skype.send(fred.mri, 'hello');
    const before = await phone.until('communication: messagingInvitation started');
    await phone.drain();
    await phone.must('POST', href(embedded(before, 'communication: messagingInvitation started'), 'accept'));
    return { phone, send: (text) => skype.send(fred.mri, text), told: {} };
  }
  const fault = (words: string) => ({ 'X-Skylark-Fault': words });

  it('loses an answer, and the same request brings its package', async () => {
    const { phone } = await connected();
    await expect(phone.must('GET', phone.next, undefined, fault('drop'))).rejects.toThrow();
    expect(linesOf(await phone.poll())).toContain('conversation: participantMessaging added in participant');
  });

  it('leaves out what may be missing, splits and doubles', async () => {
    const { phone } = await connected();
    const ask = async (words: string) => (await phone.must('GET', phone.next, undefined, fault(words))).json;
    const whole = eventsOf(await ask('none'));
    expect(eventsOf(await ask('no-embedded')).some((one) => one.embedded)).toBe(false);
    expect(linesOf(eventsOf(await ask('no-in')))).toContain('conversation: participantMessaging added');
    expect(eventsOf(await ask('duplicate'))).toHaveLength(2 * whole.length);
    expect(((await ask('split')).sender as Json[]).length).toBe(whole.length);
    expect(linesOf(eventsOf(await ask('no-chat-added'))).join()).not.toContain('participantMessaging');
    const reference = eventsOf(await ask('reference')).find(({ line }) => line.endsWith('added in localParticipant'));
    expect(at(reference?.event, 'link', 'href')).toMatch(/\/participants\/196\/participantMessaging$/);
    expect(at(reference?.event, 'in', 'href')).toMatch(/\/onlineMeeting\/295$/);
    expect(Object.keys((await ask('resync'))._links as Json)).toEqual(['resync']);
    expect(at(await ask('resume'), '_links', 'resume')).toBeDefined();
    const xml = await phone.must('GET', phone.next, undefined, { Accept: 'application/vnd.microsoft.com.ucwa+xml' });
    const read = readEventPackage(xml.text, xml.headers.get('content-type') ?? '');
    expect(read.unreadable).toEqual([]);
    const events = read.senders.flatMap((sender) => sender.events);
    expect(events.map((event) => [event.link.rel, event.type, event.in?.rel, event.status])).toEqual(
      whole.map(({ event }) => [at(event, 'link', 'rel'), event.type, at(event, 'in', 'rel'), event.status]),
    );
  });

  it('says of a message that nobody got it', async () => {
    const { phone } = await connected();
    const told = await phone.drain();
    const send = href(embedded(told, 'conversation: messaging updated Connected'), 'sendMessage');
    await phone.must('POST', `${send}?operationId=lost`, 'lost', {
      'Content-Type': 'text/plain',
      ...fault('undelivered'),
    });
    const message = embedded(await phone.until('conversation: message completed'), 'conversation: message completed');
    expect(message).toMatchObject({ operationId: 'lost' });
    const failed = at(message, '_links', 'failedDeliveryParticipant') as Json[];
    expect(failed.map(({ href: address }) => address)).toEqual([
      at(find(told, 'conversation: participantMessaging added in participant').event, 'in', 'href'),
    ]);
  });

  it('answers with each documented error of participantMessaging', async () => {
    const { phone } = await connected();
    const told = await phone.drain();
    const address = find(told, 'conversation: participantMessaging added in participant').href;
    for (const [status, code, subcode] of [
      [500, 'ServiceFailure', 'InvalidExchangeServerVersion'],
      [409, 'Conflict', 'AlreadyExists'],
      [409, 'Conflict', 'TooManyGroups'],
      [409, 'Conflict', 'None'],
      [410, 'Gone', 'CannotRedirect'],
    ] as const) {
      const answer = await phone.ask('GET', address, undefined, fault(`${status} ${code} ${subcode}`));
      expect([answer.status, answer.json.code, answer.json.subcode]).toEqual([status, code, subcode]);
    }
  });
});
