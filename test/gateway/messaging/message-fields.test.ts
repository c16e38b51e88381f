import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { type Client, type Json, listen, ofType } from './client.ts';
import { pair, settle } from './town.ts';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);
  const open = async (): Promise<[Client, Client]> => {
    const [fred, joe] = await pair(town);
    return [await listen(town.gateway, fred), await listen(town.gateway, joe)];
  };
  const post = (client: Client, cid: string, body: Json) =>
    client.request('POST', `/v1/users/ME/conversations/${cid}/messages`, body);
  const rich = (content: string, more: Json = {}) => ({ messagetype: 'RichText', content, ...more });

  describe('a message', () => {
    it('keeps the fields of its sender, each in the type that readers expect (7.1, 13.4)', async () => {
      const [fred, joe] = await open();
      const sent = {
        skypeemoteoffset: 5,
        'Has-Mentions': true,
        amsreferences: ['0-weu-d3-1', '0-weu-d3-2'],
        contentformat: 'FN=MS%20Shell%20Dlg; EF=; CO=0; CS=0; PF=0',
        origincontextid: 12,
        skypeguid: '{00000000-0000-0000-0000-000000000001}',
        eventId: 'e1',
        isVideoCall: true,
        clientmessageid: 77,
        properties: { importance: 'high', edittime: '1', files: [{ name: 'a' }] },
      };
      expect((await post(fred, joe.user.mri, rich('hi', sent))).status).toBe(201);
      const kept = {
        skypeemoteoffset: '5',
        'Has-Mentions': 'true',
        amsreferences: ['0-weu-d3-1', '0-weu-d3-2'],
        contentformat: sent.contentformat,
        origincontextid: '12',
        skypeguid: sent.skypeguid,
        eventId: 'e1',
        isVideoCall: 'TRUE',
        clientmessageid: '77',
      };
      const [event] = ofType(await joe.drain(), 'NewMessage');
      expect(event.resource).toMatchObject(kept);
      expect(event.resource.properties).toEqual({ importance: 'high', files: [{ name: 'a' }] });
      const [listed] = await joe.messages(fred.user.mri);
      expect(listed).toMatchObject(kept);
      const path = `/v1/users/ME/conversations/${joe.user.mri}/messages/${listed.id}`;
      await fred.request('PUT', path, rich('hello', { properties: { importance: 'low' } }));
      expect((await joe.messages(fred.user.mri))[0].properties).toEqual({
        importance: 'low',
        edittime: expect.stringMatching(/^\d{13}$/),
      });
      await fred.request('DELETE', path);
      const [gone] = await joe.messages(fred.user.mri);
      expect(gone.amsreferences).toBeUndefined();
      expect(Object.keys(gone.properties).sort()).toEqual(['deletetime', 'edittime']);
    });

    it('with too many properties answers 413, with properties that are none 400', async () => {
      const [fred, joe] = await open();
      const long = rich('x', { properties: { a: 'x'.repeat(5000) } });
      expect((await post(fred, joe.user.mri, long)).status).toBe(413);
      expect((await post(fred, joe.user.mri, rich('x', { properties: 'a' }))).status).toBe(400);
      expect(await joe.messages(fred.user.mri)).toEqual([]);
    });

    it.each([
      'RichText/Media_GenericFile',
      'RichText/Media_FlikMsg',
      'Event/Call',
      'Event/SkypeVideoMessage',
      'Something/Nobody_Knows',
    ])('of type %s is stored as it is', async (messagetype) => {
      const [fred, joe] = await open();
      expect((await post(fred, joe.user.mri, { messagetype, content: '<x y="1"/>' })).status).toBe(201);
      expect((await joe.messages(fred.user.mri))[0]).toMatchObject({ messagetype, content: '<x y="1"/>' });
    });

    it.each(['Signal/Flamingo', 'Control/LiveState'])(
      'of type %s is passed on with its content, not stored, and soon worth nothing',
      async (messagetype) => {
        const [fred, joe] = await open();
        const body = { messagetype, content: '{"a":1}', skypeguid: 'g', clientmessageid: '5' };
        expect((await post(fred, joe.user.mri, body)).status).toBe(201);
        const [event, ...more] = ofType(await joe.drain(), 'NewMessage');
        expect(more).toEqual([]);
        expect(event.resource).toMatchObject({ ...body, from: expect.stringContaining(fred.user.mri) });
        expect(event.resource.ackrequired).toBeUndefined();
        expect(ofType(await fred.drain(), 'NewMessage')).toEqual([]);
        expect(await joe.messages(fred.user.mri)).toEqual([]);
      },
    );
  });

  describe('a link that lies', () => {
    const refusal = 'Failure due to: BlockedContent';

    it.each([
      '<a href="https://evil.example/">https://bank.example/</a>',
      'see <b><a href="https://evil.example/">www.bank.example</a></b>',
      '<a href="https://evil.example/"><i>https://bank</i>.example/login</a>',
      '<a href="https://evil.example/">a</a><a href=https://evil.example>https://bank.example',
      '<a href="https://evil.example/">\u202ehttps://bank.example/\u202c</a>',
      '<quote author="x"><A HREF=\'https://evil.example\'>HTTPS://bank.example</A></quote>',
    ])('is refused: %s', async (content) => {
      const [fred, joe] = await open();
      const reply = await post(fred, joe.user.mri, rich(content));
      expect([reply.status, reply.body.message, typeof reply.body.errorCode]).toEqual([403, refusal, 'number']);
      expect(reply.headers.get('statustext')).toBe(refusal);
      expect(await joe.messages(fred.user.mri)).toEqual([]);
    });

    it('is refused in an edit too, with status 200 as refused edits are', async () => {
      const [fred, joe] = await open();
      const id = await fred.send(joe.user.mri, 'fine', { messagetype: 'RichText' });
      const path = `/v1/users/ME/conversations/${joe.user.mri}/messages/${id}`;
      const reply = await fred.request('PUT', path, rich('<a href="https://evil.example">https://bank.example</a>'));
      expect([reply.status, reply.body.message]).toEqual([200, refusal]);
      expect((await joe.messages(fred.user.mri))[0].content).toBe('fine');
    });

    it.each([
      ['RichText', '<a href="https://bank.example/a?b=1">https://bank.example/a?b=1</a>'],
      ['RichText', '<a href="https://www.bank.example/">https://bank.example</a>'],
      ['RichText', '<a href="https://bank.example/">our bank</a>'],
      ['RichText', 'https://bank.example and <a href="mailto:a@b.example">a@b.example</a>'],
      ['RichText', '&lt;a href="https://evil.example/"&gt;https://bank.example/&lt;/a&gt;'],
      ['Text', '<a href="https://evil.example/">https://bank.example/</a>'],
      ['RichText/Location', '<location latitude="1"><a href="https://maps.example/">Unknown address</a></location>'],
    ])('is not suspected in %s: %s', async (messagetype, content) => {
      const [fred, joe] = await open();
      expect((await post(fred, joe.user.mri, { messagetype, content })).status).toBe(201);
    });
  });
});
