// A resource, whatever it is written in (ucwa.md 1.3). What a resource of one kind holds is said by the schemas beside this file.
import { readJsonResource, readJsonText, writeJsonResource } from './json.ts';
import { type Representation, representationOf } from './media-type.ts';
import type { Link, Resource } from './resource-form.ts';
import { WireError } from './wire-error.ts';
import { parseXmlText, readXmlResource, writeXmlResource } from './xml.ts';

export type { Link, Resource };

/**
 * Reads a resource out of a body of the given `Content-Type`.
 *
 * Throws WireError naming what was wrong: another media type, broken syntax, a link without `href`.
 */
export function readResource(text: string, contentType: string): Resource {
  const representation = representationOf(contentType);
  if (representation === 'json') return readJsonResource(readJsonText(text));
  if (representation === 'xml') return readXmlResource(parseXmlText(text));
  throw new WireError('', `expected JSON or XML but the answer is ${contentType || 'of no type'}`);
}

/** Writes a resource. In JSON the lists of `plural.ts` are arrays also with one element. */
export function writeResource(resource: Resource, representation: Representation): string {
  return representation === 'json' ? JSON.stringify(writeJsonResource(resource)) : writeXmlResource(resource);
}

/** The address of the first link with this rel; undefined when the resource does not offer it now. */
export const linkOf = (resource: Resource, rel: string): string | undefined => resource.links[rel]?.[0]?.href;

/** The first embedded resource under this key. */
export const embeddedOf = (resource: Resource, key: string): Resource | undefined => resource.embedded[key]?.[0];

type Parts = {
  etag?: string | undefined;
  properties?: Record<string, unknown>;
  links?: Record<string, string | Link | readonly (string | Link)[] | undefined>;
  embedded?: Record<string, Resource | readonly Resource[] | undefined>;
};

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Makes a resource out of what is short to write: links as addresses, one or several; what is undefined is left out. */
export function makeResource(rel: string, href: string | undefined, parts: Parts = {}): Resource {
  const links = Object.entries(parts.links ?? {}).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const list = listOf<string | Link>(value).map((link) => (typeof link === 'string' ? { href: link } : link));
    return [[name, list] as const];
  });
  const embedded = Object.entries(parts.embedded ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, [...listOf<Resource>(value)]] as [string, Resource[]]],
  );
  return {
    rel,
    ...(href === undefined ? {} : { href }),
    ...(parts.etag === undefined ? {} : { etag: parts.etag }),
    properties: Object.fromEntries(Object.entries(parts.properties ?? {}).filter(([, value]) => value !== undefined)),
    links: Object.fromEntries(links),
    embedded: Object.fromEntries(embedded),
  };
}
