// The event channel in XML. Only the root, the senders and the element named after the type are documented (ucwa.md 7.2). How
// `in`, `status` and `reason` look is shown nowhere (ucwa.md 12, point 8); decided here: `in` is an element like a link, `status` an
// attribute of the event, `reason` the element of error bodies.
import { childOf, childrenOf, type XmlElement } from '../../markup/xml.ts';
import type { EventLink, EventPackage, EventSender, UcwaEvent } from './event-package.ts';
import { isEventType, linksOf, readEach, startPackage } from './event-package.ts';
import { readXmlReason, writeXmlReason } from './reason.ts';
import { WireError } from './wire-error.ts';
import {
  attributeAt,
  readXmlLinks,
  readXmlResource,
  ucwaNamespace,
  writeAttributes,
  writeXmlElement,
  writeXmlLinks,
  xmlDeclaration,
} from './xml.ts';

function readLink(element: XmlElement, path: string): EventLink {
  const title = element.attributes.get('title');
  const link = { rel: attributeAt(element, 'rel', path), href: attributeAt(element, 'href', path) };
  return title === undefined ? link : { ...link, title };
}

function readEvent(element: XmlElement, path: string): UcwaEvent {
  const type = element.name;
  if (!isEventType(type)) throw new WireError(path, `"${type}" is not known`);
  const link = readLink(element, path);
  const owner = childOf(element, 'in');
  const status = element.attributes.get('status');
  const reasonElement = childOf(element, 'reason');
  const reason = reasonElement && readXmlReason(reasonElement);
  const resource = childOf(element, 'resource');
  return {
    link,
    ...(owner === undefined ? {} : { in: readLink(owner, `${path}.in`) }),
    type,
    ...(status === undefined ? {} : { status }),
    ...(reason === undefined ? {} : { reason }),
    ...(resource === undefined ? {} : { embedded: readXmlResource(resource, `${path}.resource`) }),
  };
}

/** Reads the element `events`. Throws WireError when there is no way to go on in it. */
export function readXmlEvents(root: XmlElement): EventPackage {
  if (root.name !== 'events') throw new WireError('', `expected <events> but found <${root.name}>`);
  const links = readXmlLinks(root, 'events');
  const events = startPackage(links, root.attributes.get('href') ?? links.self?.[0]?.href);
  readEach(events, childrenOf(root, 'sender'), 'sender', (element, path) => {
    const { rel, href } = readLink(element, path);
    const sender: EventSender = { rel, href, events: [] };
    events.senders.push(sender);
    readEach(events, element.children, `${path}.events`, (event, at) => void sender.events.push(readEvent(event, at)));
  });
  return events;
}

function writeEvent({ link, in: owner, type, status, reason, embedded }: UcwaEvent): string {
  return [
    `<${type}${writeAttributes({ ...link, status })}>`,
    owner === undefined ? '' : `<in${writeAttributes({ ...owner })}/>`,
    reason === undefined ? '' : writeXmlReason(reason),
    embedded === undefined ? '' : writeXmlElement(embedded, link.rel),
    `</${type}>`,
  ].join('');
}

/** The XML document of an event-channel answer. */
export function writeXmlEvents(events: EventPackage): string {
  const { self, ...links } = linksOf(events);
  const senders = events.senders.map(
    ({ rel, href, events: list }) =>
      `<sender${writeAttributes({ rel, href })}>${list.map(writeEvent).join('')}</sender>`,
  );
  const root = `<events${writeAttributes({ href: self?.[0]?.href, xmlns: ucwaNamespace })}>`;
  return `${xmlDeclaration}${root}${writeXmlLinks(links)}${senders.join('')}</events>`;
}
