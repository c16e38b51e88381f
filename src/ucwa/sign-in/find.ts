// Finds the server of a sign-in address (ucwa.md 2.1).
import { ServiceError } from '../../service/error.ts';
import type { Transport } from '../../service/transport.ts';
import { grantTypes } from '../wire/challenge.ts';
import type { Resource } from '../wire/resource.ts';
import { asStep, createApproval } from './approval.ts';
import { ask, discovered, findDemand, type Route } from './discovery.ts';
import { discoveryHosts, domainOf, isLoopback } from './hosts.ts';
import type { FindStep, SignInStep } from './step.ts';

const discoveryPath = '/autodiscover/autodiscoverservice.svc/root';

/** `approved` are the origins the user said yes to; `server` is empty to discover it by the domain of the address. */
export type Wanted = { address: string; server: string; approved: readonly string[] };

/**
 * The absolute address of what the user typed as server; without a scheme it is https, on this machine http.
 * @throws ServiceError `invalid` when it is no address
 */
export function readServer(typed: string): string {
  const text = typed.trim();
  if (text === '') return '';
  const [, host = ''] = /^(?:\w+:\/\/)?([^/:?#]+|\[[^\]]*\])/.exec(text) ?? [];
  const whole = text.includes('://') ? text : `${isLoopback(host) ? 'http' : 'https'}://${text}`;
  if (!URL.canParse(whole)) throw new ServiceError('invalid', 'the server is no address');
  const url = new URL(whole);
  return url.pathname === '/' && url.search === '' ? url.origin + discoveryPath : url.href;
}

/** The first answer of discovery. A host that is not there, or is something else, is passed over for the next. */
async function begin(route: Route, candidates: readonly string[]): Promise<{ answer: Resource; at: string }> {
  let cause: unknown;
  for (const at of candidates) {
    try {
      return { answer: discovered(await ask(route, at)), at };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      // The word of a server that answers says more than silence.
      if (!(cause instanceof ServiceError) || cause.kind === 'network') cause = error;
    }
  }
  if (candidates.length === 1 && cause instanceof ServiceError) throw cause;
  throw new ServiceError('not-found', 'no server was found for this address', { cause });
}

const waysOf = (grants: readonly string[]): SignInStep['grants'] =>
  (['password', 'windows', 'passive'] as const).filter((way) => grants.includes(grantTypes[way]));

/**
 * Finds the server of a sign-in address and what it wants to know. Sends no credentials.
 * @throws ServiceError `invalid` for an address or a server that is none, `not-found` when no server answers for the domain, and
 * what the refusals of servers stand for
 */
export function findServer(transport: Transport, { address, server, approved }: Wanted): Promise<FindStep> {
  return asStep(async () => {
    const domain = domainOf(address);
    const typed = readServer(server);
    const approval = createApproval({ address, approved, server: typed });
    const candidates = typed === '' ? discoveryHosts(domain).map((origin) => `${origin}/`) : [typed];
    approval.enter(candidates);
    const route = { transport, approval };
    const { answer, at } = await begin(route, candidates);
    const demand = await findDemand(route, answer, at);
    const userName = address.trim().replace(/^sip:/i, '');
    return {
      step: 'sign-in',
      origins: [...approval.origins],
      host: new URL(demand.tokenService).host,
      grants: waysOf(demand.grants),
      userName,
      place: { address: userName, applicationsUrl: '', approved: [...approval.origins], ...demand },
    };
  });
}
