// Our client's event channel at the real gateway: with a plain HTTP client on the other side, through lost replies, repeated and broken
// packages, other programs on the same channel, and a worker that dies between reply and commit.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserIdentity } from '../../gateway/identity/users.ts';
import { ServiceError } from '../../src/service/error.ts';
import { befriend, listen } from '../gateway/messaging/client.ts';
import {
  call,
  connectPhone,
  embedded,
  openExchange,
  type Phone,
  takeCall,
} from '../gateway/ucwa/communication/phone.ts';
import { type Desk, href } from '../gateway/ucwa/desk.ts';
import { until } from '../support/mortal-worker.ts';
import { Device, isEvents } from './ucwa-device.ts';

let desk: Desk;
let ana: UserIdentity;
let bo: UserIdentity;
let cy: UserIdentity;
const devices: Device[] = [];

async function open(settings: Parameters<typeof openExchange>[1] = {}) {
  desk = await openExchange({}, settings);
  [ana, bo, cy] = [await desk.settle('ana', 'Ana'), await desk.settle('bo', 'Bo'), await desk.settle('cy', 'Cy')];
  for (const [one, other] of [
    [ana, bo],
    [ana, cy],
    [bo, cy],
  ] as const)
    await befriend(desk.gateway, one, other);
}

afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.end()));
  await desk.gateway.close();
});

async function device(user: UserIdentity): Promise<Device> {
  const made = await Device.connect(desk, user);
  devices.push(made);
  return made;
}

const sip = (name: string) => `sip:${name}@skylark.example`;

/** Writes into the chat that a phone has open. */
class Chat {
  readonly phone: Phone;
  messaging: Record<string, unknown>;
  #count = 0;

  constructor(phone: Phone, messaging: Record<string, unknown>) {
    this.phone = phone;
    this.messaging = messaging;
  }

  async say(text: string): Promise<void> {
    this.#count += 1;
    const path = `${href(this.messaging, 'sendMessage')}?operationId=say-${this.#count}`;
    await this.phone.must('POST', path, text, { 'Content-Type': 'text/plain' });
  }

  post(rel: string, body?: unknown) {
    return this.phone.must('POST', href(this.messaging, rel), body);
  }
}

/** A phone of somebody that calls, and is let in. */
async function callFrom(phone: Phone, to: string): Promise<Chat> {
  await call(phone, to);
  const told = await phone.until('communication: messagingInvitation completed');
  return new Chat(phone, embedded(told, 'conversation: messaging updated Connected'));
}

describe.each(['real', 'reference'] as const)('with addresses as in the %s family', (ucwaPaths) => {
  beforeEach(() => open({ settings: { ucwaPaths, allowsUcwaFaults: true } }));

  it('an invitation is accepted, and its first text is shown once', async () => {
    const ours = await device(ana);
    const skype = await listen(desk.gateway, bo);
    await skype.send(ana.mri, 'hello', {});
    await until('it has arrived', () => ours.texts().length > 0);
    await skype.send(ana.mri, 'again', {});
    await until('the next one, too', () => ours.texts().length > 1);
    expect(ours.texts(sip('bo'))).toEqual(['hello', 'again']);
    expect(ours.members(sip('bo'))).toEqual({ [ours.uri]: true, [sip('bo')]: true });
    expect([ours.lines(), ours.unreadable, ours.failure]).toEqual([[], [], undefined]);
  });

  it('an own message invites, waits to be let in, and comes back as an echo', async () => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    const sending = ours.send(sip('bo'), 'Lunch?', 'm1');
    await takeCall(phone);
    expect(await sending).toMatchObject({ id: 'm1' });
    expect(ours.messages).toMatchObject([{ conversation: sip('bo'), sender: ours.uri, clientId: 'm1' }]);
    await ours.send(sip('bo'), 'Or dinner?', 'm2');
    expect(ours.texts()).toEqual(['Lunch?', 'Or dinner?']);
    const heard = await phone.until('communication: conversation updated');
    expect(heard.some(({ line }) => line.startsWith('conversation: message completed'))).toBe(true);
    expect(ours.lines()).toEqual([]);
  });

  it('messages both ways arrive once and in order while every second reply of the channel is lost', async () => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    let replies = 0;
    ours.interfere = async (request, pass) => {
      const reply = await pass(request);
      if (!isEvents(request)) return reply;
      replies += 1;
      if (replies % 2 === 0) throw new ServiceError('network', 'lost');
      return reply;
    };
    const chat = await callFrom(phone, ours.uri);
    const said = Array.from({ length: 12 }, (_, number) => `number ${number}`);
    for (const text of said) await chat.say(text);
    await until('all are here', () => ours.texts().length >= said.length);
    await ours.send(sip('bo'), 'heard', 'm1');
    expect(ours.texts(sip('bo'))).toEqual([...said, 'heard']);
    expect([ours.lines(), ours.failure]).toEqual([[], undefined]);
  });

  it('messages arrive once when the worker dies between reply and commit, every second time', async () => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    let batches = 0;
    ours.mayCommit = () => {
      batches += 1;
      return batches % 2 === 1;
    };
    const chat = await callFrom(phone, ours.uri);
    const said = Array.from({ length: 8 }, (_, number) => `number ${number}`);
    for (const text of said) await chat.say(text);
    await until('all are here', () => ours.texts().length >= said.length);
    expect(ours.texts(sip('bo'))).toEqual(said);
    expect(ours.members(sip('bo'))).toEqual({ [ours.uri]: true, [sip('bo')]: true });
    expect(ours.lines()).toEqual([]);
  });

  it.each(['duplicate', 'split', 'no-embedded', 'no-in', 'reference', 'no-embedded no-in split'])(
    'messages arrive once, and who is in the chat is known, with packages that are "%s"',
    async (words) => {
      const ours = await device(ana);
      ours.interfere = (request, pass) =>
        pass(isEvents(request) ? { ...request, headers: { ...request.headers, 'X-Skylark-Fault': words } } : request);
      const phone = await connectPhone(desk, bo);
      const chat = await callFrom(phone, ours.uri);
      await chat.say('one');
      await chat.say('two');
      await until('both are here', () => ours.texts().length > 1);
      expect(ours.texts(sip('bo'))).toEqual(['one', 'two']);
      await until('both are in the chat', () => Object.values(ours.members(sip('bo'))).every((isIn) => isIn === true));
      expect(Object.keys(ours.members(sip('bo'))).sort()).toEqual([ours.uri, sip('bo')]);
      await chat.post('stopMessaging');
      if (!words.includes('reference')) {
        await until('the end of the chat is here', () => ours.members(sip('bo'))[sip('bo')] !== true);
      }
      expect(ours.failure).toBeUndefined();
    },
  );

  it('who joins the chat, leaves it, comes back and goes away is told', async () => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    await listen(desk.gateway, cy);
    const chat = await callFrom(phone, ours.uri);
    await chat.say('hello');
    await until('the chat is open', () => ours.texts().length > 0);
    const conversation = await phone.must('GET', href(chat.messaging, 'conversation'));
    await phone.must('POST', href(conversation.json, 'addParticipant'), { to: sip('cy'), operationId: 'add' });
    const group = () =>
      ours.events.findLast((event) => event.type === 'conversation' && event.conversation.kind === 'group');
    await until('it is a conversation of several', () => group() !== undefined);
    const told = group();
    const id = told?.type === 'conversation' ? told.conversation.id : '';
    await until('all three are in the chat', () => Object.values(ours.members(id)).filter((isIn) => isIn).length === 3);
    expect(Object.keys(ours.members(id)).sort()).toEqual([sip('ana'), sip('bo'), sip('cy')]);
    expect(JSON.stringify(ours.lines())).toContain(sip('cy'));
    expect(JSON.stringify(ours.lines())).not.toContain(sip('ana'));
    const before = ours.lines().length;

    const heard = await phone.drain();
    const messaging = heard.findLast(({ line }) => line.startsWith('conversation: messaging updated'))?.embedded;
    chat.messaging = messaging ?? chat.messaging;
    await chat.post('stopMessaging');
    await until('the line is here', () => ours.lines().length > before);
    expect(ours.lines().at(-1)).toEqual({ type: 'chatLeft', targets: [sip('bo')] });
    expect(ours.members(id)).toEqual({ [sip('ana')]: true, [sip('bo')]: false, [sip('cy')]: true });

    const left = await phone.until('conversation: messaging updated Disconnected');
    chat.messaging = embedded(left, 'conversation: messaging updated Disconnected');
    await chat.post('addMessaging', { operationId: 'back' });
    await until('the line is here', () => ours.lines().length > before + 1);
    expect(ours.lines().at(-1)).toEqual({ type: 'chatJoined', targets: [sip('bo')] });
    expect(ours.members(id)).toEqual({ [sip('ana')]: true, [sip('bo')]: true, [sip('cy')]: true });

    await phone.must('DELETE', href(chat.messaging, 'conversation'));
    await until('the line is here', () => ours.lines().length > before + 2);
    expect(ours.lines().at(-1)).toMatchObject({ targets: [sip('bo')] });
    expect(ours.members(id)[sip('bo')]).not.toBe(true);
    expect([ours.unreadable, ours.failure]).toEqual([[], undefined]);
  });

  it.each(['resync', 'resume'])('goes on after %s, and says nothing about single people', async (words) => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    const chat = await callFrom(phone, ours.uri);
    await chat.say('before');
    await until('it is here', () => ours.texts().length === 1);
    let faults = 0;
    ours.interfere = (request, pass) => {
      if (!isEvents(request) || faults > 0) return pass(request);
      faults += 1;
      return pass({ ...request, headers: { ...request.headers, 'X-Skylark-Fault': words } });
    };
    // The request that is parked now is the last one without it.
    await chat.say('between');
    await until('the next one is parked', () => faults === 1);
    await chat.say('after');
    await until('it is here', () => ours.texts().includes('after'));
    expect(ours.texts(sip('bo'))).toEqual(['before', 'between', 'after']);
    expect([ours.lines(), ours.failure]).toEqual([[], undefined]);
  });
});

describe('on one channel', () => {
  beforeEach(() => open());

  /** The request that is parked in the only application. */
  async function parkedRequest(): Promise<string | null> {
    const [row] = await desk.gateway.context.database.query<{ poll: string | null }>('select poll from ucwa_channels');
    return row?.poll ?? null;
  }

  it('a stray request of another program takes our place once, and we go on', async () => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    const chat = await callFrom(phone, ours.uri);
    await chat.say('one');
    await until('it is here', () => ours.texts().length === 1);
    const next = String((ours.channel as { next: string }).next);
    const stray = desk.ask(ours.token, 'GET', next);
    await chat.say('two');
    await until('it is here', () => ours.texts().length === 2);
    expect([200, 409]).toContain((await stray).status);
    expect(ours.failure).toBeUndefined();
  });

  it('another program that stays is reported', async () => {
    const ours = await device(ana);
    let isOver = false;
    ours.interfere = async (request, pass) => {
      if (!isEvents(request) || isOver) return pass(request);
      const before = await parkedRequest();
      let isAnswered = false;
      const own = pass(request).finally(() => {
        isAnswered = true;
      });
      // Parked, if nothing is there: then somebody else comes.
      await until('ours is parked or answered', async () => {
        const parked = await parkedRequest();
        return isAnswered || (parked !== null && parked !== before);
      });
      void desk.ask(ours.token, 'GET', request.url);
      return own;
    };
    // The request that is parked now ends; the next one has company.
    const skype = await listen(desk.gateway, bo);
    await skype.send(ana.mri, 'hello', {});
    await until('it has ended', () => ours.failure !== undefined);
    isOver = true;
    expect(ours.failure).toMatchObject({ kind: 'replaced' });
  });

  it('an application that is gone is made anew, and the next message arrives', async () => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    const chat = await callFrom(phone, ours.uri);
    await chat.say('one');
    await until('it is here', () => ours.texts().length === 1);
    const { applicationHref } = ours.session as { applicationHref: string };
    expect((await desk.ask(ours.token, 'DELETE', applicationHref)).status).toBe(204);
    await until('we know', () => ours.failure !== undefined);
    expect(ours.failure).toMatchObject({ kind: 'session-lost' });
    await ours.begin();
    await until('it is told', () => ours.members(sip('bo'))[sip('bo')] === undefined);
    expect(ours.members(sip('bo'))).toEqual({ [sip('ana')]: undefined, [sip('bo')]: undefined });
    await chat.say('two');
    await until('it is here', () => ours.texts().length === 2);
    expect(ours.texts(sip('bo'))).toEqual(['one', 'two']);
    expect(ours.lines()).toEqual([]);
  });

  it('a message whose reply was lost is sent once', async () => {
    const ours = await device(ana);
    const skype = await listen(desk.gateway, bo);
    let lost = 0;
    ours.interfere = async (request, pass) => {
      const reply = await pass(request);
      if (lost > 0 || !/operationId=m1/.test(request.url)) return reply;
      lost += 1;
      throw new ServiceError('network', 'lost');
    };
    await expect(ours.send(sip('bo'), 'once', 'm1')).rejects.toMatchObject({ kind: 'network' });
    await ours.send(sip('bo'), 'once', 'm1', { isRepeated: true });
    expect(lost).toBe(1);
    expect(ours.texts()).toEqual(['once']);
    const messages = await skype.messages(ana.mri);
    expect(messages.filter(({ messagetype }) => messagetype === 'RichText')).toHaveLength(1);
  });

  it('who is not let in hears so at once, and nothing is shown as said', async () => {
    const ours = await device(ana);
    const phone = await connectPhone(desk, bo);
    const sending = ours.send(sip('bo'), 'are you there?', 'm1').catch((error: unknown) => error);
    const ringing = await phone.until('communication: messagingInvitation started');
    const invitation = embedded(ringing, 'communication: messagingInvitation started');
    await phone.must('POST', href(invitation, 'decline'), { reason: 'Global' });
    expect(await sending).toMatchObject({ kind: 'declined' });
    expect(ours.texts()).toEqual([]);
  });
});
