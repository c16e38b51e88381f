// The XML form of resources (ucwa.md 1.3, 1.4). The attribute `rel` of an embedded resource is the key under which its owner
// holds it, the property `rel` is its own kind: so `from` can hold a `participant`, as in JSON.
import { escapeMarkup } from '../../markup/entities.ts';
import { childrenOf, parseXml, type XmlElement } from '../../markup/xml.ts';
import { writeDate } from './dates.ts';
import type { Link, Resource } from './resource-form.ts';
import { WireError } from './wire-error.ts';

export const ucwaNamespace = 'http://schemas.microsoft.com/rtc/2012/03/ucwa';
export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>';

// What parseXml leaves out silently beyond its caps is an error here: half a contact list must not pass for a whole one.
const longestDocument = 262_144;
const mostElements = 2_000;

const isBare = (element: XmlElement): boolean => element.children.length === 0 && element.text === '';

/** Parses a document. Throws WireError when there is no element in it, when it is not closed, or when it is too large. */
export function parseXmlText(text: string): XmlElement {
  if (text.length > longestDocument) throw new WireError('', 'the XML document is too long');
  if ((text.match(/<[A-Za-z]/g)?.length ?? 0) > mostElements) {
    throw new WireError('', 'the XML document has too many elements');
  }
  const root = parseXml(text.replace(/^\ufeff/, ''));
  if (!root) throw new WireError('', 'the document is not XML');
  const end = text.trimEnd().toLowerCase();
  const isClosed = /<\/([^<>\s/]+)\s*>$/.exec(end)?.[1] === root.name || (end.endsWith('/>') && isBare(root));
  if (!isClosed) throw new WireError(root.name, 'the XML document ends early');
  return root;
}

/** An attribute that must be there, or WireError that names its place. */
export function attributeAt(element: XmlElement, name: string, path: string): string {
  const value = element.attributes.get(name);
  if (value !== undefined) return value;
  throw new WireError(`${path}.${name}`, 'expected an attribute');
}

function readLink(element: XmlElement, path: string): Link {
  const title = element.attributes.get('title');
  const etag = element.attributes.get('etag');
  const revision = Number(element.attributes.get('revision') ?? Number.NaN);
  return {
    href: attributeAt(element, 'href', path),
    ...(title === undefined ? {} : { title }),
    ...(Number.isFinite(revision) ? { revision } : {}),
    ...(etag === undefined ? {} : { etag }),
  };
}

/** The properties and property lists directly inside an element. Throws WireError for one without a name. */
export function readXmlProperties(element: XmlElement, path: string): Record<string, unknown> {
  const properties = childrenOf(element, 'property').map((child) => [
    attributeAt(child, 'name', `${path}.property`),
    child.text,
  ]);
  const lists = childrenOf(element, 'propertylist').map((child) => [
    attributeAt(child, 'name', `${path}.propertyList`),
    childrenOf(child, 'item').map((item) => item.text),
  ]);
  return Object.fromEntries([...properties, ...lists]) as Record<string, unknown>;
}

// By name, in order. A name may be any word, also one that every object has: so they are gathered in a map.
function listsOf<T>(elements: readonly XmlElement[], read: (element: XmlElement) => [string, T]): Record<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const element of elements) {
    const [name, item] = read(element);
    const list = lists.get(name);
    if (list) list.push(item);
    else lists.set(name, [item]);
  }
  return Object.fromEntries(lists);
}

/** The links directly inside an element, by rel. Throws WireError for one without `rel` or `href`. */
export function readXmlLinks(element: XmlElement, path: string): Record<string, Link[]> {
  return listsOf(childrenOf(element, 'link'), (child) => {
    const rel = attributeAt(child, 'rel', `${path}.link`);
    return [rel, readLink(child, `${path}.link(${rel})`)];
  });
}

/** Reads an element `resource`. Throws WireError naming what was wrong. */
export function readXmlResource(element: XmlElement, path = 'resource'): Resource {
  if (element.name !== 'resource') throw new WireError('', `expected <resource> but found <${element.name}>`);
  const { rel, etag = element.attributes.get('etag'), ...properties } = readXmlProperties(element, path);
  const { self, ...links } = readXmlLinks(element, path);
  const href = element.attributes.get('href') ?? self?.[0]?.href;
  const embedded = listsOf(childrenOf(element, 'resource'), (child) => {
    const key = attributeAt(child, 'rel', `${path}.resource`);
    return [key, readXmlResource(child, `${path}.resource(${key})`)];
  });
  return {
    rel: typeof rel === 'string' ? rel.trim() : (element.attributes.get('rel') ?? ''),
    ...(href === undefined ? {} : { href }),
    ...(typeof etag === 'string' ? { etag } : {}),
    properties,
    links,
    embedded,
  };
}

// Characters that XML cannot hold at all, escaped or not: controls, unpaired surrogates, the two non-characters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones to take out
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text as content or attribute value; line ends are kept as they are, what XML cannot hold becomes U+FFFD. */
export const escapeXml = (text: string): string =>
  escapeMarkup(text.replace(impossible, '\ufffd')).replace(/[\r\n\t]/g, (white) => `&#${white.charCodeAt(0)};`);

/** Attributes with their values, each after a blank; those without a value are left out. */
export const writeAttributes = (attributes: Record<string, string | number | undefined>): string =>
  Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeXml(String(value))}"`]))
    .join('');

function writeValue(value: unknown): string {
  if (value instanceof Date) return writeDate(value.getTime(), 'xml');
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return escapeXml(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** The elements `property` and `propertyList` of some values; null and undefined are left out. */
export function writeXmlProperties(properties: Record<string, unknown>): string {
  return Object.entries(properties)
    .map(([name, value]) => {
      if (value === undefined || value === null) return '';
      if (!Array.isArray(value)) return `<property${writeAttributes({ name })}>${writeValue(value)}</property>`;
      const items = value.map((item) => `<item>${writeValue(item)}</item>`).join('');
      return `<propertyList${writeAttributes({ name })}>${items}</propertyList>`;
    })
    .join('');
}

const writeLink = (rel: string, { href, title, revision, etag }: Link): string =>
  `<link${writeAttributes({ rel, href, title, revision, etag })}/>`;

/** The elements `link` of some links. */
export const writeXmlLinks = (links: Record<string, Link[]>): string =>
  Object.entries(links)
    .flatMap(([rel, list]) => list.map((link) => writeLink(rel, link)))
    .join('');

/** The element of a resource, without declaration; `key` is what its owner holds it under. */
export function writeXmlElement(resource: Resource, key = resource.rel, xmlns?: string): string {
  const { rel, href, etag, properties, links, embedded } = resource;
  const parts = Object.entries(embedded).flatMap(([name, list]) => list.map((item) => writeXmlElement(item, name)));
  return [
    `<resource${writeAttributes({ rel: key === '' ? undefined : key, href, xmlns })}>`,
    writeXmlLinks(links),
    writeXmlProperties({ ...(rel === '' ? {} : { rel }), ...properties, ...(etag === undefined ? {} : { etag }) }),
    ...parts,
    '</resource>',
  ].join('');
}

/** The whole XML document of a resource. */
export const writeXmlResource = (resource: Resource): string =>
  `${xmlDeclaration}${writeXmlElement(resource, resource.rel, ucwaNamespace)}`;
