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

/** A pause after which the same sender starts a new group, ms. */
const groupGapMs = 5 * 60_000;

const isLine = ({ content }: Pick<Message, 'content'>) => content.kind === 'activity' || content.kind === 'call';

/**
 * Arranges messages (oldest first) and unconfirmed ones.
 * @param own the signed-in user.
 * @param newAfter order up to which everything was read when the conversation was opened; the first later message of
 *   somebody else gets the "new" line. Undefined for no line.
 */
export function arrange(
  messages: readonly MessageRow[],
  outbox: readonly OutboxRow[],
  own: ContactId,
  newAfter: number | undefined,
): LogItem[] {
  const items: LogItem[] = [];
  const confirmed = new Set(messages.flatMap((message) => message.clientId ?? []));
  // The last word about a message counts.
  const changes = new Map(outbox.flatMap((row) => (row.target === undefined ? [] : [[row.target, row] as const])));
  let lastMs: number | undefined;
  let isNewShown = newAfter === undefined;

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
    if (!isNewShown && message.order > (newAfter ?? 0) && message.sender !== own) {
      startDay(message.composedAtMs, key);
      items.push({ kind: 'new', key: 'new' });
      isNewShown = true;
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
    const isElsewhere = row.target !== undefined && !(row.state === 'failed' && changes.get(row.target) === row);
    if (confirmed.has(row.clientId) || isElsewhere) continue;
    addBubble({ kind: 'pending', key: row.clientId, atMs: row.createdAtMs, row }, own);
  }
  return items;
}
