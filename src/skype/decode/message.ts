// From a message resource to an event of the model (skype.md 7). Who sent a message is read from `from` and nothing
// else; a message whose links contradict each other is not shown.

import { mentionsOf } from '../../markup/plain-text.ts';
import type { ContactId, ConversationId } from '../../model/account.ts';
import type { Message, MessageContent } from '../../model/message.ts';
import { conversationOfLink, isMessageId, isMri, isThreadId, personOfLink } from '../identifiers.ts';
import { firstTime, parseIsoTime, parseMsText } from '../timestamps.ts';
import { type MessageResource, messageResource } from '../wire/message.ts';
import { readWire } from '../wire/read.ts';
import { cleanName } from './clean-name.ts';
import { decodeContent, isTextType } from './content.ts';
import { type DecodeContext, type Decoded, decoded, undecodable } from './context.ts';

/** What surrounds a message: the event's link and time, or the conversation whose messages are listed. */
export interface MessageSurroundings {
  resourceLink?: string | null | undefined;
  eventTime?: string | null | undefined;
  conversation?: ConversationId;
}

const typingTypes = new Map([
  ['Control/Typing', true],
  ['Control/ClearTyping', false],
]);

/** Decodes a message resource of any type. Paths in the answer start at the resource. */
export function decodeMessage(value: unknown, context: DecodeContext, around: MessageSurroundings = {}): Decoded {
  const read = readWire(messageResource, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const resource = read.value;
  const sender = personOfLink(resource.from) ?? (isMri(resource.from) ? resource.from : undefined);
  if (sender === undefined) return undecodable('from', 'names nobody');
  const place = findConversation(resource, around);
  if (typeof place !== 'string') return place;
  if (!maySpeakIn(place, sender, context.user)) return undecodable('from', 'contradicts the conversation');
  const isTyping = typingTypes.get(resource.messagetype);
  if (isTyping !== undefined) return decodeTyping(place, sender, isTyping, context);
  // Other controls and call signals are for programs, nobody reads them.
  if (/^(Control|Signal)\//.test(resource.messagetype)) return decoded();
  if (!isMessageId(resource.id)) return undecodable('id', 'is not a number');
  return decoded({ type: 'message', message: buildMessage(resource, place, sender, context, around) });
}

function findConversation(resource: MessageResource, around: MessageSurroundings): ConversationId | Decoded {
  const own = resource.conversationLink ? conversationOfLink(resource.conversationLink) : undefined;
  const told = own ?? (resource.conversationid && isMri(resource.conversationid) ? resource.conversationid : undefined);
  const linked = around.resourceLink ? conversationOfLink(around.resourceLink) : undefined;
  const place = told ?? around.conversation ?? linked;
  if (place === undefined) return undecodable('conversationLink', 'names no conversation');
  const expected = around.conversation ?? linked;
  if (expected !== undefined && expected.toLowerCase() !== place.toLowerCase()) {
    return undecodable('conversationLink', 'contradicts the event');
  }
  return around.conversation ?? place;
}

// In a conversation of two only the two speak.
function maySpeakIn(conversation: ConversationId, sender: ContactId, user: ContactId): boolean {
  return isThreadId(conversation) || sender === user || sender.toLowerCase() === conversation.toLowerCase();
}

function decodeTyping(
  conversation: ConversationId,
  contact: ContactId,
  isTyping: boolean,
  context: DecodeContext,
): Decoded {
  if (contact === context.user || isThreadId(contact)) return decoded();
  return decoded({ type: 'typing', conversation, contact, isTyping, atMs: context.nowMs });
}

const oneDayMs = 86_400_000;

function buildMessage(
  resource: MessageResource,
  conversation: ConversationId,
  sender: ContactId,
  context: DecodeContext,
  around: MessageSurroundings,
): Message {
  const arrivedAtMs = firstTime(resource.id, resource.originalarrivaltime, around.eventTime, resource.composetime);
  const order = parseMsText(resource.id) ?? arrivedAtMs ?? Number(resource.id);
  const composed = firstTime(resource.composetime) ?? order;
  const content = contentOf(resource, sender, context.user);
  const version = Number(resource.version ?? resource.id);
  const senderName = isThreadId(sender) ? '' : cleanName(resource.imdisplayname);
  const editedAtMs = editTimeOf(resource, version, order);
  return {
    conversation,
    id: resource.id,
    order,
    version: Number.isFinite(version) ? version : order,
    ...(resource.clientmessageid ? { clientId: resource.clientmessageid } : {}),
    ...(resource.skypeeditedid ? { replaces: resource.skypeeditedid } : {}),
    sender,
    ...(senderName ? { senderName } : {}),
    // The sender's clock is not ours to trust: far from the arrival, the arrival counts.
    composedAtMs: Math.abs(composed - order) > oneDayMs ? order : composed,
    ...(editedAtMs === undefined ? {} : { editedAtMs }),
    content,
    mentions: content.kind === 'text' ? mentionsOf(content.body) : [],
    raw: { type: resource.messagetype, content: resource.content ?? '' },
  };
}

function contentOf(resource: MessageResource, sender: ContactId, user: ContactId): MessageContent {
  const type = resource.messagetype;
  const content = resource.content ?? '';
  const isDeleted = content === '' && (resource.skypeeditedid || resource.properties?.deletetime);
  if (isDeleted) return { kind: 'deleted' };
  const offset = Number(resource.skypeemoteoffset ?? 0);
  const isAction = isTextType(type) && Number.isInteger(offset) && offset > 0;
  return decodeContent({ type, content, sender, user, ...(isAction ? { actionOffset: offset } : {}) });
}

// An edit has its own time as a property, as its arrival under an id of its own, or as a version above the id.
function editTimeOf(resource: MessageResource, version: number, order: number): number | undefined {
  const told = resource.properties?.edittime ?? resource.properties?.deletetime;
  const toldMs = parseMsText(told);
  if (toldMs !== undefined) return toldMs;
  if (resource.skypeeditedid) return parseIsoTime(resource.originalarrivaltime) ?? order;
  return version > order ? parseMsText(String(version)) : undefined;
}
