// The request sequences of ucwa.md 10.2 to 10.5 between UCWA users, and between them and users of the Skype protocol.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { befriend, listen } from '../../messaging/client.ts';
import { at, type Desk, href } from '../desk.ts';
import { call, connectPhone, embedded, find, linesOf, openExchange, type Phone, type Told, takeCall } from './phone.ts';

let desk: Desk;
let count = 0;

beforeAll(async () => {
  desk = await openExchange();
}, 60_000);
afterAll(() => desk.gateway.close());

/** New people who all know each other. */
async function friends(...names: string[]) {
  count += 1;
  const users = [];
  for (const name of names) users.push(await desk.settle(`${name}.${count}`, name));
  for (const [i, one] of users.entries())
    for (const other of users.slice(i + 1)) await befriend(desk.gateway, one, other);
  return users as [(typeof users)[0], (typeof users)[0], ...typeof users];
}

describe('a chat that the user begins with somebody who has just written', () => {
  it('has what was said before the user was told of it, although the user asked first', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const skype = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    await phone.drain();
    await skype.send(fred.mri, 'are you there?', {});
    await skype.send(fred.mri, 'it is me', {});
    await call(phone, `sip:${joe.name}@skylark.example`);
    const told = await phone.drain();
    const texts = told
      .filter(({ line }) => line.startsWith('conversation: message completed'))
      .map(({ embedded: message }) => href(message as Record<string, unknown>, 'plainMessage'));
    expect(texts).toEqual(['data:text/plain;charset=utf-8,are+you+there%3F', 'data:text/plain;charset=utf-8,it+is+me']);
  });
});

describe('a user who is away for longer than the server keeps events', () => {
  /** What the domain does with a queue that is too long. */
  async function overflow({ user }: Phone): Promise<void> {
    const { database } = desk.gateway.context;
    const [subscription] = await database.query(
      'update subscriptions set is_lost = true where user_id = $1 returning serial',
      [user.userId],
    );
    await database.query('delete from events where subscription = $1', [subscription?.serial]);
  }
  const textsOf = (told: readonly Told[]) =>
    told
      .filter(({ line }) => line.startsWith('conversation: message completed'))
      .map(({ embedded: message }) => href(message as Record<string, unknown>, 'plainMessage').split(',')[1]);

  it('is told what was said meanwhile, invited by who wrote for the first time, and hears on', async () => {
    const [fred, joe, anna] = await friends('fred', 'joe', 'anna');
    const [skype, other] = [await listen(desk.gateway, joe), await listen(desk.gateway, anna as typeof joe)];
    const phone = await connectPhone(desk, fred);
    await skype.send(fred.mri, 'hi', {});
    await takeCall(phone);
    await phone.drain();
    await skype.send(fred.mri, 'one', {});
    await overflow(phone);
    await skype.send(fred.mri, 'two', {});
    await other.send(fred.mri, 'hello', {});

    const told = await phone.drain();
    expect(textsOf(told)).toEqual(['one', 'two']);
    const invitation = embedded(told, 'communication: messagingInvitation started');
    expect(href(invitation, 'message')).toBe('data:text/plain;charset=utf-8,hello');
    await skype.send(fred.mri, 'three', {});
    expect(textsOf(await phone.drain())).toEqual(['three']);
  });
});

describe('an incoming message (10.2)', () => {
  it('invites, and after the acceptance tells who chats and the message, in the order of the notes', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const skype = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    await skype.send(fred.mri, 'hello & <b>', {});

    const before = await phone.until('conversation: participant added');
    expect(linesOf(before).filter((line) => !/^(me|people)/.test(line))).toEqual([
      'communication: messagingInvitation started Connecting',
      'communication: conversation added Incoming',
      'conversation: localParticipant added',
      'conversation: participant added',
    ]);
    const invitation = embedded(before, 'communication: messagingInvitation started');
    expect(invitation).toMatchObject({ rel: 'messagingInvitation', direction: 'Incoming', state: 'Connecting' });
    expect(Object.keys(invitation._links as object)).toEqual(
      expect.arrayContaining(['self', 'accept', 'decline', 'conversation', 'messaging', 'to', 'message']),
    );
    expect(href(invitation, 'message')).toBe('data:text/plain;charset=utf-8,hello+%26+%3Cb%3E');
    expect(at(invitation, '_embedded', 'from')).toMatchObject({ rel: 'participant', name: 'joe' });
    expect(embedded(before, 'communication: conversation added')).toMatchObject({ activeModalities: ['Messaging'] });
    expect(find(before, 'conversation: participant added').event).toMatchObject({ link: { title: 'joe' } });
    expect(find(before, 'conversation: participant added').embedded).toBeUndefined();

    // A query of the client's own does no harm.
    await phone.must('POST', `${href(invitation, 'accept')}?sessionContext=1`);
    const after = await phone.until('conversation: message completed');
    expect(linesOf(after)).toEqual([
      'communication: messagingInvitation updated Connecting',
      'conversation: messaging updated Connected',
      'communication: conversation updated Connected',
      'conversation: participantMessaging added in localParticipant',
      'conversation: participantMessaging added in participant',
      'conversation: participant updated',
      'communication: messagingInvitation completed Connected Success',
      'conversation: message completed Success',
      'communication: conversation updated Connected',
    ]);
    const taken = embedded(after, 'communication: messagingInvitation updated');
    expect(Object.keys(taken._links as object)).not.toEqual(expect.arrayContaining(['accept']));
    const message = embedded(after, 'conversation: message completed');
    expect(message).toMatchObject({ direction: 'Incoming' });
    expect(message.timeStamp).toMatch(/^\/Date\(\d+\)\/$/);
    expect(href(message, 'plainMessage')).toBe('data:text/plain;charset=utf-8,hello+%26+%3Cb%3E');
    const conversation = await phone.must('GET', href(invitation, 'conversation'));
    expect(at(conversation.json, '_links', 'addParticipant')).toBeDefined();
    const own = find(after, 'conversation: participantMessaging added in localParticipant');
    expect(own.embedded).toMatchObject({ rel: 'participantMessaging' });
    expect(find(after, 'conversation: participantMessaging added in participant').embedded).toBeUndefined();
  });

  it('is not told a second time when the acceptance is repeated', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const skype = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    await skype.send(fred.mri, 'once');
    const told = await takeCall(phone);
    await phone.must('POST', href(embedded(told, 'communication: messagingInvitation started'), 'accept'));
    expect(linesOf(await phone.drain()).filter((line) => line.includes('messagingInvitation'))).toEqual([]);
  });

  it('ends when it is declined, and the next message invites anew', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const skype = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    await skype.send(fred.mri, 'first');
    const before = await phone.until('communication: messagingInvitation started');
    const invitation = embedded(before, 'communication: messagingInvitation started');
    await phone.must('POST', href(invitation, 'decline'), { Reason: 'Local' });
    const after = await phone.until('communication: conversation deleted');
    expect(linesOf(after).slice(-4)).toEqual([
      'communication: messagingInvitation completed Declined Failure Declined',
      'conversation: messaging updated Disconnected Declined',
      'communication: conversation updated Disconnected Declined',
      'communication: conversation deleted',
    ]);
    expect((await phone.ask('GET', href(invitation, 'conversation'))).status).toBe(404);
    expect((await phone.ask('POST', href(invitation, 'accept'))).status).toBe(404);
    await skype.send(fred.mri, 'second');
    const again = await phone.until('communication: messagingInvitation started');
    expect(href(embedded(again, 'communication: messagingInvitation started'), 'message')).toContain('second');
  });
});

describe('an outgoing message (10.3)', () => {
  it('is accepted at once by a user of the Skype protocol, in the order of the notes', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const skype = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    const to = `sip:${joe.name}@skylark.example`;
    const more = { subject: 'Lunch', importance: 'Normal', sessionContext: 'x', telemetryId: null };
    const location = await call(phone, to, { operationId: 'op-lunch', ...more });
    const told = await phone.until('communication: messagingInvitation completed');
    expect(linesOf(told)).toEqual([
      'communication: messagingInvitation started Connecting',
      'communication: conversation added Connecting',
      'conversation: localParticipant added',
      'conversation: messaging updated Connecting',
      'communication: conversation updated Connected',
      'conversation: participant added',
      'conversation: participantMessaging added in participant',
      'conversation: participantMessaging added in localParticipant',
      'conversation: messaging updated Connected',
      'communication: messagingInvitation completed Connected Success',
    ]);
    const started = find(told, 'communication: messagingInvitation started');
    expect(started.href).toBe(location);
    expect(started.embedded).toMatchObject({ direction: 'Outgoing', operationId: 'op-lunch', subject: 'Lunch' });
    expect(Object.keys(started.embedded?._links as object)).toEqual(
      expect.arrayContaining(['from', 'to', 'cancel', 'conversation', 'messaging']),
    );
    expect(embedded(told, 'communication: conversation added')).toMatchObject({ activeModalities: [] });
    const completed = embedded(told, 'communication: messagingInvitation completed');
    expect(at(completed, '_embedded', 'acceptedByParticipant', 0)).toMatchObject({ name: 'joe', uri: to });

    const messaging = embedded(told.slice(5), 'conversation: messaging updated Connected');
    const sent = await phone.must(
      'POST',
      `${href(messaging, 'sendMessage')}?operationId=m1&SessionContext=s`,
      'hi <joe>',
      {
        'Content-Type': 'text/plain',
      },
    );
    expect(sent.status).toBe(201);
    const echo = await phone.until('conversation: message completed');
    expect(linesOf(echo)).toEqual(['conversation: message completed Success']);
    const message = embedded(echo, 'conversation: message completed');
    expect(message).toMatchObject({ direction: 'Outgoing', operationId: 'm1' });
    expect(at(message, '_links', 'plainMessage')).toBeUndefined();
    expect(at(message, '_links', 'self', 'href')).toBe(sent.headers.get('location'));
    const [stored] = await skype.messages(fred.mri);
    expect(stored).toMatchObject({ messagetype: 'RichText', content: 'hi &lt;joe&gt;', clientmessageid: 'm1' });

    await phone.must('POST', href(messaging, 'stopMessaging'));
    expect(linesOf(await phone.until('communication: conversation deleted'))).toEqual([
      'conversation: messaging updated Disconnected',
      'conversation: participantMessaging deleted in localParticipant',
      'communication: conversation updated Disconnected',
      'communication: conversation deleted',
    ]);
    expect((await phone.ask('POST', href(messaging, 'stopMessaging'))).status).toBe(404);
  });

  it('sends a message once however often the request comes, and a start as well', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const skype = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    const to = `sip:${joe.name}@skylark.example`;
    const location = await call(phone, to);
    expect(await call(phone, to)).toBe(location);
    const told = await phone.until('communication: messagingInvitation completed');
    const messaging = embedded(told.slice(5), 'conversation: messaging updated Connected');
    const send = () => phone.must('POST', `${href(messaging, 'sendMessage')}?operationId=m1`, 'once');
    const first = await send();
    expect((await send()).headers.get('location')).toBe(first.headers.get('location'));
    expect(linesOf(await phone.drain())).toEqual(['conversation: message completed Success']);
    expect(await skype.messages(fred.mri)).toHaveLength(1);
  });

  it('rings at a UCWA user and goes on when that one accepts', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const caller = await connectPhone(desk, fred);
    const callee = await connectPhone(desk, joe);
    await call(caller, callee.uri, { _links: { message: { href: 'data:text/plain;base64,R3LDvMOfZQ==' } } });
    expect(linesOf(await caller.drain()).at(-1)).toBe('conversation: messaging updated Connecting');
    const heard = await takeCall(callee);
    expect(href(embedded(heard, 'communication: messagingInvitation started'), 'message')).toContain('R3LDvMOfZQ==');
    expect(linesOf(await caller.until('communication: messagingInvitation completed'))).toEqual([
      'communication: conversation updated Connected',
      'conversation: participant added',
      'conversation: participantMessaging added in participant',
      'conversation: participantMessaging added in localParticipant',
      'conversation: messaging updated Connected',
      'communication: messagingInvitation completed Connected Success',
      'conversation: message completed Success',
    ]);
    const message = embedded([...heard, ...(await callee.drain())], 'conversation: message completed');
    expect(href(message, 'plainMessage')).toBe('data:text/plain;charset=utf-8,Gr%C3%BC%C3%9Fe');
  });

  it('ends when the UCWA user declines', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const caller = await connectPhone(desk, fred);
    const callee = await connectPhone(desk, joe);
    await call(caller, callee.uri);
    const heard = await callee.until('communication: messagingInvitation started');
    await callee.must('POST', href(embedded(heard, 'communication: messagingInvitation started'), 'decline'));
    expect(linesOf(await caller.until('communication: conversation deleted')).slice(-4)).toEqual([
      'communication: messagingInvitation completed Declined Failure Declined',
      'conversation: messaging updated Disconnected Declined',
      'communication: conversation updated Disconnected Declined',
      'communication: conversation deleted',
    ]);
  });

  it('ends when the user takes it back, on both sides', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const caller = await connectPhone(desk, fred);
    const callee = await connectPhone(desk, joe);
    await call(caller, callee.uri);
    const told = await caller.until('communication: messagingInvitation started');
    await callee.until('communication: messagingInvitation started');
    await caller.must('POST', href(embedded(told, 'communication: messagingInvitation started'), 'cancel'));
    await caller.until('communication: messagingInvitation completed Cancelled Failure Canceled');
    await callee.until('communication: messagingInvitation completed Cancelled Failure Canceled');
  });

  it('fails while an earlier invitation to the same person rings, which goes on', async () => {
    const [fred, joe] = await friends('fred', 'joe');
    const caller = await connectPhone(desk, fred);
    const callee = await connectPhone(desk, joe);
    await call(caller, callee.uri);
    await caller.drain();
    await call(caller, callee.uri, { operationId: 'op-2' });
    expect(linesOf(await caller.until('communication: messagingInvitation completed'))).toContain(
      'communication: messagingInvitation completed Failed Failure AnotherOperationPending',
    );
    await takeCall(callee);
    await caller.until('communication: messagingInvitation completed Connected Success');
  });

  it('fails for an address that nobody has', async () => {
    const [fred] = await friends('fred', 'joe');
    const caller = await connectPhone(desk, fred);
    await call(caller, 'sip:nobody@skylark.example');
    expect(linesOf(await caller.until('communication: conversation deleted'))).toContain(
      'communication: messagingInvitation completed Failed Failure DestinationNotFound',
    );
  });
});
