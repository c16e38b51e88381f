import { type Context, Hono } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { securityTokenBody } from '../../src/skype/wire/token.ts';
import { readJsonOrForm } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { ProtocolError } from '../errors.ts';
import { peerAddress } from '../peer-address.ts';
import { storableText } from '../storage/storable.ts';
import { verifyCredentials } from './credentials.ts';
import { badLogin, loginReply } from './login-reply.ts';
import { issueTicket, redeemTicket, ticketLifeMs } from './login-tickets.ts';
import { faultEnvelope, readSecurityTokenRequest, securityTokenEnvelope } from './soap-envelopes.ts';

function xml(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  });
}

async function answerRequest(context: GatewayContext, c: Context<GatewayEnv>): Promise<Response> {
  const request = readSecurityTokenRequest(await c.req.text());
  if (!request) return xml(faultEnvelope('wst:InvalidRequest', 'The request was invalid or malformed.'), 400);
  const user = await verifyCredentials(context, {
    name: storableText(request.username.slice(0, 128)),
    secret: request.password.slice(0, 512),
    kind: 'password',
    address: peerAddress(context, c),
  });
  // Clients read the fault only of a reply that looks like a success.
  if (!user) return xml(faultEnvelope('wsse:FailedAuthentication', 'Authentication Failure'));
  const token = await issueTicket(context, 'security', { userId: user.userId });
  return xml(securityTokenEnvelope(token, context.now(), ticketLifeMs('security')));
}

/** The SOAP login: name and password for a security token, that for a skype token (skype.md 3.2, flow B). */
export function createSoapLoginRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post(`/${serviceHosts.microsoftLogin}/RST.srf`, async (c) => {
    try {
      return await answerRequest(context, c);
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.status !== 429) throw error;
      return xml(faultEnvelope('wsse:FailedAuthentication', error.message), 429, error.headers);
    }
  });
  routes.post(`/${serviceHosts.edge}/rps/v1/rps/skypetoken`, async (c) => {
    const body = await readJsonOrForm(c, securityTokenBody);
    const result = await redeemTicket(context, 'security', body.access_token, 'soap');
    if (!result) throw badLogin();
    return loginReply(result.name, result);
  });
  return routes;
}
