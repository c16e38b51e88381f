// From a demand for credentials to a token for the applications (ucwa.md 2.1 steps 6 and 7, 2.4).
import { ServiceError } from '../../service/error.ts';
import type { Transport } from '../../service/transport.ts';
import { linkOf, type Resource } from '../wire/resource.ts';
import { asStep, createApproval } from './approval.ts';
import { absolute, ask, type Demand, demandOf, discovered, findDemand, mostHops, type Route } from './discovery.ts';
import type { UcwaPlace } from './place.ts';
import type { AllowStep, Proof, SignedIn, UcwaTokens } from './step.ts';
import { requestToken } from './token.ts';

const isSameOrigin = (a: string, b: string) => new URL(a).origin === new URL(b).origin;

/**
 * The demand of the applications' own host. A token holds for the host whose challenge led to it, and where the applications live
 * on another the first token is of no use there (ucwa.md 2.4, "Split pool").
 */
async function demandAtPool(route: Route, user: Resource, userUrl: string, applicationsUrl: string): Promise<Demand> {
  const self = user.href === undefined ? undefined : absolute(user.href, userUrl);
  const places =
    self !== undefined && isSameOrigin(self, applicationsUrl) ? [self, applicationsUrl] : [applicationsUrl];
  for (const place of places) {
    const response = await ask(route, place);
    if (response.status === 401) return demandOf(response, place, route.approval);
  }
  throw new ServiceError('forbidden', 'the host of the applications names no place to sign in at');
}

type Arrival = { demand: Demand; applicationsUrl: string; tokens: UcwaTokens };

// In a split pool `userUrl` stays what discovery found; only where the tokens come from is another.
async function goIn(route: Route, demand: Demand, proof: Proof): Promise<Arrival> {
  let asked = demand;
  for (let hops = 0; hops <= mostHops; hops += 1) {
    const tokens = await requestToken(route.transport, asked, proof);
    const { userUrl } = asked;
    const user = discovered(await ask(route, userUrl, tokens.accessToken));
    const applications = linkOf(user, 'applications');
    if (applications !== undefined) {
      const applicationsUrl = absolute(applications, userUrl);
      route.approval.enter([applicationsUrl]);
      if (isSameOrigin(applicationsUrl, userUrl)) return { tokens, demand: asked, applicationsUrl };
      const atPool = await demandAtPool(route, user, userUrl, applicationsUrl);
      const poolTokens = await requestToken(route.transport, atPool, proof);
      return { tokens: poolTokens, demand: { ...atPool, userUrl }, applicationsUrl };
    }
    // The user lives elsewhere, and has to say there again who is there.
    asked = await findDemand(route, user, userUrl);
  }
  throw new ServiceError('server', 'discovery goes on and on');
}

/**
 * Signs in at a place that was found. Answers a step when more hosts have to be allowed first; then `findServer` and this are called
 * again, with more approved.
 * @throws ServiceError `unauthorised` when name and password do not fit, `forbidden` when this way is not allowed, and what the
 * refusals of servers stand for
 */
export function signIn(transport: Transport, place: UcwaPlace, proof: Proof): Promise<SignedIn | AllowStep> {
  return asStep(async () => {
    const { address } = place;
    const approval = createApproval({ address, approved: place.approved, server: '' });
    const { tokens, demand, applicationsUrl } = await goIn({ transport, approval }, place, proof);
    const approved = [...new Set([...place.approved, ...approval.origins])];
    const userName = proof.grant === 'password' ? { userName: proof.userName } : {};
    return {
      step: 'done',
      place: { address, ...demand, applicationsUrl, approved, grant: proof.grant, ...userName },
      tokens,
    };
  });
}
