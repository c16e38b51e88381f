// Links of resources as the session keeps them: absolute, by rel. Links are capabilities: one that is missing says "not now".
import { ServiceError } from '../../service/error.ts';
import type { Resource } from '../wire/resource.ts';
import type { UcwaConnection } from './connection.ts';

export type Links = Record<string, string>;

/** The links of a resource that lead to the pool, its own as `self`; others are reported and left out. */
export function linksOf(connection: UcwaConnection, resource: Resource): Links {
  const hrefs = Object.entries(resource.links).map(([rel, [first]]) => [rel, first?.href] as const);
  const entries = [...hrefs, ['self', resource.href] as const].flatMap(([rel, href]) => {
    const resolved = href === undefined ? undefined : tryResolve(connection, href, rel);
    return resolved === undefined ? [] : [[rel, resolved] as const];
  });
  return Object.fromEntries(entries);
}

/** The absolute address of an href; undefined, and reported, when it leads elsewhere. `where` names its source. */
export function tryResolve(connection: UcwaConnection, href: string, where: string): string | undefined {
  // Texts and pictures inside an href are no addresses (ucwa.md 8.6).
  if (/^data:/i.test(href)) return undefined;
  try {
    return connection.pin.resolve(href, {}, where);
  } catch {
    return undefined;
  }
}

/** The address behind a rel. @throws ServiceError `not-found` when the server does not offer it now */
export function requireLink(links: Links | undefined, rel: string): string {
  const href = links && Object.hasOwn(links, rel) ? links[rel] : undefined;
  if (href === undefined) throw new ServiceError('not-found', `the server does not offer ${rel} now`);
  return href;
}
