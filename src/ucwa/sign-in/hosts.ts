// Which hosts belong to a sign-in address, and which addresses are safe to ask at all (ucwa.md 2.4).
import { ServiceError } from '../../service/error.ts';

/** Is the host this very machine? */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Https, or http that never leaves this machine; without a password in the address. */
export function isSafeAddress(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/**
 * The domain of a sign-in address, in lower case.
 * @throws ServiceError `invalid` when it is no address of the form `name@domain`, with or without `sip:`
 */
export function domainOf(address: string): string {
  const [, domain = ''] =
    /^(?:sip:)?[^\s@:/]+@([a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*)$/i.exec(address.trim()) ??
    [];
  if (domain === '' || !URL.canParse(`https://lyncdiscover.${domain}/`)) {
    throw new ServiceError('invalid', 'the sign-in address must have the form name@domain');
  }
  return domain.toLowerCase();
}

/**
 * Does a host belong to somebody else than the domain of the sign-in address? Everything but the domain and what is below it does:
 * without a list of public suffixes nothing above it can be trusted.
 */
export function isForeign(origin: string, domain: string): boolean {
  const { hostname } = new URL(origin);
  return hostname !== domain && !hostname.endsWith(`.${domain}`);
}

/**
 * Where discovery of a domain begins, internal first. Plain http is documented, too, and left out: whoever is in between could lead
 * us anywhere (ucwa.md 2.1, 2.4).
 */
export const discoveryHosts = (domain: string): string[] => [
  `https://lyncdiscoverinternal.${domain}`,
  `https://lyncdiscover.${domain}`,
];
