import '../../support/extension.ts';
import { describe, expect, it } from 'vitest';
import { conversationName, personName, properName } from '../../../extension/ui/names.ts';
import { anna, fred, joe } from '../../support/chat.ts';
import { aConversation, account, people } from '../../support/stored-chat.ts';

const members = (...ids: string[]) => ids.map((id) => ({ id, role: 'user' as const }));
const nameOf = (parts: Parameters<typeof aConversation>[1], id = '19:x@thread.skype') =>
  conversationName(people, account, aConversation(id, parts));

describe('names of people', () => {
  it('come from the contacts, else from the message, else they are the Skype name', () => {
    expect(personName(people, account, joe, 'Joe as given')).toBe('Joe Bloggs');
    expect(personName(people, account, '8:kim', 'Kim as given')).toBe('Kim as given');
    expect(personName(people, account, '8:kim')).toBe('kim');
    expect(personName(people, account, '8:live:kim.2')).toBe('live:kim.2');
    expect(personName(people, account, '19:x@thread.skype')).toBe('Someone');
    expect(personName(people, account, fred)).toBe('Fred Adams');
  });

  it.each(['8:kim', ' 28:concierge ', '19:abc@thread.skype', 'sip:kim@example.org', '', '  '])(
    'are never the identifier %j',
    (identifier) => {
      expect(properName(identifier)).toBeUndefined();
      expect(personName(people, account, '8:kim', identifier)).toBe('kim');
    },
  );
});

describe('names of conversations', () => {
  it('are the partner for a direct one', () => {
    expect(nameOf({}, joe)).toBe('Joe Bloggs');
    expect(nameOf({}, '8:nobody')).toBe('nobody');
  });

  it('are the topic of a group that has one', () => {
    expect(nameOf({ kind: 'group', topic: ' Team chat ', members: members(fred, joe) })).toBe('Team chat');
  });

  it('are the members of an untitled group, without the user', () => {
    expect(nameOf({ kind: 'group', members: members(fred, anna) })).toBe('Anna Cooper');
    expect(nameOf({ kind: 'group', members: members(fred, anna, joe) })).toBe('Anna Cooper and Joe Bloggs');
    expect(nameOf({ kind: 'group', members: members(anna, joe, '8:x', '8:y', fred) })).toBe(
      'Anna Cooper, Joe Bloggs and 2 others',
    );
    expect(nameOf({ kind: 'group', members: members(fred, anna, '8:x') })).toBe('Anna Cooper and 1 other');
  });

  it('fall back to a word for a group of strangers, and for a topic that is an identifier', () => {
    expect(nameOf({ kind: 'group', members: members(fred, '8:x') })).toBe('Group conversation');
    expect(nameOf({ kind: 'group', topic: '19:x@thread.skype', members: members(fred, joe) })).toBe('Joe Bloggs');
  });
});
