import { describe, expect, it } from 'vitest';
import { arrange, type LogItem } from '../../popup/conversation/arrange.ts';
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
    expect(shape(arrange(messages, [], fred, undefined))).toEqual([
      'day',
      `${joe}: a, b`,
      `${anna}: c`,
      'own: d',
      'own: e',
    ]);
  });

  it('separates days, also within a group', () => {
    const messages = [said(0, 'a'), said(12 * 60 - 1, 'b'), said(12 * 60 + 1, 'c')];
    expect(shape(arrange(messages, [], fred, undefined))).toEqual([
      'day',
      `${joe}: a`,
      `${joe}: b`,
      'day',
      `${joe}: c`,
    ]);
  });

  it('marks where new messages of others begin, once, and not at own ones', () => {
    const messages = [said(0, 'a'), said(1, 'b', fred), said(2, 'c'), said(3, 'd')];
    expect(shape(arrange(messages, [], fred, noon))).toEqual(['day', `${joe}: a`, 'own: b', 'new', `${joe}: c, d`]);
    expect(shape(arrange(messages, [], fred, undefined))).not.toContain('new');
    expect(shape(arrange(messages, [], fred, noon + 3 * minute))).not.toContain('new');
  });

  it('shows what happened to the group, and calls, between the groups', () => {
    const call = aMessage(noon + minute, { content: { kind: 'call', state: 'missed', parts: [] } });
    const picture = aMessage(noon + 2 * minute, {
      content: { kind: 'activity', activity: { type: 'picture', by: joe } },
    });
    expect(shape(arrange([said(0, 'a'), call, picture, said(3, 'b')], [], fred, undefined))).toEqual([
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
    expect(shape(arrange(messages, [echoed, waiting], fred, undefined))).toEqual([
      'day',
      `${joe}: a`,
      'own: echoed, waiting',
    ]);
  });

  it('shows a change at the message it changes, and by itself only when that is not on screen and the change failed', () => {
    const target = aMessage(noon, { sender: fred, clientId: 'c1' });
    const older = anOutboxRow({ clientId: 'e1', target: target.id, createdAtMs: noon + minute });
    const change = anOutboxRow({ clientId: 'e2', target: target.id, createdAtMs: noon + 2 * minute });
    const elsewhere = anOutboxRow({ clientId: 'e3', target: 'long ago', createdAtMs: noon });
    const failed = anOutboxRow({ clientId: 'e4', target: 'longer ago', createdAtMs: noon, state: 'failed' });
    const items = arrange([target], [older, change, elsewhere, failed], fred, undefined);
    const bubbles = items.flatMap((item) => (item.kind === 'group' ? item.bubbles : []));
    expect(bubbles).toEqual([
      { kind: 'stored', key: 'c1', atMs: target.composedAtMs, message: target, change },
      { kind: 'pending', key: 'e4', atMs: noon, row: failed },
    ]);
  });

  it('keeps the key of a message when the server confirms it, so that nothing jumps', () => {
    const row = anOutboxRow({ clientId: 'c7', createdAtMs: noon });
    const keys = (items: LogItem[]) => items.map(({ key }) => key);
    const before = keys(arrange([], [row], fred, undefined));
    const after = keys(arrange([aMessage(noon, { sender: fred, clientId: 'c7' })], [], fred, undefined));
    expect(after).toEqual(before);
  });
});
