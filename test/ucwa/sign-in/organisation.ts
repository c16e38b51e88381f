// An organisation as the notes describe it: discovery, a web host with a ticket service, a pool.
import type { Transport } from '../../../src/service/transport.ts';
import { findServer } from '../../../src/ucwa/sign-in/find.ts';
import type { FindStep, Proof, SignInStep } from '../../../src/ucwa/sign-in/step.ts';
import { type Answer, ScriptedWeb } from '../support/scripted-web.ts';

export const address = 'ana@example.org';
export const internal = 'https://lyncdiscoverinternal.example.org';
export const external = 'https://lyncdiscover.example.org';
export const web = 'https://web.example.org';
export const user = `${web}/Autodiscover/AutodiscoverService.svc/root/oauth/user?originalDomain=example.org`;
export const ticketService = `${web}/WebTicket/oauthtoken`;
export const applications = `${web}/ucwa/oauth/v1/applications`;
export const proof: Proof = { grant: 'password', userName: 'EXAMPLE\\ana', password: 'pass & word+ü' };

export const root = (userUrl: string): Answer => ({
  json: { _links: { self: { href: `${external}/` }, user: { href: userUrl }, xframe: { href: `${web}/XFrame.html` } } },
});

export const challenge = (
  href: string,
  grants = 'urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password',
): Answer => ({
  status: 401,
  html: '<html><title>401 - Unauthorized</title></html>',
  headers: { 'WWW-Authenticate': `MsRtcOAuth href="${href}",grant_type="${grants}"` },
});

export const ticket: Answer = {
  json: { access_token: 'cwt=AAEB', expires_in: 28289, ms_rtc_identityscope: 'local', token_type: 'Bearer' },
  headers: { 'Cache-Control': 'no-store' },
};

/** What is answered to whoever has this ticket; others are challenged. */
export const toHolder =
  (accessToken: string, answer: Answer, otherwise: Answer) =>
  ({ headers }: { headers: Record<string, string> }): Answer =>
    headers.Authorization === `Bearer ${accessToken}` ? answer : otherwise;

export const userResource = (applicationsUrl: string, self = user): Answer => ({
  json: { _links: { self: { href: self }, applications: { href: applicationsUrl } } },
});

/** Everything as it should be; the internal host is not reachable from outside. */
export function createOrganisation(): ScriptedWeb {
  return new ScriptedWeb()
    .on('GET', `${external}/`, root(user))
    .on('GET', user, toHolder('cwt=AAEB', userResource(applications), challenge(ticketService)))
    .on('POST', ticketService, ticket);
}

/** Finds the server and says yes to everything that is asked; answers every step with the one that ended it. */
export async function findApproving(transport: Transport, wanted: { address: string; server?: string }) {
  const approved: string[] = [];
  const steps: FindStep[] = [];
  for (let round = 0; round < 10; round += 1) {
    const step = await findServer(transport, { server: '', ...wanted, approved });
    steps.push(step);
    if (step.step === 'sign-in') return { steps, found: step satisfies SignInStep, approved };
    approved.push(...step.origins);
  }
  throw new Error('the server was not found in ten rounds');
}
