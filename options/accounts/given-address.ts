// What a user typed to be found by: a sign-in address, and a server where an administrator named one.
import { discoveryHosts, domainOf } from '../../src/ucwa/sign-in/hosts.ts';
import { type AddressProblem, readDiscoveryAddress } from '../server-address.ts';

export type TypedAddress = { address: string; server: string };

/** `server` is empty where the address leads to it; `origins` are the hosts that are asked first. */
export type GivenAddress = { address: string; server: string; origins: string[] };

export type GivenProblem =
  | { field: 'address'; problem: 'empty' | 'unreadable' }
  | { field: 'server'; problem: AddressProblem };

type Read = { ok: true; given: GivenAddress } | { ok: false; problem: GivenProblem };

/** The domain of a sign-in address; undefined when it is none. */
export function domainIn(address: string): string | undefined {
  try {
    return domainOf(address);
  } catch {
    return undefined;
  }
}

/** Reads what was typed. @returns where to look for the server, or the first problem that was found */
export function readGivenAddress(typed: TypedAddress): Read {
  const address = typed.address.trim();
  const domain = domainIn(address);
  if (domain === undefined)
    return { ok: false, problem: { field: 'address', problem: address === '' ? 'empty' : 'unreadable' } };
  if (typed.server.trim() === '') return { ok: true, given: { address, server: '', origins: discoveryHosts(domain) } };
  const server = readDiscoveryAddress(typed.server);
  if (!server.ok) return { ok: false, problem: { field: 'server', problem: server.problem } };
  return { ok: true, given: { address, server: server.href, origins: [server.origin] } };
}
