import type { EventLink, EventPackage, EventSender, UcwaEvent } from './event-package.ts';
import { isEventType, linksOf, readEach, startPackage } from './event-package.ts';
import { type JsonObject, objectAt, readJsonLink, readJsonResource, textAt, writeJsonResource } from './json.ts';
import { readJsonReason } from './reason.ts';
import type { Link, Resource } from './resource-form.ts';
import { WireError } from './wire-error.ts';

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function readLink(value: unknown, path: string): EventLink {
  const object = objectAt(value, path);
  const title = textOf(object.title);
  const link = { rel: textAt(object, 'rel', path), href: textAt(object, 'href', path) };
  return title === undefined ? link : { ...link, title };
}

// The key is the rel of the link (ucwa.md 7.2); a server that names its one resource otherwise is understood too.
function readEmbedded(value: unknown, rel: string, path: string): Resource | undefined {
  if (value === undefined || value === null) return undefined;
  const object = objectAt(value, path);
  const names = Object.keys(object);
  const key = names.includes(rel) ? rel : names[0];
  if (key === undefined) return undefined;
  const entry = object[key];
  const item: unknown = Array.isArray(entry) ? entry[0] : entry;
  return item === undefined || item === null ? undefined : readJsonResource(item, `${path}.${key}`, rel);
}

function readEvent(value: unknown, path: string): UcwaEvent {
  const object = objectAt(value, path);
  const link = readLink(object.link, `${path}.link`);
  const type = textAt(object, 'type', path);
  if (!isEventType(type)) throw new WireError(`${path}.type`, `"${type}" is not known`);
  const status = textOf(object.status);
  const reason = readJsonReason(object.reason);
  const embedded = readEmbedded(object._embedded, link.rel, `${path}._embedded`);
  return {
    link,
    ...(object.in === undefined || object.in === null ? {} : { in: readLink(object.in, `${path}.in`) }),
    type,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(embedded === undefined ? {} : { embedded }),
  };
}

/** Reads the parsed JSON of an event-channel answer. Throws WireError when there is no way to go on in it. */
export function readJsonEvents(value: unknown): EventPackage {
  const object = objectAt(value, '');
  const links: Record<string, Link[]> = Object.fromEntries(
    Object.entries(objectAt(object._links, '_links')).flatMap(([rel, link]) =>
      link === null ? [] : [[rel, [readJsonLink(link, `_links.${rel}`)]]],
    ),
  );
  const events = startPackage(links);
  const senders: readonly unknown[] = Array.isArray(object.sender) ? object.sender : [];
  readEach(events, senders, 'sender', (item, path) => {
    const block = objectAt(item, path);
    const sender: EventSender = { rel: textAt(block, 'rel', path), href: textAt(block, 'href', path), events: [] };
    events.senders.push(sender);
    const list: readonly unknown[] = Array.isArray(block.events) ? block.events : [];
    readEach(events, list, `${path}.events`, (event, at) => void sender.events.push(readEvent(event, at)));
  });
  return events;
}

function writeEvent({ link, in: owner, type, status, reason, embedded }: UcwaEvent): JsonObject {
  return {
    link,
    ...(owner === undefined ? {} : { in: owner }),
    ...(embedded === undefined ? {} : { _embedded: { [link.rel]: writeJsonResource(embedded) } }),
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    type,
  };
}

/** The JSON object of an event-channel answer. */
export function writeJsonEvents(events: EventPackage): JsonObject {
  const _links = Object.fromEntries(Object.entries(linksOf(events)).map(([rel, [link]]) => [rel, link]));
  if (events.senders.length === 0) return { _links };
  return { _links, sender: events.senders.map((sender) => ({ ...sender, events: sender.events.map(writeEvent) })) };
}
