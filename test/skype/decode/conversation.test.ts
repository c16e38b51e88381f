import { describe, expect, it } from 'vitest';
import { decodeConversation, decodeThread, readHorizon } from '../../../src/skype/decode/conversation.ts';

const context = { user: '8:fred.2', nowMs: 1714979300000 };
const message = {
  id: '1714979289123',
  clientmessageid: '1714979288990',
  messagetype: 'Text',
  from: '/v1/users/ME/contacts/8:joe.4',
};

describe('a read position', () => {
  it.each([
    ['the message id, as official clients write it', '1714979289123;1714979295000;1714979288990', 1714979289123],
    [
      'the client id of the last message, as SkPy writes it',
      '1714979288990;1714979295000;1714979288990',
      1714979289123,
    ],
    ['an earlier message', '1714979200000;1714979295000;1', 1714979200000],
    ['only a time of reading', '0;1714979280000;0', 1714979280000],
    ['commas', '1714979289123,1714979295000,1', 1714979289123],
    ['nothing', '0;0;0', 0],
    ['garbage', '...', 0],
    ['a time to come', '0;4000000000000;0', 1714979300000],
  ])('is read from %s', (_what, horizon, readUpTo) => {
    expect(readHorizon(horizon, 1714979300000, message)).toBe(readUpTo);
  });
});

const conversationOf = (value: unknown) => {
  const result = decodeConversation(value, context);
  const [first] = 'events' in result ? result.events : [];
  return first?.type === 'conversation' ? first.conversation : result;
};

describe('a conversation', () => {
  it('says only what it knows, so that the rest stays as it was', () => {
    expect(conversationOf({ id: '8:joe.4', version: 5 })).toEqual({
      id: '8:joe.4',
      kind: 'direct',
      partner: '8:joe.4',
      version: 5,
    });
  });

  it('has the version of its last message when it has none of its own', () => {
    expect(conversationOf({ id: '8:joe.4', lastMessage: message })).toMatchObject({ version: 1714979289123 });
  });

  it('is silenced by the word false alone', () => {
    const silenced = (alerts: unknown) => conversationOf({ id: '8:joe.4', properties: { alerts } });
    expect(silenced('false')).toMatchObject({ notifyLevel: 'mentions' });
    expect(silenced(false)).toMatchObject({ notifyLevel: 'mentions' });
    expect(silenced('anything')).toMatchObject({ notifyLevel: 'all' });
    expect(silenced(null)).not.toHaveProperty('notifyLevel');
  });

  it('tells when one has left a group', () => {
    const group = (threadProperties: unknown) => conversationOf({ id: '19:a@thread.skype', threadProperties });
    expect(group({ lastjoinat: '1', lastleaveat: '2' })).toMatchObject({ isMember: false });
    expect(group({ lastjoinat: '3', lastleaveat: '2' })).toMatchObject({ isMember: true });
    expect(group({ topic: 'x' })).not.toHaveProperty('isMember');
  });

  it('is shown even when its last message cannot be read', () => {
    expect(conversationOf({ id: '8:joe.4', version: 5, lastMessage: { id: 1 } })).toMatchObject({ id: '8:joe.4' });
  });

  it('of the service with itself is none', () => {
    expect(decodeConversation({ id: '48:notes' }, context)).toEqual({ events: [] });
  });

  it.each([{}, { id: 7 }, { id: '' }, { id: 'joe.4' }, null, 'x'])('is refused when it is %j', (value) => {
    expect(decodeConversation(value, context)).toMatchObject({ path: expect.any(String) });
  });
});

describe('a thread', () => {
  it('is left by who is not among its members', () => {
    expect(
      decodeThread(
        { id: '19:a@thread.skype', members: [{ id: '8:joe.4', role: 'admin', friendlyName: 'Joe' }] },
        context,
      ),
    ).toEqual({
      events: [
        {
          type: 'conversation',
          conversation: {
            id: '19:a@thread.skype',
            kind: 'group',
            members: [{ id: '8:joe.4', role: 'admin', name: 'Joe' }],
            isMember: false,
          },
        },
      ],
    });
  });

  it('without members says nothing about them', () => {
    expect(decodeThread({ id: '19:a@thread.skype' }, context)).toEqual({
      events: [{ type: 'conversation', conversation: { id: '19:a@thread.skype', kind: 'group' } }],
    });
  });

  it('with the id of a person is refused', () => {
    expect(decodeThread({ id: '8:joe.4' }, context)).toMatchObject({ path: 'id' });
  });
});
