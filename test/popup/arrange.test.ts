import { describe, expect, it } from 'vitest';
import { arrange, type LogItem, withKnownKeys } from '../../popup/conversation/arrange.ts';
import { anna, fred, joe } from '../support/chat.ts';
import { aMessage, anOutboxRow } from '../support/stored-chat.ts';

const noon = new Date(2026, 2, 10, 12).getTime();
const minute = 60_000;

/** Items as short words: days, lines, and groups as sender with the texts of their bubbles. */
function shape(items: LogItem[]): string[] {
  return items.map((item) => {
    if (item.kind !== 'group') return item.kind;
    const texts = item.bubbles.map((bubble) =>
      bubble.kind === 'stored' ? bubble.message.raw.content : bubble.row.text,
    );
    return `${item.isOwn ? 'own' : item.sender}: ${texts.join(', ')}`;
  });
}

const said = (minutes: number, text: string, sender = joe) =>
  aMessage(noon + minutes * minute, { text, sender, incoming: sender === fred ? 0 : 1 });

describe('arranging a conversation', () => {
  it('groups messages of one sender that follow closely', () => {
    const messages = [said(0, 'a'), said(1, 'b'), said(2, 'c', anna), said(3, 'd', fred), said(20, 'e', fred)];
    expect(shape(arrange(messages, [], fred))).toEqual(['day', `${joe}: a, b`, `${anna}: c`, 'own: d', 'own: e']);
  });

  it('separates days, also within a group', () => {
    const messages = [said(0, 'a'), said(12 * 60 - 1, 'b'), said(12 * 60 + 1, 'c')];
    expect(shape(arrange(messages, [], fred))).toEqual(['day', `${joe}: a`, `${joe}: b`, 'day', `${joe}: c`]);
  });

  it('marks where new messages of others begin, once, and not at own ones', () => {
    const messages = [said(0, 'a'), said(1, 'b', fred), said(2, 'c'), said(3, 'd')];
    expect(shape(arrange(messages, [], fred, { newAfter: noon }))).toEqual([
      'day',
      `${joe}: a`,
      'own: b',
      'new',
      `${joe}: c, d`,
    ]);
    expect(shape(arrange(messages, [], fred))).not.toContain('new');
    expect(shape(arrange(messages, [], fred, { newAfter: noon + 3 * minute }))).not.toContain('new');
  });

  it('shows what happened to the group, and calls, between the groups', () => {
    const call = aMessage(noon + minute, { content: { kind: 'call', state: 'missed', parts: [] } });
    const picture = aMessage(noon + 2 * minute, {
      content: { kind: 'activity', activity: { type: 'picture', by: joe } },
    });
    expect(shape(arrange([said(0, 'a'), call, picture, said(3, 'b')], [], fred))).toEqual([
      'day',
      `${joe}: a`,
      'line',
      'line',
      `${joe}: b`,
    ]);
  });

  it('puts unconfirmed messages last, and drops them once the server has echoed them', () => {
    const waiting = anOutboxRow({ clientId: 'w', text: 'waiting', createdAtMs: noon + 2 * minute });
    const echoed = anOutboxRow({ clientId: 'e', text: 'echoed', createdAtMs: noon + minute, state: 'sent' });
    const messages = [said(0, 'a'), aMessage(noon + minute, { text: 'echoed', sender: fred, clientId: 'e' })];
    expect(shape(arrange(messages, [echoed, waiting], fred))).toEqual(['day', `${joe}: a`, 'own: echoed, waiting']);
  });

  it('shows a change at the message it changes, and by itself only when that is not on screen and the change failed', () => {
    const target = aMessage(noon, { sender: fred, clientId: 'c1' });
    const older = anOutboxRow({ clientId: 'e1', target: target.id, createdAtMs: noon + minute });
    const change = anOutboxRow({ clientId: 'e2', target: target.id, createdAtMs: noon + 2 * minute });
    const elsewhere = anOutboxRow({ clientId: 'e3', target: 'long ago', createdAtMs: noon });
    const failed = anOutboxRow({ clientId: 'e4', target: 'longer ago', createdAtMs: noon, state: 'failed' });
    const items = arrange([target], [older, change, elsewhere, failed], fred);
    const bubbles = items.flatMap((item) => (item.kind === 'group' ? item.bubbles : []));
    expect(bubbles).toEqual([
      { kind: 'stored', key: 'c1', atMs: target.composedAtMs, message: target, change },
      { kind: 'pending', key: 'e4', atMs: noon, row: failed },
    ]);
  });

  it('keeps the key of a message when the server confirms it, so that nothing jumps', () => {
    const row = anOutboxRow({ clientId: 'c7', createdAtMs: noon });
    const keys = (items: LogItem[]) => items.map(({ key }) => key);
    const before = keys(arrange([], [row], fred));
    const after = keys(arrange([aMessage(noon, { sender: fred, clientId: 'c7' })], [], fred));
    expect(after).toEqual(before);
  });
});

describe('where new messages begin, when older ones come page by page', () => {
  const all = [said(0, 'a'), said(1, 'b'), said(2, 'c', fred), said(3, 'd'), said(4, 'e', fred), said(5, 'f')];
  const page = (from: number, newAfter: number, hasOlder = from > 0) =>
    shape(arrange(all.slice(from), [], fred, { newAfter, hasOlder }));

  it('is not said while older messages than those shown may be new', () => {
    for (const from of [1, 2, 3, 4]) expect(page(from, noon)).not.toContain('new');
    expect(page(0, noon)).toEqual([
      'day',
      `${joe}: a`,
      'new',
      `${joe}: b`,
      'own: c',
      `${joe}: d`,
      'own: e',
      `${joe}: f`,
    ]);
  });

  it('is said once the conversation is known to begin here', () => {
    expect(page(3, 0)).not.toContain('new');
    expect(page(3, 0, false).slice(0, 3)).toEqual(['day', 'new', `${joe}: d`]);
  });
});

describe('a part of a conversation that does not end with its newest message', () => {
  it('shows changes of its messages, but nothing that waits to be sent', () => {
    const target = aMessage(noon, { sender: fred, clientId: 'c1' });
    const change = anOutboxRow({ clientId: 'e1', target: target.id, createdAtMs: noon + minute });
    const waiting = anOutboxRow({ clientId: 'w', createdAtMs: noon + minute });
    const items = arrange([target], [change, waiting], fred, { hasNewer: true });
    expect(items.flatMap((item) => (item.kind === 'group' ? item.bubbles : []))).toEqual([
      { kind: 'stored', key: 'c1', atMs: target.composedAtMs, message: target, change },
    ]);
  });
});

describe('keys of groups', () => {
  const keys = (items: LogItem[]) => items.flatMap((item) => (item.kind === 'group' ? item.key : []));
  const all = [said(0, 'a'), said(1, 'b'), said(2, 'c'), said(3, 'd', fred), said(4, 'e'), said(5, 'f')];

  it('stay when messages come or go at either end', () => {
    const middle = arrange(all.slice(1, 5), [], fred);
    const before = withKnownKeys(middle, []);
    expect(keys(before)).toEqual(keys(middle));
    for (const [from, to] of [
      [0, 6],
      [0, 5],
      [2, 5],
      [2, 6],
    ] as const) {
      expect(keys(withKnownKeys(arrange(all.slice(from, to), [], fred), before))).toEqual(keys(before));
    }
  });

  it('are never used twice when something comes into the middle of a group', () => {
    const before = withKnownKeys(arrange([said(0, 'a'), said(2, 'c')], [], fred), []);
    const after = withKnownKeys(arrange([said(0, 'a'), said(1, 'b', anna), said(2, 'c')], [], fred), before);
    expect(new Set(keys(after)).size).toBe(3);
    const again = withKnownKeys(arrange([said(0, 'a'), said(2, 'c')], [], fred), after);
    expect(keys(again)).toEqual(keys(before));
  });
});
