// The way through the resources of discovery, up to who asks for credentials (ucwa.md 2.1, 2.2, 3.1). No token and no password is
// sent from here. Redirects of HTTP are not followed, only those that discovery itself writes into its answers.
import { ServiceError } from '../../service/error.ts';
import type { Transport, TransportResponse } from '../../service/transport.ts';
import { failureOf } from '../client/failure.ts';
import { readChallenge } from '../wire/challenge.ts';
import { linkOf, type Resource, readResource } from '../wire/resource.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Approval } from './approval.ts';

const discoveryTimeoutMs = 15_000;
export const mostHops = 5;

/** Who asks for credentials: the protected resource, its token service and the grants that this one lists. */
export type Demand = { userUrl: string; tokenService: string; grants: string[] };

/** What discovery needs: how to ask, and what it may ask. */
export type Route = { transport: Transport; approval: Approval };

/** Asks an address that was approved; `accessToken` belongs to its origin. */
export function ask({ transport, approval }: Route, url: string, accessToken?: string): Promise<TransportResponse> {
  approval.enter([url]);
  const headers = {
    Accept: 'application/json',
    ...(accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }),
  };
  return transport({ method: 'GET', url, headers, timeoutMs: discoveryTimeoutMs });
}

/** The resource in an answer of discovery. @throws ServiceError for a refusal, and `unreadable` for what discovery did not write */
export function discovered(response: TransportResponse): Resource {
  if (response.status < 200 || response.status >= 300) throw failureOf(response, 0);
  try {
    return readResource(response.text, response.header('Content-Type') ?? '');
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause;
    throw new ServiceError('unreadable', 'the server answers, but not as discovery does', { cause });
  }
}

/** The absolute address of an href that was found at `base`. @throws ServiceError `unreadable` when it is none */
export function absolute(href: string, base: string): string {
  if (!URL.canParse(href, base)) throw new ServiceError('unreadable', 'discovery wrote a link that leads nowhere');
  return new URL(href, base).href;
}

/** The demand in a refusal. @throws ServiceError `forbidden` when the server asks for something that Skylark cannot give */
export function demandOf(response: TransportResponse, userUrl: string, approval: Approval): Demand {
  if (response.status !== 401) throw failureOf(response, 0);
  const { tokenService: href, grants } = readChallenge(response.header('WWW-Authenticate') ?? '');
  if (href === undefined) throw new ServiceError('forbidden', 'the server names no place to sign in at');
  const tokenService = absolute(href, userUrl);
  // Where another host than the one that asks is to get the password, the user is shown so.
  approval.enter([tokenService], new URL(tokenService).origin !== new URL(userUrl).origin);
  return { userUrl, tokenService, grants };
}

/**
 * Goes from an answer of discovery to the protected resource and its demand.
 * @param base the address that gave the answer
 * @throws ServiceError `server` when there are too many hops, `unreadable` when the way ends, and what refusals stand for
 */
export async function findDemand(route: Route, answer: Resource, base: string): Promise<Demand> {
  let [resource, at] = [answer, base];
  for (let hops = 0; hops <= mostHops; hops += 1) {
    const href = linkOf(resource, 'redirect') ?? linkOf(resource, 'user');
    if (href === undefined) throw new ServiceError('unreadable', 'discovery does not say where users sign in');
    at = absolute(href, at);
    const response = await ask(route, at);
    if (response.status === 401) return demandOf(response, at, route.approval);
    resource = discovered(response);
  }
  throw new ServiceError('server', 'discovery goes on and on');
}
