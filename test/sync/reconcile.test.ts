import { describe, expect, it } from 'vitest';
import { filledAtFirst, isFilled, orderSpan, planFetch, reachesBack } from '../../src/sync/reconcile.ts';
import { joe, messageEvent, textMessage } from '../support/chat.ts';

const at = (version: number) => ({ id: joe, version });
const batch = (...orders: number[]) => ({
  events: orders.map((order) => messageEvent(textMessage(order))),
  unreadable: [],
});

describe('what to fetch of a listed conversation', () => {
  it('is nothing when it has not changed since the last reconcile', () => {
    const stored = { completeTo: 50, readUpTo: 0, hasUnread: true };
    expect(planFetch(at(99), stored, { syncedTo: 100, position: 0 })).toBeUndefined();
  });

  it('reaches back to where its history was complete', () => {
    const stored = { completeTo: 50, readUpTo: 10, hasUnread: true };
    expect(planFetch(at(100), stored, { syncedTo: 100, position: 0 })).toMatchObject({ downTo: 50, pages: 200 });
  });

  it('reaches back to the last reconcile when it was known by its last message only', () => {
    const stored = { readUpTo: 10, hasUnread: false };
    expect(planFetch(at(120), stored, { syncedTo: 100, position: 0 })).toMatchObject({ downTo: 100, pages: 200 });
  });

  it('is everything since the last reconcile when it is new', () => {
    expect(planFetch(at(90), undefined, { syncedTo: 100, position: 0 })).toMatchObject({ downTo: 100 });
  });

  it('is the unread part the first time, and only of recent conversations or unread ones', () => {
    const first = { syncedTo: 0, position: filledAtFirst };
    expect(planFetch(at(90), { readUpTo: 40, hasUnread: false }, { ...first, position: 0 })).toMatchObject({
      downTo: 40,
    });
    expect(planFetch(at(90), { readUpTo: 40, hasUnread: true }, first)).toMatchObject({ downTo: 40 });
    expect(planFetch(at(90), { readUpTo: 40, hasUnread: false }, first)).toBeUndefined();
  });

  it('goes on where a first time was interrupted', () => {
    const stored = { completeTo: 70, readUpTo: 40, hasUnread: false };
    expect(planFetch(at(90), stored, { syncedTo: 0, position: 99 })).toMatchObject({ downTo: 70 });
  });
});

describe('a listing', () => {
  it('ends where everything older was seen before', () => {
    expect(reachesBack([at(120), at(99)], 100)).toBe(true);
    expect(reachesBack([at(120), at(100)], 100)).toBe(false);
  });

  it('does not end at a conversation without a version, nor ever the first time', () => {
    expect(reachesBack([at(120), at(0)], 100)).toBe(false);
    expect(reachesBack([at(120), at(1)], 0)).toBe(false);
  });
});

describe('a page of messages', () => {
  it('is far enough back when it holds one that was there before', () => {
    expect(isFilled(batch(90, 80), 80)).toBe(true);
    expect(isFilled(batch(90, 81), 80)).toBe(false);
  });

  it('does not count edits, which have an order of their own', () => {
    const edit = { events: [messageEvent(textMessage(70, { replaces: 'c1' }))], unreadable: [] };
    expect(isFilled(edit, 80)).toBe(false);
    expect(orderSpan(edit)).toBeUndefined();
  });

  it('spans its lowest and highest order', () => {
    expect(orderSpan(batch(80, 90, 85))).toEqual({ lowest: 80, highest: 90 });
  });
});
