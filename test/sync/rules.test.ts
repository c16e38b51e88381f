import { describe, expect, it } from 'vitest';
import { placeInList, wordsToFind } from '../../src/sync/listing.ts';
import { mayNotify } from '../../src/sync/notification.ts';
import { weighUnread } from '../../src/sync/unread.ts';
import { anna, fred, textMessage } from '../support/chat.ts';

describe('how a message counts', () => {
  it.each([
    ['a message of somebody else', textMessage(1), 1],
    ['a message that mentions the user', textMessage(1, { mentions: [fred] }), 2],
    ['a message that mentions everyone', textMessage(1, { mentions: ['*'] }), 2],
    ['a message that mentions somebody else', textMessage(1, { mentions: [anna] }), 1],
    ['an own message', textMessage(1, { sender: fred, mentions: ['*'] }), 0],
    ['a deleted message', textMessage(1, { content: { kind: 'deleted' } }), 0],
    ['a message of an unknown type', textMessage(1, { content: { kind: 'unknown', type: 'X' } }), 0],
    ['a call that ended', textMessage(1, { content: { kind: 'call', state: 'ended', parts: [] } }), 0],
    ['a missed call', textMessage(1, { content: { kind: 'call', state: 'missed', parts: [] } }), 1],
  ])('%s', (_what, message, weight) => {
    expect(weighUnread(message, fred)).toBe(weight);
  });
});

describe('the place in the list', () => {
  const direct = { kind: 'direct', isMember: true, version: 50 } as const;
  const group = { kind: 'group', isMember: true, version: 50 } as const;

  it('is before all that is read while something is unread, then by the last message', () => {
    expect(placeInList(direct, 100, 2)).toEqual({ activeAtMs: 100, listOrder: [0, -100] });
    expect(placeInList(direct, 100, 0)).toEqual({ activeAtMs: 100, listOrder: [1, -100] });
  });

  it('is none for a direct conversation in which nobody wrote, nor for a group one has left without a message', () => {
    expect(placeInList(direct, undefined, 0)).toEqual({ activeAtMs: 50 });
    expect(placeInList({ ...group, isMember: false }, undefined, 0)).toEqual({ activeAtMs: 50 });
    expect(placeInList(group, undefined, 0)).toEqual({ activeAtMs: 50, listOrder: [1, -50] });
  });

  it('is found by title and names, in lower case', () => {
    expect(wordsToFind('Team Chat', ['Joe', '', 'ANNA'])).toBe('team chat joe anna');
  });
});

describe('a notification', () => {
  const unread = { incoming: 1, order: 20 } as const;
  const mention = { incoming: 2, order: 20 } as const;
  const all = { readUpTo: 10, notifyLevel: 'all' } as const;

  it.each([
    ['of an unread message', unread, all, [], true],
    ['of what was read elsewhere meanwhile', unread, { ...all, readUpTo: 20 }, [], false],
    ['of an own message', { incoming: 0, order: 20 } as const, all, [], false],
    ['while notifications are off in the account', unread, all, [21], false],
    ['of a muted conversation', mention, { ...all, notifyLevel: 'none' } as const, [], false],
    ['where only mentions notify', unread, { ...all, notifyLevel: 'mentions' } as const, [], false],
    ['of a mention there', mention, { ...all, notifyLevel: 'mentions' } as const, [], true],
    ['of a mention there while mentions are off', mention, { ...all, notifyLevel: 'mentions' } as const, [13], false],
    ['of a mention anywhere else while mentions are off', mention, all, [13], true],
    ['while sounds are off', unread, all, [22], true],
  ])('%s', (_what, message, conversation, flags, isShown) => {
    expect(mayNotify(message, conversation, flags)).toBe(isShown);
  });
});
