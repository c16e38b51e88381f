// What a user types as the address of a server becomes an origin, or a problem that can be said in words.

/** The local gateway, as `npm start` runs it. */
export const localServer = 'http://127.0.0.1:8787';

export type AddressProblem = 'empty' | 'unreadable' | 'protocol' | 'insecure' | 'credentials' | 'path';
export type ServerAddress = { ok: true; origin: string; pattern: string } | { ok: false; problem: AddressProblem };

/** The only hosts that may be reached without encryption: they never leave this computer, and the manifest names them. */
const localHosts: readonly string[] = ['127.0.0.1', 'localhost'];

/** Host names and addresses as URL writes them. No `*`: in a match pattern it would open more than one server. */
const plainHost = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$|^\[[0-9a-f:.]+\]$/;

/**
 * The match pattern of a server's host permission; patterns carry no port.
 * @param origin origin of a server, e.g. `http://127.0.0.1:8787`
 */
export function hostPattern(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}

function parse(typed: string): URL | undefined {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const encrypted = hasScheme ? typed : `https://${typed}`;
  if (!URL.canParse(encrypted)) return undefined;
  const url = new URL(encrypted);
  return !hasScheme && localHosts.includes(url.hostname) ? new URL(`http://${typed}`) : url;
}

/**
 * Reads a typed server address. Adds the scheme when it is missing: `http://` for this computer, `https://` for the rest.
 * @returns the origin and its host permission pattern, or the first problem that was found
 */
export function readServerAddress(typed: string): ServerAddress {
  const { url, problem } = readAddress(typed);
  if (!url || problem) return { ok: false, problem: problem ?? 'unreadable' };
  return { ok: true, origin: url.origin, pattern: hostPattern(url.origin) };
}

export type DiscoveryAddress = { ok: true; origin: string; href: string } | { ok: false; problem: AddressProblem };

/**
 * Reads the typed address of a server that is asked where users sign in: as a rule a host alone, sometimes with a path.
 * @returns its origin and the whole of it, or the first problem that was found
 */
export function readDiscoveryAddress(typed: string): DiscoveryAddress {
  const { url, problem } = readAddress(typed);
  if (!url || (problem && problem !== 'path')) return { ok: false, problem: problem ?? 'unreadable' };
  return { ok: true, origin: url.origin, href: problem === 'path' ? url.href : url.origin };
}

function readAddress(typed: string): { url?: URL; problem?: AddressProblem | undefined } {
  const trimmed = typed.trim();
  if (trimmed === '') return { problem: 'empty' };
  const url = parse(trimmed);
  return url ? { url, problem: problemOf(url) } : { problem: 'unreadable' };
}

function problemOf(url: URL): AddressProblem | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'protocol';
  if (!plainHost.test(url.hostname)) return 'unreadable';
  if (url.username !== '' || url.password !== '') return 'credentials';
  if (url.protocol === 'http:' && !localHosts.includes(url.hostname)) return 'insecure';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'path';
  return undefined;
}
