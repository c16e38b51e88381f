// One message of the model out of what the channel brought. Order and id are the same whenever the same package is folded again.
import { parseMarkup, parsePlainText } from '../../markup/message-markup.ts';
import type { MarkupTree } from '../../markup/tree.ts';
import type { ConversationId } from '../../model/account.ts';
import type { Draft } from './draft.ts';
import type { Line } from './lines.ts';
import type { ChannelState, HeldMessage } from './state.ts';

/** The next free place of a conversation at or after a time: orders grow and are never shared. */
function takeOrder({ orders }: ChannelState, id: ConversationId, atMs: number): number {
  const order = Math.max(Math.trunc(atMs), (orders[id] ?? 0) + 1);
  // Written anew, so that the conversation that was quiet for longest is forgotten first.
  delete orders[id];
  orders[id] = order;
  return order;
}

/** Tells a message whose sender is known. */
export function tellMessage({ state, events }: Draft, id: ConversationId, message: HeldMessage): void {
  const { type, text, atMs, clientId, senderName, sender = '', isRead } = message;
  const order = takeOrder(state, id, atMs);
  events.push({
    type: 'message',
    message: {
      conversation: id,
      id: message.id,
      order,
      version: order,
      ...(clientId !== undefined && { clientId }),
      sender,
      ...(senderName !== undefined && { senderName }),
      composedAtMs: atMs,
      content: { kind: 'text', body: bodyOf(type, text), isAction: false },
      mentions: [],
      raw: { type, content: text },
    },
  });
  if (isRead) events.push({ type: 'conversation', conversation: { id, readUpTo: order } });
}

// Plain text is plain here: what looks like an entity was typed like that.
const bodyOf = (type: string, text: string): MarkupTree =>
  type === 'text/html' ? parseMarkup(text) : parsePlainText(text.replaceAll('&', '&amp;'));

/** Tells a line of the history. */
export function tellLine({ state, events }: Draft, id: ConversationId, { activity, sender }: Line, atMs: number): void {
  const order = takeOrder(state, id, atMs);
  state.serial += 1;
  events.push({
    type: 'message',
    message: {
      conversation: id,
      id: `${state.beganAtMs.toString(36)}-${state.serial}`,
      order,
      version: order,
      sender,
      composedAtMs: order,
      content: { kind: 'activity', activity },
      mentions: [],
      raw: { type: 'activity', content: JSON.stringify(activity) },
    },
  });
}
