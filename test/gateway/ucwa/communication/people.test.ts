// Who is in a conversation and in its chat (ucwa.md 8.8, 8.9, 10.4): every row of the table, in its order, and what merges into nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { befriend, type Client, listen } from '../../messaging/client.ts';
import { at, type Desk, href, type Json } from '../desk.ts';
import { call, connectPhone, embedded, find, linesOf, openExchange, type Phone, type Told, takeCall } from './phone.ts';

let desk: Desk;
let count = 0;

beforeAll(async () => {
  desk = await openExchange();
}, 60_000);
afterAll(() => desk.gateway.close());

async function friends(...names: string[]) {
  count += 1;
  const users = [];
  for (const name of names) users.push(await desk.settle(`${name}.${count}`, name));
  for (const [i, one] of users.entries())
    for (const other of users.slice(i + 1)) await befriend(desk.gateway, one, other);
  return users as [(typeof users)[0], (typeof users)[0], (typeof users)[0], ...typeof users];
}

const openChat = (phone: Phone, to: string): Promise<Told[]> =>
  call(phone, to).then(() => phone.until('communication: messagingInvitation completed Connected Success'));

const conversationOf = (told: readonly Told[]): string => find(told, 'communication: conversation').href;

/** A conversation of two UCWA users, connected; what each was told is thrown away. */
async function chatOfTwo(caller: Phone, callee: Phone): Promise<[string, string]> {
  await call(caller, callee.uri);
  const heard = await takeCall(callee);
  const told = await caller.until('communication: messagingInvitation completed');
  return [conversationOf(told), conversationOf(heard)];
}

const resource = async (phone: Phone, path: string): Promise<Json> => (await phone.must('GET', path)).json;
const linkOf = async (phone: Phone, path: string, rel: string) => href(await resource(phone, path), rel);

describe('a third person (10.4, rows 1 to 3)', () => {
  it('makes a conference of a chat of two, with roles, and a thread on the Skype side', async () => {
    const [fred, joe, anna] = await friends('fred', 'joe', 'anna');
    const phone = await connectPhone(desk, fred);
    const skypeJoe = await listen(desk.gateway, joe);
    const skypeAnna = await listen(desk.gateway, anna);
    const conversation = conversationOf(await openChat(phone, `sip:${joe.name}@skylark.example`));
    const add = await linkOf(phone, conversation, 'addParticipant');
    const answer = await phone.must('POST', add, { To: `sip:${anna.name}@skylark.example`, OperationId: 'add-1' });
    expect(answer.status).toBe(201);
    const told = await phone.until('communication: participantInvitation completed');
    expect(linesOf(told)).toEqual([
      'communication: participantInvitation started Connecting',
      'communication: conversation updated Conferencing',
      'communication: conversation updated Conferenced',
      'conversation: participant added in attendees',
      'conversation: participant updated',
      'conversation: participant added',
      'conversation: participant added in attendees',
      'conversation: participantMessaging added in participant',
      'communication: participantInvitation completed Connected Success',
    ]);
    expect(find(told, 'communication: participantInvitation started').href).toBe(answer.headers.get('location'));
    const shown = await resource(phone, conversation);
    expect(shown).toMatchObject({ state: 'Conferenced', participantCount: 3 });
    expect(shown.threadId).toMatch(/^19:/);
    expect(at(await resource(phone, href(shown, 'leaders')), '_links', 'participant')).toMatchObject([
      { title: 'fred' },
    ]);
    expect(at(await resource(phone, href(shown, 'attendees')), '_links', 'participant')).toHaveLength(2);
    expect(await resource(phone, href(shown, 'lobby'))).toMatchObject({ rel: 'lobby' });

    await phone.must('POST', await linkOf(phone, href(shown, 'messaging'), 'sendMessage'), 'hello both');
    await phone.until('conversation: message completed');
    for (const client of [skypeJoe, skypeAnna]) {
      const events = await client.drain();
      expect(events.some((event) => event.resource.content === 'hello both')).toBe(true);
    }
    await skypeAnna.send(String(shown.threadId), 'hello from anna');
    const message = embedded(await phone.until('conversation: message completed'), 'conversation: message completed');
    expect(at(message, '_links', 'participant', 'title')).toBe('anna');
  });

  it('is shown once they accept, when they use UCWA', async () => {
    const [fred, joe, anna] = await friends('fred', 'joe', 'anna');
    const phone = await connectPhone(desk, fred);
    const other = await connectPhone(desk, anna);
    const joesPhone = await connectPhone(desk, joe);
    const [conversation] = await chatOfTwo(phone, joesPhone);
    await phone.must('POST', await linkOf(phone, conversation, 'addParticipant'), { to: other.uri });
    expect(linesOf(await phone.drain())).not.toContain('conversation: participant added');
    const heard = await takeCall(other);
    expect(linesOf(heard)).toEqual(expect.arrayContaining(['conversation: participant added in attendees']));
    for (const one of [phone, joesPhone]) {
      const told = linesOf(await one.until('conversation: participantMessaging added in participant'));
      expect(told.slice(told.indexOf('conversation: participant added'))).toEqual(
        expect.arrayContaining([
          'conversation: participant added',
          'conversation: participant added in attendees',
          'conversation: participantMessaging added in participant',
        ]),
      );
    }
    expect(await resource(other, conversationOf(heard))).toMatchObject({ state: 'Conferenced', participantCount: 3 });
  });

  it('is nobody when they left again before anybody looked (row 10)', async () => {
    const [fred, joe, anna] = await friends('fred', 'joe', 'anna');
    const phone = await connectPhone(desk, fred);
    const other = await connectPhone(desk, anna);
    await listen(desk.gateway, joe);
    const conversation = conversationOf(await openChat(phone, `sip:${joe.name}@skylark.example`));
    await phone.must('POST', await linkOf(phone, conversation, 'addParticipant'), { to: other.uri });
    await phone.drain();
    const heard = await takeCall(other);
    await other.must('DELETE', conversationOf(heard));
    expect(linesOf(await phone.drain())).toEqual(['communication: participantInvitation completed Connected Success']);
  });

  it('fails for a stranger, and the chat of two goes on', async () => {
    const [fred, joe] = await friends('fred', 'joe', 'nobody');
    const stranger = await desk.settle(`stranger.${count}`);
    const phone = await connectPhone(desk, fred);
    await listen(desk.gateway, joe);
    const conversation = conversationOf(await openChat(phone, `sip:${joe.name}@skylark.example`));
    const add = await linkOf(phone, conversation, 'addParticipant');
    await phone.must('POST', add, { to: `sip:${stranger.name}@skylark.example` });
    const told = await phone.until('communication: participantInvitation completed');
    expect(linesOf(told).at(-1)).toBe('communication: participantInvitation completed Failed Failure NotAllowed');
    expect(await resource(phone, conversation)).toMatchObject({ state: 'Connected' });
  });
});

describe('a Skype group', () => {
  async function group(): Promise<{ phone: Phone; joe: Client; anna: Client; tid: string }> {
    const [fred, joe, anna] = await friends('fred', 'joe', 'anna');
    const phone = await connectPhone(desk, fred);
    const client = await listen(desk.gateway, joe);
    const other = await listen(desk.gateway, anna);
    const made = await client.request('POST', '/v1/threads', {
      members: [fred, joe, anna].map(({ mri }) => ({ id: mri, role: mri === joe.mri ? 'Admin' : 'User' })),
      properties: { topic: 'Lunch' },
    });
    const tid = decodeURIComponent(String(made.headers.get('location')).split('/').at(-1) ?? '');
    return { phone, joe: client, anna: other, tid };
  }

  it('is a conference that invites with its first message, whoever is in it', async () => {
    const { phone, joe, tid } = await group();
    await joe.send(tid, 'noon?');
    const heard = await takeCall(phone);
    const invitation = embedded(heard, 'communication: messagingInvitation started');
    expect(invitation).toMatchObject({ subject: 'Lunch', threadId: tid });
    expect(at(invitation, '_embedded', 'from', 'name')).toBe('joe');
    const lines = linesOf(heard);
    expect(lines.filter((line) => line === 'conversation: participant added')).toHaveLength(2);
    expect(lines.filter((line) => line === 'conversation: participantMessaging added in participant')).toHaveLength(2);
    expect(lines).toContain('conversation: participant added in leaders');
    expect(lines).toContain('communication: conversation updated Conferenced');
    const shown = await resource(phone, conversationOf(heard));
    expect(shown).toMatchObject({ state: 'Conferenced', subject: 'Lunch', threadId: tid, participantCount: 3 });
    const others = at(await resource(phone, href(shown, 'participants')), '_links', 'participant') as Json[];
    expect(others.map(({ title }) => title).sort()).toEqual(['anna', 'fred', 'joe']);
  });

  it('is entered by its threadId, and its changes of members, roles and topic are told', async () => {
    const { phone, joe, anna, tid } = await group();
    await phone.must('POST', phone.link('startMessaging'), { to: phone.uri, threadId: tid, operationId: 'enter' });
    await phone.until('communication: messagingInvitation completed Connected Success');
    await joe.request('PUT', `/v1/threads/${tid}/members/${anna.user.mri}`, { role: 'Admin' });
    expect(linesOf(await phone.until('conversation: participant updated'))).toEqual([
      'conversation: participant deleted in attendees',
      'conversation: participant added in leaders',
      'conversation: participant updated',
    ]);
    await joe.request('PUT', `/v1/threads/${tid}/properties?name=topic`, { topic: 'Dinner' });
    expect(
      embedded(await phone.until('communication: conversation updated'), 'communication: conversation updated'),
    ).toMatchObject({
      subject: 'Dinner',
    });
    await joe.request('DELETE', `/v1/threads/${tid}/members/${anna.user.mri}`);
    expect(linesOf(await phone.until('conversation: participant deleted'))).toContain(
      'conversation: participant deleted in leaders',
    );
    expect(linesOf(await phone.drain())).toEqual([]);
    await joe.request('DELETE', `/v1/threads/${tid}/members/${phone.user.mri}`);
    expect(linesOf(await phone.until('communication: conversation deleted'))).toContain(
      'conversation: messaging updated Disconnected Removed',
    );
  });

  it('shows nobody what was said before they came, when that is not disclosed', async () => {
    const { phone, joe, tid } = await group();
    await joe.request('PUT', `/v1/threads/${tid}/properties?name=historydisclosed`, { historydisclosed: false });
    await joe.request('DELETE', `/v1/threads/${tid}/members/${phone.user.mri}`);
    const secret = await joe.send(tid, 'secret');
    await joe.request('PUT', `/v1/threads/${tid}/members/${phone.user.mri}`, { role: 'User' });
    await joe.send(tid, 'welcome');
    const told = [...(await takeCall(phone)), ...(await phone.drain())];
    const messages = told.filter(({ line }) => line.startsWith('conversation: message '));
    expect(messages.map((one) => href(one.embedded, 'plainMessage').split(',')[1])).toEqual(['welcome']);
    const address = messages[0]?.href ?? '';
    expect((await phone.ask('GET', address)).status).toBe(200);
    expect((await phone.ask('GET', address.replace(/[^/]*$/, secret))).status).toBe(404);
  });

  it('tells who comes and goes unseen nothing at all (row 10)', async () => {
    const { phone, joe, tid } = await group();
    const mia = await desk.settle(`mia.${count}`, 'mia');
    await befriend(desk.gateway, joe.user, mia);
    await phone.must('POST', phone.link('startMessaging'), { to: phone.uri, threadId: tid });
    await phone.until('communication: messagingInvitation completed');
    // Nobody asks for events meanwhile; a request that is answered 404 makes the news of the domain be looked at in between.
    await joe.request('PUT', `/v1/threads/${tid}/members/${mia.mri}`, { role: 'User' });
    await joe.request('DELETE', `/v1/threads/${tid}/members/${mia.mri}`);
    expect(linesOf(await phone.drain())).toEqual([]);
  });
});

describe('leaving and coming back (rows 4 to 9)', () => {
  it('tells the chat that somebody left and rejoined, while they stay in the conference', async () => {
    const [fred, joe, anna] = await friends('fred', 'joe', 'anna');
    const [one, two] = [await connectPhone(desk, fred), await connectPhone(desk, joe)];
    await listen(desk.gateway, anna);
    const [conversation, theirs] = await chatOfTwo(one, two);
    await one.must('POST', await linkOf(one, conversation, 'addParticipant'), {
      to: `sip:${anna.name}@skylark.example`,
    });
    await one.until('communication: participantInvitation completed');
    await two.until('communication: conversation updated Conferenced');
    await two.drain();

    const messaging = await linkOf(two, theirs, 'messaging');
    await two.must('POST', await linkOf(two, messaging, 'stopMessaging'));
    expect(linesOf(await two.drain())).toEqual([
      'conversation: participantMessaging deleted in localParticipant',
      'conversation: messaging updated Disconnected',
    ]);
    const gone = await one.drain();
    expect(linesOf(gone)).toEqual(['conversation: participantMessaging deleted in participant']);
    expect(await resource(two, theirs)).toMatchObject({ state: 'Conferenced', activeModalities: [] });
    const chat = find(gone, 'conversation: participantMessaging deleted');
    expect((await one.ask('GET', chat.href)).status).toBe(404);
    expect((await one.ask('GET', String(at(chat.event, 'in', 'href')))).status).toBe(200);
    const links = at(await resource(two, messaging), '_links') as Json;
    expect(Object.keys(links)).toEqual(expect.arrayContaining(['addMessaging']));
    expect(links.sendMessage).toBeUndefined();

    const back = await two.must('POST', href(await resource(two, messaging), 'addMessaging'), { operationId: 'back' });
    expect(back.status).toBe(201);
    expect(linesOf(await two.until('communication: messagingInvitation completed'))).toEqual([
      'communication: messagingInvitation started Connecting',
      'conversation: participantMessaging added in localParticipant',
      'conversation: messaging updated Connected',
      'communication: messagingInvitation completed Connected Success',
    ]);
    expect(linesOf(await one.drain())).toEqual(['conversation: participantMessaging added in participant']);
    expect(await resource(one, chat.href)).toEqual({
      rel: 'participantMessaging',
      _links: { self: { href: chat.href }, participant: { href: at(chat.event, 'in', 'href'), title: 'joe' } },
    });
    // Who left and came back before anybody looked has only changed.
    await two.must('POST', await linkOf(two, messaging, 'stopMessaging'));
    await two.must('POST', href(await resource(two, messaging), 'addMessaging'), { operationId: 'back again' });
    expect(linesOf(await one.drain())).toEqual(['conversation: participantMessaging updated in participant']);
  });

  it('tells when somebody leaves altogether: chat, role, participant', async () => {
    const [fred, joe, anna] = await friends('fred', 'joe', 'anna');
    const [one, two] = [await connectPhone(desk, fred), await connectPhone(desk, joe)];
    await listen(desk.gateway, anna);
    const [conversation, theirs] = await chatOfTwo(one, two);
    await one.must('POST', await linkOf(one, conversation, 'addParticipant'), {
      to: `sip:${anna.name}@skylark.example`,
    });
    await one.until('communication: participantInvitation completed');
    await two.must('DELETE', theirs);
    expect(linesOf(await one.drain())).toEqual([
      'conversation: participantMessaging deleted in participant',
      'conversation: participant deleted in attendees',
      'conversation: participant deleted',
    ]);
    expect(linesOf(await two.drain()).slice(-3)).toEqual([
      'conversation: participantMessaging deleted in localParticipant',
      'communication: conversation updated Disconnected',
      'communication: conversation deleted',
    ]);
    // They are still members: the next message invites again, and the acceptance brings them back.
    await one.must('POST', await linkOf(one, await linkOf(one, conversation, 'messaging'), 'sendMessage'), 'come back');
    const heard = await takeCall(two);
    expect(linesOf(heard)).toContain('communication: conversation updated Conferenced');
    expect(linesOf(await one.until('conversation: participantMessaging added'))).toEqual(
      expect.arrayContaining(['conversation: participant added', 'conversation: participant added in attendees']),
    );
  });

  it('tells the other of a chat of two, whose next message invites again', async () => {
    const [fred, joe] = await friends('fred', 'joe', 'anna');
    const [one, two] = [await connectPhone(desk, fred), await connectPhone(desk, joe)];
    const [conversation, theirs] = await chatOfTwo(one, two);
    await two.must('POST', await linkOf(two, await linkOf(two, theirs, 'messaging'), 'stopMessaging'));
    expect(linesOf(await one.drain())).toEqual(['conversation: participantMessaging deleted in participant']);
    await one.must(
      'POST',
      await linkOf(one, await linkOf(one, conversation, 'messaging'), 'sendMessage'),
      'still there?',
    );
    const told = await takeCall(two);
    const message = embedded([...told, ...(await two.drain())], 'conversation: message completed');
    expect(href(message, 'plainMessage')).toContain('still+there');
    expect(linesOf(await one.until('conversation: participantMessaging added'))).toContain(
      'conversation: participantMessaging added in participant',
    );
  });

  it('tells the others when an application ends (10.5)', async () => {
    const [fred, joe] = await friends('fred', 'joe', 'anna');
    const [one, two] = [await connectPhone(desk, fred), await connectPhone(desk, joe)];
    await chatOfTwo(one, two);
    expect((await two.must('DELETE', href(two.application, 'self'))).status).toBe(204);
    expect(linesOf(await one.drain()).filter((line) => line.startsWith('conv'))).toEqual([
      'conversation: participantMessaging deleted in participant',
      'conversation: participant deleted',
    ]);
    const later = await two.ask('GET', href(two.application, 'self'));
    expect([later.status, later.json.subcode]).toEqual([404, 'ApplicationNotFound']);
  });
});

describe('typing', () => {
  it('puts somebody into typingParticipants and takes them out again after a while, both ways', async () => {
    const [fred, joe] = await friends('fred', 'joe', 'anna');
    const phone = await connectPhone(desk, fred);
    const skype = await listen(desk.gateway, joe);
    const conversation = conversationOf(await openChat(phone, `sip:${joe.name}@skylark.example`));
    await skype.drain();
    await skype.send(fred.mri, '', { messagetype: 'Control/Typing' });
    expect(linesOf(await phone.until('conversation: participant deleted in typingParticipants'))).toEqual([
      'conversation: participant added in typingParticipants',
      'conversation: participant deleted in typingParticipants',
    ]);
    const messaging = await resource(phone, await linkOf(phone, conversation, 'messaging'));
    await skype.send(fred.mri, '', { messagetype: 'Control/Typing' });
    await phone.until('conversation: participant added in typingParticipants');
    const typing = await resource(phone, href(messaging, 'typingParticipants'));
    expect(at(typing, '_links', 'participant', 0, 'title')).toBe('joe');
    await skype.send(fred.mri, 'written');
    expect(linesOf(await phone.until('conversation: message completed'))).toEqual([
      'conversation: participant deleted in typingParticipants',
      'conversation: message completed Success',
      'communication: conversation updated Connected',
    ]);
    expect((await phone.must('POST', href(messaging, 'setIsTyping'))).status).toBe(204);
    const events = await skype.drain();
    expect(events.map((event) => event.resource.messagetype)).toContain('Control/Typing');
  });
});
