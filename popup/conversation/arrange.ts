// Turns messages in order into what the conversation shows: days, groups by sender, lines, and where the new ones begin.

import type { MessageRow, OutboxRow } from '../../extension/database.ts';
import type { ContactId } from '../../src/model/account.ts';
import type { Message } from '../../src/model/message.ts';
import { daysAgo } from '../times.ts';

/** A bubble: a message of the server, with the edit or deletion that it has not confirmed; or a message that it has not confirmed. */
export type Bubble =
  | { kind: 'stored'; key: string; atMs: number; message: MessageRow; change?: OutboxRow }
  | { kind: 'pending'; key: string; atMs: number; row: OutboxRow };

export type LogItem =
  | { kind: 'day'; key: string; atMs: number }
  | { kind: 'new'; key: string }
  /** What happened to the group, or a call: in the middle, outside the groups. */
  | { kind: 'line'; key: string; message: MessageRow }
  | { kind: 'group'; key: string; sender: ContactId; senderName?: string; isOwn: boolean; bubbles: Bubble[] };

export type Arrangement = {
  /**
   * Order up to which everything was read when the conversation was opened; the first later message of somebody else gets
   * the "new" line, as soon as it is certain which one that is. Undefined for no line.
   */
  newAfter?: number | undefined;
  /** There may be messages before these, stored or at the server. */
  hasOlder?: boolean;
  /** The last of these is not the newest message: what waits to be sent comes after messages that are not here. */
  hasNewer?: boolean;
};

/** A pause after which the same sender starts a new group, ms. */
const groupGapMs = 5 * 60_000;

const isLine = ({ content }: Pick<Message, 'content'>) => content.kind === 'activity' || content.kind === 'call';

/**
 * Arranges messages (oldest first) and unconfirmed ones.
 * @param own the signed-in user.
 */
export function arrange(
  messages: readonly MessageRow[],
  outbox: readonly OutboxRow[],
  own: ContactId,
  { newAfter, hasOlder = false, hasNewer = false }: Arrangement = {},
): LogItem[] {
  const items: LogItem[] = [];
  const confirmed = new Set(messages.flatMap((message) => message.clientId ?? []));
  // The last word about a message counts.
  const changes = new Map(outbox.flatMap((row) => (row.target === undefined ? [] : [[row.target, row] as const])));
  let lastMs: number | undefined;
  const firstNew = firstNewOf(messages, own, newAfter, hasOlder);

  function startDay(atMs: number, key: string) {
    if (lastMs === undefined || daysAgo(lastMs, atMs) > 0) items.push({ kind: 'day', key: `day ${key}`, atMs });
    lastMs = atMs;
  }

  function addBubble(bubble: Bubble, sender: ContactId, senderName?: string) {
    const previousMs = lastMs;
    startDay(bubble.atMs, bubble.key);
    const last = items.at(-1);
    const isClose = previousMs !== undefined && bubble.atMs - previousMs < groupGapMs;
    if (last?.kind === 'group' && last.sender === sender && isClose) last.bubbles.push(bubble);
    else {
      const named = senderName ? { senderName } : {};
      const isOwn = sender === own;
      items.push({ kind: 'group', key: `group ${bubble.key}`, sender, isOwn, bubbles: [bubble], ...named });
    }
  }

  for (const message of messages) {
    const key = message.clientId ?? message.id;
    if (message === firstNew) {
      startDay(message.composedAtMs, key);
      items.push({ kind: 'new', key: 'new' });
    }
    if (isLine(message)) {
      startDay(message.composedAtMs, key);
      items.push({ kind: 'line', key, message });
    } else {
      const change = changes.get(message.id);
      changes.delete(message.id);
      const bubble: Bubble = { kind: 'stored', key, atMs: message.composedAtMs, message, ...(change && { change }) };
      addBubble(bubble, message.sender, message.senderName);
    }
  }
  for (const row of outbox) {
    // A change of a message that is not on screen shows by itself only when something is to be decided.
    if (hasNewer) break;
    const isElsewhere = row.target !== undefined && !(row.state === 'failed' && changes.get(row.target) === row);
    if (confirmed.has(row.clientId) || isElsewhere) continue;
    addBubble({ kind: 'pending', key: row.clientId, atMs: row.createdAtMs, row }, own);
  }
  return items;
}

/**
 * Where the new messages begin. Not certain while everything here is new and there may be more before it: a line at the
 * first message of somebody else that happens to be here would go, and move what is around it, when older ones come.
 */
function firstNewOf(
  messages: readonly MessageRow[],
  own: ContactId,
  newAfter: number | undefined,
  hasOlder: boolean,
): MessageRow | undefined {
  const first = messages[0];
  if (newAfter === undefined || !first || (hasOlder && first.order > newAfter)) return undefined;
  return messages.find(({ order, sender }) => order > newAfter && sender !== own);
}

/**
 * Lets groups keep the keys they had when messages come or go at their ends: drawn anew under another key, a group would
 * lose the keyboard's focus, its open menus, and the pictures that it has got.
 * @param before what was shown.
 */
export function withKnownKeys(items: readonly LogItem[], before: readonly LogItem[]): LogItem[] {
  const known = new Map<string, string>();
  for (const item of before) {
    if (item.kind === 'group') for (const bubble of item.bubbles) known.set(bubble.key, item.key);
  }
  const taken = new Set<string>();
  const keyOf = (group: Extract<LogItem, { kind: 'group' }>) => {
    const keys = group.bubbles.flatMap((bubble) => known.get(bubble.key) ?? []);
    return [...keys, group.key, `${group.key} again`].find((key) => !taken.has(key)) ?? group.key;
  };
  return items.map((item) => {
    if (item.kind !== 'group') return item;
    const key = keyOf(item);
    taken.add(key);
    return { ...item, key };
  });
}
