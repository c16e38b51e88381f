import { describe, expect, it } from 'vitest';
import { setBlocked } from '../../../gateway/account/contacts.ts';
import { sendMessage } from '../../../gateway/messaging/sending.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, connect, type Json, listen, ofType } from './client.ts';
import { pair, pick, settle } from './town.ts';

const text = (content: string, more: Json = {}) => ({ messagetype: 'Text', contenttype: 'text', content, ...more });
const messagesOf = (cid: string) => `/v1/users/ME/conversations/${cid}/messages`;

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  const open = async (): Promise<[Client, Client]> => {
    const [fred, joe] = await pair(town);
    return [await listen(town.gateway, fred), await listen(town.gateway, joe)];
  };

  describe('sending', () => {
    it('answers 201 with the link of the message and the time as a number (13.6)', async () => {
      const [fred, joe] = await open();
      const reply = await fred.request('POST', messagesOf(joe.user.mri), text('Hello'));
      expect(reply.status).toBe(201);
      expect(reply.body).toEqual({ OriginalArrivalTime: expect.any(Number) });
      expect(reply.headers.get('location')).toBe(
        `https://gateway.test${messagesOf(joe.user.mri)}/${reply.body.OriginalArrivalTime}`,
      );
    });

    it('reaches the receiver as NewMessage and ConversationUpdate', async () => {
      const [fred, joe] = await open();
      const id = await fred.send(joe.user.mri, 'Hello', { clientmessageid: '17149792889901234567' });
      const [message, update, ...more] = await joe.drain();
      expect(more).toEqual([]);
      expect(message).toMatchObject({
        type: 'EventMessage',
        resourceType: 'NewMessage',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      });
      expect(message.resource).toMatchObject({
        id,
        version: id,
        type: 'Message',
        messagetype: 'Text',
        contenttype: 'text',
        content: 'Hello',
        clientmessageid: '17149792889901234567',
        composetime: expect.stringMatching(/\.\d{3}Z$/),
        originalarrivaltime: new Date(Number(id)).toISOString(),
        from: `https://gateway.test/v1/users/ME/contacts/${fred.user.mri}`,
        conversationLink: `https://gateway.test/v1/users/ME/conversations/${fred.user.mri}`,
        imdisplayname: fred.user.displayName,
        isactive: true,
        ackrequired: `https://gateway.test/v1/users/ME/conversations/ALL/messages/${id}/ack`,
      });
      expect(update).toMatchObject({
        resourceType: 'ConversationUpdate',
        resource: {
          id: fred.user.mri,
          type: 'Conversation',
          version: Number(id),
          targetLink: `https://gateway.test/v1/users/ME/contacts/${fred.user.mri}`,
          lastMessage: { id, content: 'Hello', from: message.resource.from },
        },
      });
      expect(update.resource.threadProperties).toBeUndefined();
    });

    it('echoes to all endpoints of the sender with the client id unchanged, as text (0.3 rule 8)', async () => {
      const [fred, joe] = await open();
      const other = await listen(town.gateway, fred.user);
      await fred.drain();
      await fred.send(joe.user.mri, 'Hello', { clientmessageid: 1714979288990 });
      for (const endpoint of [fred, other]) {
        const [event] = ofType(await endpoint.drain(), 'NewMessage');
        expect(event.resource.clientmessageid).toBe('1714979288990');
        expect(event.resource.conversationLink).toBe(`https://gateway.test/v1/users/ME/conversations/${joe.user.mri}`);
      }
    });

    it('is done as the authenticated user, whatever the body says', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'forged', {
        from: '/v1/users/ME/contacts/8:boss',
        imdisplayname: 'The Boss',
        id: '1',
        version: '1',
      });
      const [event] = ofType(await joe.drain(), 'NewMessage');
      expect(event.resource.from).toBe(`https://gateway.test/v1/users/ME/contacts/${fred.user.mri}`);
      expect(event.resource.imdisplayname).toBe(fred.user.displayName);
      expect(event.resource.id).not.toBe('1');
    });

    it('twice with the same client id, type and content stores one message; with other content it stores two', async () => {
      const [fred, joe] = await open();
      const first = await fred.send(joe.user.mri, 'once', { clientmessageid: '42' });
      expect(await fred.send(joe.user.mri, 'once', { clientmessageid: '42' })).toBe(first);
      const collision = await fred.send(joe.user.mri, 'other', { clientmessageid: '42' });
      expect(collision).not.toBe(first);
      const rich = await fred.send(joe.user.mri, 'once', { clientmessageid: '42', messagetype: 'RichText' });
      expect(rich).not.toBe(first);
      expect((await joe.messages(fred.user.mri)).map((message) => message.content)).toEqual(['once', 'other', 'once']);
      expect(ofType(await joe.drain(), 'NewMessage')).toHaveLength(3);
    });

    it('without a client id never takes two messages for one', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'ok');
      await fred.send(joe.user.mri, 'ok');
      expect(await joe.messages(fred.user.mri)).toHaveLength(2);
    });

    it('hands on the fields of an action and of mentions as text', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'Fred waves', { skypeemoteoffset: 5, 'Has-Mentions': true });
      const [message] = await joe.messages(fred.user.mri);
      expect(message).toMatchObject({ skypeemoteoffset: '5', 'Has-Mentions': 'true' });
    });

    it('keeps what cannot be stored as it is from doing harm', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'a\u0000b\ud800c \u{1f600}');
      const [event] = ofType(await joe.drain(), 'NewMessage');
      expect(event.resource.content).toBe('ab\ufffdc \u{1f600}');
    });

    it('keeps the compose time of the sender unless it lies after the arrival, and refuses one of another form', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'past', { composetime: '2016-01-01T00:00:00.000Z' });
      await fred.send(joe.user.mri, 'future', { composetime: '2099-01-01T00:00:00.000Z' });
      const [future, past] = await joe.messages(fred.user.mri);
      expect(past.composetime).toBe('2016-01-01T00:00:00.000Z');
      expect(future.composetime).toBe(future.originalarrivaltime);
      const reply = await fred.request(
        'POST',
        messagesOf(joe.user.mri),
        text('x', { composetime: '2016-01-01T00:00:00.0000000Z' }),
      );
      expect(reply.status).toBe(400);
    });

    it('refuses forged thread activity, unreadable types and content that is too long', async () => {
      const [fred, joe] = await open();
      const post = async (body: Json) => (await fred.request('POST', messagesOf(joe.user.mri), body)).status;
      expect(await post(text('<addmember/>', { messagetype: 'ThreadActivity/AddMember' }))).toBe(403);
      expect(await post(text('x', { messagetype: 'Rich Text!' }))).toBe(400);
      expect(await post({ content: 'no type' })).toBe(400);
      expect(await post(text('x'.repeat(65_537)))).toBe(413);
      expect(await post(text('x'.repeat(2_000_000)))).toBe(413);
      expect(await post(text('x', { clientmessageid: 'x'.repeat(200) }))).toBe(400);
      expect(await post('{')).toBe(400);
      expect(await joe.messages(fred.user.mri)).toEqual([]);
    });

    it('to a name that is none, and to nobody, answers 400/201 and 404/730', async () => {
      const [fred] = await open();
      const bad = await fred.request('POST', messagesOf('nobody'), text('x'));
      expect([bad.status, bad.body.errorCode]).toEqual([400, 201]);
      for (const cid of ['8:nobody.at.all', '1:someone@live.com', '19:0000@thread.skype']) {
        const reply = await fred.request('POST', messagesOf(cid), text('x'));
        expect([cid, reply.status, reply.body.errorCode]).toEqual([cid, 404, 730]);
      }
    });

    it('finds people in any letter case and names the conversation in theirs', async () => {
      const [fred, joe] = await open();
      const reply = await fred.request('POST', messagesOf(joe.user.mri.toUpperCase()), text('x'));
      expect(reply.headers.get('location')).toContain(`/conversations/${joe.user.mri}/`);
      expect(await joe.messages(fred.user.mri)).toHaveLength(1);
    });

    it('to oneself keeps a note', async () => {
      const client = await listen(town.gateway, pick(await town.strangers(1), 0));
      await client.send(client.user.mri, 'buy milk');
      expect(ofType(await client.drain(), 'NewMessage')).toHaveLength(1);
      expect((await client.messages(client.user.mri))[0].content).toBe('buy milk');
    });

    it('to someone who blocked the sender is refused with 403', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'hi');
      await setBlocked(town.gateway.context, joe.user, fred.user.mri, true);
      const reply = await fred.request('POST', messagesOf(joe.user.mri), text('still there?'));
      expect([reply.status, typeof reply.body.errorCode]).toEqual([403, 'number']);
      const typing = await fred.request('POST', messagesOf(joe.user.mri), text('', { messagetype: 'Control/Typing' }));
      expect(typing.status).toBe(403);
      expect(await joe.messages(fred.user.mri)).toHaveLength(1);
    });

    it('to someone who never accepted is limited to a few messages, until they answer', async () => {
      const [a, b] = await town.strangers(2);
      const [from, to] = [
        await connect(town.gateway, pick([a], 0) as never),
        await connect(town.gateway, pick([b], 0) as never),
      ];
      for (let i = 0; i < 5; i += 1) await from.send(to.user.mri, `please ${i}`);
      const refused = await from.request('POST', messagesOf(to.user.mri), text('please?'));
      expect([refused.status, refused.body.errorCode]).toEqual([403, 804]);
      await to.send(from.user.mri, 'all right');
      await from.send(to.user.mri, 'thank you');
      expect(await to.messages(from.user.mri)).toHaveLength(7);
    });

    it('to a bot is not limited', async () => {
      const bot = await town.gateway.createUser({ name: 'concierge', kind: 'bot' });
      const client = await connect(town.gateway, pick(await town.strangers(1), 0));
      for (let i = 0; i < 7; i += 1) await client.send(bot.mri, 'help');
      expect(await client.messages('28:concierge')).toHaveLength(7);
    });

    it('too fast answers 429/800 with a time to wait', async () => {
      const [fred, joe] = await pair(town);
      const context = town.messaging({ messageBurst: 2, messagesPerSecond: 0.1 });
      await sendMessage(context, fred, joe.mri, text('1'));
      await sendMessage(context, fred, joe.mri, text('2'));
      await expect(sendMessage(context, fred, joe.mri, text('3'))).rejects.toMatchObject({
        status: 429,
        errorCode: 800,
        headers: { 'Retry-After': '10' },
      });
    });
  });

  describe('message ids', () => {
    let nowMs = 1_700_000_000_000;
    const slow = settle(openDatabase, { now: () => nowMs });

    it('are the arrival time in ms, and grow even when the clock stands still or goes back', async () => {
      const [fred, joe] = await pair(slow);
      const from = await connect(slow.gateway, fred);
      nowMs = 1_700_000_100_000;
      const first = await from.send(joe.mri, '1');
      const second = await from.send(joe.mri, '2');
      nowMs -= 50_000;
      const third = await from.send(joe.mri, '3');
      expect(first).toBe('1700000100000');
      expect(BigInt(second) > BigInt(first) && BigInt(third) > BigInt(second)).toBe(true);
      expect((await from.messages(joe.mri)).map((message) => message.content)).toEqual(['3', '2', '1']);
    });

    it('are different for messages sent at the same moment by many', async () => {
      const [fred, joe] = await pair(slow);
      const clients = await Promise.all([fred, joe, fred, joe].map((user) => connect(slow.gateway, user)));
      const ids = await Promise.all(
        clients.flatMap((client) =>
          Array.from({ length: 10 }, (_, i) => client.send(client.user === fred ? joe.mri : fred.mri, `${i}`)),
        ),
      );
      expect(new Set(ids).size).toBe(40);
    });
  });

  describe('typing', () => {
    it.each(['Control/Typing', 'Control/ClearTyping'])(
      '%s reaches the other without content, is not stored and not echoed',
      async (messagetype) => {
        const [fred, joe] = await open();
        await fred.send(joe.user.mri, 'hi');
        await fred.drain();
        await joe.drain();
        const bodies = [
          { messagetype, content: null, contenttype: 'text', clientmessageid: '1' },
          { messagetype, content: '', contenttype: 'text', clientmessageid: 1714979288 },
          { messagetype, contenttype: 'Application/Message' },
        ];
        for (const body of bodies)
          expect((await fred.request('POST', messagesOf(joe.user.mri), body)).status).toBe(201);
        const events = await joe.drain();
        expect(events).toHaveLength(3);
        expect(events[0].resource).toMatchObject({
          id: expect.stringMatching(/^\d+$/),
          messagetype,
          from: `https://gateway.test/v1/users/ME/contacts/${fred.user.mri}`,
          conversationLink: `https://gateway.test/v1/users/ME/conversations/${fred.user.mri}`,
        });
        expect(events[0].resource.content).toBeUndefined();
        expect(events[0].resource.ackrequired).toBeUndefined();
        expect(await fred.drain()).toEqual([]);
        expect(await joe.messages(fred.user.mri)).toHaveLength(1);
      },
    );
  });

  describe('editing', () => {
    const edited = async (client: Client) => ofType(await client.drain(), 'NewMessage').map((event) => event.resource);

    it('by PUT changes the message under its id and tells everyone by the client id of the original', async () => {
      const [fred, joe] = await open();
      const id = await fred.send(joe.user.mri, 'Helo', { clientmessageid: '77' });
      await joe.drain();
      const reply = await fred.request('PUT', `${messagesOf(joe.user.mri)}/${id}`, text('Hello'));
      expect([reply.status, typeof reply.body.edittime]).toEqual([200, 'number']);
      const [event] = await edited(joe);
      expect(event).toMatchObject({ skypeeditedid: '77', content: 'Hello' });
      expect(event.clientmessageid).toBeUndefined();
      expect(event.id).not.toBe(id);
      const [message] = await joe.messages(fred.user.mri);
      expect(message).toMatchObject({
        id,
        content: 'Hello',
        clientmessageid: '77',
        properties: { edittime: String(reply.body.edittime) },
      });
      expect(Number(message.version)).toBeGreaterThan(Number(id));
    });

    it('by POST with skypeeditedid does the same', async () => {
      const [fred, joe] = await open();
      await fred.send(joe.user.mri, 'Helo', { clientmessageid: '77' });
      await joe.drain();
      const reply = await fred.request('POST', messagesOf(joe.user.mri), text('Hello', { skypeeditedid: '77' }));
      expect(reply.status).toBe(201);
      expect((await edited(joe))[0]).toMatchObject({ skypeeditedid: '77', content: 'Hello' });
      expect((await joe.messages(fred.user.mri)).map((message) => message.content)).toEqual(['Hello']);
    });

    it('by DELETE empties it, and an edit brings it back', async () => {
      const [fred, joe] = await open();
      const id = await fred.send(joe.user.mri, 'oops', { clientmessageid: '78' });
      await joe.drain();
      const reply = await fred.request('DELETE', `${messagesOf(joe.user.mri)}/${id}`);
      expect([reply.status, typeof reply.body.deletetime]).toEqual([200, 'number']);
      expect((await edited(joe))[0]).toMatchObject({ skypeeditedid: '78', content: '' });
      expect((await joe.messages(fred.user.mri))[0]).toMatchObject({
        content: '',
        properties: { deletetime: expect.any(String) },
      });
      await fred.request('PUT', `${messagesOf(joe.user.mri)}/${id}`, text('back'));
      const [message] = await joe.messages(fred.user.mri);
      expect([message.content, message.properties.deletetime]).toEqual(['back', undefined]);
    });

    it('is for the author alone', async () => {
      const [fred, joe] = await open();
      const id = await fred.send(joe.user.mri, 'mine', { clientmessageid: '79' });
      const path = `${messagesOf(fred.user.mri)}/${id}`;
      for (const refused of [await joe.request('PUT', path, text('yours')), await joe.request('DELETE', path)]) {
        expect([refused.status, refused.body]).toEqual([
          200,
          { errorCode: 206, message: 'Failure due to: AclCheckFailed.' },
        ]);
      }
      expect(
        (await joe.request('POST', messagesOf(fred.user.mri), text('yours', { skypeeditedid: '79' }))).status,
      ).toBe(404);
      expect((await fred.request('PUT', `${messagesOf(joe.user.mri)}/12345`, text('x'))).status).toBe(404);
      expect((await joe.messages(fred.user.mri))[0].content).toBe('mine');
    });
  });
});
