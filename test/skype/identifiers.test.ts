import { describe, expect, it } from 'vitest';
import {
  conversationOfLink,
  endpointOfLink,
  messageOfLink,
  mriOfName,
  nameOfMri,
  parseMri,
  personOfLink,
  threadOfLink,
} from '../../src/skype/identifiers.ts';

const gateway = 'https://client-s.gateway.messenger.live.com/v1';

describe('identifiers', () => {
  it.each([
    ['8:joe.4', { prefix: '8', name: 'joe.4' }],
    ['8:live:.cid.0123456789abcdef', { prefix: '8', name: 'live:.cid.0123456789abcdef' }],
    ['19:a0b1@thread.skype', { prefix: '19', name: 'a0b1@thread.skype' }],
    ['28:concierge', { prefix: '28', name: 'concierge' }],
  ])('takes %s apart', (mri, parts) => {
    expect(parseMri(mri)).toEqual(parts);
  });

  it.each(['', 'joe.4', '8:', ':joe', '8:8:joe', '8:jo\ne', 'x8:joe'])('refuses %j', (text) => {
    expect(parseMri(text)).toBeUndefined();
  });

  it('finds the name behind a prefix and the prefix of a name', () => {
    expect(nameOfMri('8:live:joe.4')).toBe('live:joe.4');
    expect(mriOfName('joe.4')).toBe('8:joe.4');
    expect(mriOfName('live:joe')).toBe('8:live:joe');
    expect(mriOfName('+15553485')).toBe('4:+15553485');
    expect(mriOfName('bob@live.com')).toBe('1:bob@live.com');
    expect(mriOfName('28:concierge')).toBe('28:concierge');
  });
});

describe('links', () => {
  it.each([
    [`${gateway}/users/ME/contacts/8:joe.4`, '8:joe.4'],
    [`${gateway}/users/ME/contacts/8%3Ajoe.4`, '8:joe.4'],
    [`${gateway}/users/8:joe.4/presenceDocs/messagingService`, '8:joe.4'],
    [`${gateway}/users/ME/contacts/19:a0@thread.skype`, '19:a0@thread.skype'],
    ['/v1/users/ME/contacts/8:live:joe', '8:live:joe'],
  ])('reads the person of %s', (link, person) => {
    expect(personOfLink(link)).toBe(person);
  });

  it('reads nobody from a link that names only ME', () => {
    expect(personOfLink(`${gateway}/users/ME/conversations/8:joe.4`)).toBeUndefined();
  });

  it.each([
    [`${gateway}/users/ME/conversations/8:joe.4`, '8:joe.4'],
    [
      `${gateway}/users/ME/conversations/19%3Aa0%40thread.skype/messages/1?x=/conversations/8:eve`,
      '19:a0@thread.skype',
    ],
    [`${gateway}/threads/19:a0@thread.skype`, '19:a0@thread.skype'],
  ])('reads the conversation of %s', (link, conversation) => {
    expect(conversationOfLink(link)).toBe(conversation);
  });

  it('leaves bad percent-encoding alone instead of throwing', () => {
    expect(conversationOfLink(`${gateway}/users/ME/conversations/8:%zz`)).toBe('8:%zz');
  });

  it('reads message, thread and endpoint ids', () => {
    expect(messageOfLink(`${gateway}/users/ME/conversations/8:joe.4/messages/1451606400000`)).toBe('1451606400000');
    expect(threadOfLink(`${gateway}/threads/19:a0@thread.skype`)).toBe('19:a0@thread.skype');
    expect(threadOfLink(`${gateway}/threads/8:joe.4`)).toBeUndefined();
    expect(endpointOfLink(`${gateway}/users/ME/endpoints/%7BC839-37%7D`)).toBe('{c839-37}');
    expect(endpointOfLink(`${gateway}/users/ME/endpoints/SELF`)).toBeUndefined();
  });
});
