// One answer of the event channel (ucwa.md 7.2), the same form for JSON and XML. Read leniently: an event that cannot be read is
// named in `unreadable`, the others count.
import {
  type EventLink,
  type EventPackage,
  type EventSender,
  eventTypes,
  type UcwaEvent,
  type UcwaEventType,
} from './event-package.ts';
import { readJsonEvents, writeJsonEvents } from './events-json.ts';
import { readXmlEvents, writeXmlEvents } from './events-xml.ts';
import { readJsonText } from './json.ts';
import { type Representation, representationOf } from './media-type.ts';
import { WireError } from './wire-error.ts';
import { parseXmlText } from './xml.ts';

export { type EventLink, type EventPackage, type EventSender, eventTypes, type UcwaEvent, type UcwaEventType };

/** Reads an answer of the event channel. Throws WireError when the whole of it cannot be read. */
export function readEventPackage(text: string, contentType: string): EventPackage {
  const representation = representationOf(contentType);
  if (representation === 'json') return readJsonEvents(readJsonText(text));
  if (representation === 'xml') return readXmlEvents(parseXmlText(text));
  throw new WireError('', `expected JSON or XML but the answer is ${contentType || 'of no type'}`);
}

/** Writes an answer of the event channel; `unreadable` has no form on the wire. */
export function writeEventPackage(events: EventPackage, representation: Representation): string {
  return representation === 'json' ? JSON.stringify(writeJsonEvents(events)) : writeXmlEvents(events);
}
