// The JSON form of resources (ucwa.md 1.3).
import { writeDate } from './dates.ts';
import { isPlural } from './plural.ts';
import type { Link, Resource } from './resource-form.ts';
import { WireError } from './wire-error.ts';

export type JsonObject = Record<string, unknown>;

/** Deeper than any resource, shallow enough for the stack. */
const deepest = 24;

/** Parses a body; a byte-order mark before it is no harm. Throws WireError. */
export function readJsonText(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new WireError('', 'the document is not valid JSON');
  }
}

/** A JSON object, or WireError that names its place. */
export function objectAt(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new WireError(path, 'expected an object');
}

/** A text that must be there, or WireError that names its place. */
export function textAt(object: JsonObject, name: string, path: string): string {
  const value = object[name];
  if (typeof value === 'string') return value;
  throw new WireError(path === '' ? name : `${path}.${name}`, 'expected a text');
}

const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** Reads a link: `href` is required, the rest is taken when it is of the right kind. */
export function readJsonLink(value: unknown, path: string): Link {
  const object = objectAt(value, path);
  const title = optionalText(object.title);
  const etag = optionalText(object.etag);
  const revision = Number(object.revision);
  return {
    href: textAt(object, 'href', path),
    ...(title === undefined ? {} : { title }),
    ...(object.revision === undefined || !Number.isFinite(revision) ? {} : { revision }),
    ...(etag === undefined ? {} : { etag }),
  };
}

function readLists<T>(value: unknown, path: string, read: (item: unknown, path: string) => T): Record<string, T[]> {
  if (value === undefined || value === null) return {};
  // Made from entries: a name may be one that every object has, and would not be a member when it is assigned to.
  return Object.fromEntries(
    Object.entries(objectAt(value, path)).flatMap(([name, entry]) => {
      if (entry === null) return [];
      const at = `${path}.${name}`;
      const list = Array.isArray(entry) ? entry.map((item, index) => read(item, `${at}.${index}`)) : [read(entry, at)];
      return [[name, list]];
    }),
  );
}

/** Reads a parsed JSON value as a resource. `rel` names its kind when it does not say so itself. Throws WireError. */
export function readJsonResource(value: unknown, path = '', rel = '', depth = 0): Resource {
  if (depth > deepest) throw new WireError(path, 'the resource is nested too deeply');
  const object = objectAt(value, path);
  const { rel: ownRel, etag, _links, _embedded, ...properties } = object;
  const below = path === '' ? '' : `${path}.`;
  const { self, ...links } = readLists(_links, `${below}_links`, readJsonLink);
  const href = self?.[0]?.href;
  const etagText = optionalText(etag);
  const lists = readLists(_embedded, `${below}_embedded`, (item, at) => ({ item, at }));
  const embedded = Object.fromEntries(
    Object.entries(lists).map(([key, items]) => [
      key,
      items.map(({ item, at }) => readJsonResource(item, at, key, depth + 1)),
    ]),
  );
  return {
    rel: optionalText(ownRel) ?? rel,
    ...(href === undefined ? {} : { href }),
    ...(etagText === undefined ? {} : { etag: etagText }),
    properties,
    links,
    embedded,
  };
}

function writeValue(value: unknown): unknown {
  if (value instanceof Date) return writeDate(value.getTime());
  return Array.isArray(value) ? value.map(writeValue) : value;
}

function writeLists<T>(owner: string, lists: Record<string, T[]>, write: (item: T) => unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(lists).map(([name, items]) => {
      const [only] = items;
      const isOne = items.length === 1 && only !== undefined && !isPlural(owner, name);
      return [name, isOne ? write(only) : items.map(write)];
    }),
  );
}

/** The JSON object of a resource. */
export function writeJsonResource(resource: Resource): JsonObject {
  const { rel, href, etag, properties, links, embedded } = resource;
  const allLinks = { ...(href === undefined ? {} : { self: [{ href }] }), ...links };
  const written: JsonObject = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, writeValue(value)]),
  );
  if (rel !== '') written.rel = rel;
  if (etag !== undefined) written.etag = etag;
  if (Object.keys(allLinks).length > 0) written._links = writeLists(rel, allLinks, (link) => ({ ...link }));
  if (Object.keys(embedded).length > 0) written._embedded = writeLists(rel, embedded, writeJsonResource);
  return written;
}
