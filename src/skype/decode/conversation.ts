import type { ConversationUpdate, NotifyLevel } from '../../model/conversation.ts';
import type { ChatEvent } from '../../model/event.ts';
import { isThreadId, parseMri } from '../identifiers.ts';
import { parseMsText } from '../timestamps.ts';
import { type ConversationResource, conversationResource } from '../wire/conversation.ts';
import type { MessageResource } from '../wire/message.ts';
import { readWire } from '../wire/read.ts';
import { threadResource } from '../wire/thread.ts';
import { cleanName } from './clean-name.ts';
import { type DecodeContext, type Decoded, decoded, undecodable } from './context.ts';
import { decodeMessage } from './message.ts';

/** Decodes a conversation (skype.md 6.2) with its last message. Feeds of the service (`48:`) are no conversations. */
export function decodeConversation(value: unknown, context: DecodeContext): Decoded {
  const read = readWire(conversationResource, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const { id } = read.value;
  const mri = parseMri(id);
  if (!mri) return undecodable('id', 'is not an identifier');
  if (mri.prefix === '48') return decoded();
  const last = lastMessageOf(read.value);
  const events: ChatEvent[] = [{ type: 'conversation', conversation: buildUpdate(read.value, last) }];
  const message = last && decodeMessage(last, context, { conversation: id });
  if (message && 'events' in message) events.push(...message.events.filter((event) => event.type === 'message'));
  return { events };
}

function lastMessageOf({ lastMessage }: ConversationResource): MessageResource | undefined {
  return lastMessage && 'id' in lastMessage ? lastMessage : undefined;
}

function buildUpdate(resource: ConversationResource, last: MessageResource | undefined): ConversationUpdate {
  const { id, properties, threadProperties } = resource;
  const isGroup = isThreadId(id);
  const version = resource.version ?? parseMsText(last?.id) ?? 0;
  const latest = Math.max(version, parseMsText(last?.id) ?? 0);
  const clearedUpTo = parseMsText(properties?.clearedat);
  const isMember = threadProperties ? isStillMember(threadProperties) : undefined;
  return {
    id,
    kind: isGroup ? 'group' : 'direct',
    ...(isGroup ? {} : { partner: id }),
    ...(typeof threadProperties?.topic === 'string' ? { topic: cleanName(threadProperties.topic) } : {}),
    version,
    ...(properties?.consumptionhorizon ? { readUpTo: readHorizon(properties.consumptionhorizon, latest, last) } : {}),
    ...(clearedUpTo === undefined ? {} : { clearedUpTo }),
    ...(properties?.alerts === undefined || properties.alerts === null
      ? {}
      : { notifyLevel: readLevel(properties.alerts, properties.skylarkmentions) }),
    ...(isMember === undefined ? {} : { isMember }),
  };
}

// A mention may notify even in a muted conversation (skype.md 7.5), unless the user wants quiet from it altogether: a
// property of our own says so, because `alerts` knows on and off only.
function readLevel(alerts: unknown, mentions: unknown): NotifyLevel {
  if (String(alerts).toLowerCase() !== 'false') return 'all';
  return mentions === 'false' ? 'none' : 'mentions';
}

function isStillMember(thread: { lastjoinat?: unknown; lastleaveat?: unknown }): boolean | undefined {
  const joined = Number(thread.lastjoinat ?? 0);
  const left = Number(thread.lastleaveat ?? 0);
  if (!(joined > 0) && !(left > 0)) return undefined;
  return !(left > joined);
}

/**
 * The read mark of a consumption horizon `a;b;c` (skype.md 6.6): a message id, which some clients replace by the
 * client message id of the last message; without one the time of reading. Never beyond the latest that exists, so
 * that a wrong clock cannot mark what is still to come. 0 when nothing was read.
 */
export function readHorizon(horizon: string, latest: number, last?: MessageResource): number {
  const [first = '', second = ''] = horizon.split(/[;,]/).map((part) => part.trim());
  const isClientId = last !== undefined && first !== '' && first !== last.id && first === last.clientmessageid;
  const mark = isClientId ? parseMsText(last.id) : (parseMsText(first) ?? parseMsText(second));
  return latest > 0 ? Math.min(mark ?? 0, latest) : (mark ?? 0);
}

/** Decodes a thread (skype.md 6.3): members, roles and topic of a group. */
export function decodeThread(value: unknown, context: DecodeContext): Decoded {
  const read = readWire(threadResource, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const { id, members, properties, version } = read.value;
  if (!isThreadId(id) || !parseMri(id)) return undecodable('id', 'is not a thread');
  const known = members?.filter((member) => parseMri(member.id) !== undefined);
  const conversation: ConversationUpdate = {
    id,
    kind: 'group',
    ...(version === undefined || version === null ? {} : { version }),
    ...(typeof properties?.topic === 'string' ? { topic: cleanName(properties.topic) } : {}),
    ...(known
      ? {
          members: known.map((member) => ({
            id: member.id,
            role: member.role?.toLowerCase() === 'admin' ? ('admin' as const) : ('user' as const),
            ...(cleanName(member.friendlyName) ? { name: cleanName(member.friendlyName) } : {}),
          })),
          isMember: known.some((member) => member.id === context.user),
        }
      : {}),
  };
  return decoded({ type: 'conversation', conversation });
}
