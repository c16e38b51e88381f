// From the reply of a poll to a batch of the model. Each event is read on its own: one bad event never spoils the rest.
import type { EventBatch } from '../../model/event.ts';
import { type EventEnvelope, eventEnvelope } from '../wire/event.ts';
import { readWire } from '../wire/read.ts';
import { addDecoded, type DecodeContext, type Decoded, decoded, unreadable } from './context.ts';
import { decodeConversation, decodeThread } from './conversation.ts';
import { decodeMessage } from './message.ts';
import { decodeEndpoint, decodePresence } from './presence.ts';

type Decoder = (event: EventEnvelope, context: DecodeContext) => Decoded;

const decodeMessageEvent: Decoder = ({ resource, resourceLink, time }, context) =>
  decodeMessage(resource, context, { resourceLink, eventTime: time });

// By resource type (skype.md 5.4); the notes use the shorter names, late servers send MessageUpdate for edits.
const decoders = new Map<string, Decoder>([
  ['NewMessage', decodeMessageEvent],
  ['Message', decodeMessageEvent],
  ['MessageUpdate', decodeMessageEvent],
  ['ConversationUpdate', ({ resource }, context) => decodeConversation(resource, context)],
  ['Conversation', ({ resource }, context) => decodeConversation(resource, context)],
  ['ThreadUpdate', ({ resource }, context) => decodeThread(resource, context)],
  ['UserPresence', ({ resource, resourceLink }, context) => decodePresence(resource, context, resourceLink)],
  ['EndpointPresence', ({ resource, resourceLink }) => decodeEndpoint(resource, resourceLink)],
]);

/** Decodes the events of a poll reply, oldest first. Types that nobody shows bring nothing. Never throws. */
export function decodeEvents(eventMessages: readonly unknown[], context: DecodeContext): EventBatch {
  const batch: EventBatch = { events: [], unreadable: [] };
  for (const value of eventMessages) {
    const read = readWire(eventEnvelope, value);
    if (!read.ok) {
      batch.unreadable.push(unreadable('event', read.path, read.reason));
      continue;
    }
    const event = read.value;
    const result = decoders.get(event.resourceType)?.(event, context) ?? decoded();
    const fault = 'path' in result ? { ...result, path: joinPath('resource', result.path) } : result;
    addDecoded(batch, fault, `${event.resourceType} ${event.id}`);
  }
  return batch;
}

const joinPath = (...parts: string[]): string => parts.filter((part) => part !== '').join('.');

/** Decodes each item of a listing with the same decoder. */
export function decodeItems(items: readonly unknown[], what: string, decode: (item: unknown) => Decoded): EventBatch {
  const batch: EventBatch = { events: [], unreadable: [] };
  for (const [i, item] of items.entries()) addDecoded(batch, decode(item), `${what} ${i}`);
  return batch;
}
