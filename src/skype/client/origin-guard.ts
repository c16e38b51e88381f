// Decides which addresses may be requested at all: a token goes only to origins derived from the account's configured
// server. Every address that comes from a payload passes here before use.
import { ServiceError } from '../../service/error.ts';
import type { DiscoveryDocument } from '../wire/discovery.ts';
import type { SecurityEvent } from './options.ts';

export interface OriginGuard {
  /** Origin of the configured server. */
  readonly server: string;
  /**
   * Adds the origins of a discovery document, as far as they belong to the server, and leaves out the rest; reports it
   * unless the document is one that was learnt before.
   */
  learn(discovery: Pick<DiscoveryDocument, 'services' | 'clouds'>, isKnown?: boolean): void;
  /**
   * The normalised address, when it may be requested.
   * @throws ServiceError `forbidden` when it may not; the refusal is reported too. `where` names its source.
   */
  check(url: string, where: string, base?: string): string;
  /** The same question without error and report. */
  allows(url: string): boolean;
}

function parse(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

/** Is the host this very machine? */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function isSafeScheme(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

// The same host on any port, or a subdomain of it; an address in numbers has no subdomains.
function belongsTo(server: URL, url: URL): boolean {
  if (!isSafeScheme(url) || (url.protocol === 'http:' && server.protocol !== 'http:')) return false;
  if (url.username || url.password) return false;
  if (url.hostname === server.hostname) return true;
  return /[a-z]/.test(server.hostname) && url.hostname.endsWith(`.${server.hostname}`);
}

/**
 * A guard for one configured server.
 * @throws ServiceError `invalid` when the address of the server is neither https nor http on this machine.
 */
export function createOriginGuard(server: string, onSecurityEvent: (event: SecurityEvent) => void): OriginGuard {
  const configured = parse(server);
  if (!configured || !isSafeScheme(configured)) {
    throw new ServiceError('invalid', 'the server address must be https, or http on this machine');
  }
  const origins = new Set([configured.origin]);
  const refuse = (url: URL | undefined, where: string): void =>
    onSecurityEvent({ kind: 'foreign-origin', where, origin: url && url.origin !== 'null' ? url.origin : '' });
  const isAllowed = (url: URL | undefined): url is URL =>
    url !== undefined && origins.has(url.origin) && belongsTo(configured, url);

  return {
    server: configured.origin,
    learn({ services, clouds }, isKnown = false) {
      const addresses = [
        ...Object.values(services).map((url) => [url, 'services']),
        ...clouds.map((url) => [url, 'clouds']),
      ];
      for (const [address = '', where = ''] of addresses) {
        const url = parse(address);
        if (url && belongsTo(configured, url)) origins.add(url.origin);
        else if (!isKnown) refuse(url, where);
      }
    },
    check(address, where, base) {
      const url = parse(address, base);
      if (isAllowed(url)) return url.href;
      refuse(url, where);
      throw new ServiceError('forbidden', `the server named a foreign place in ${where}`);
    },
    allows: (address) => isAllowed(parse(address)),
  };
}
