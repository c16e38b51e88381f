import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import * as v from 'valibot';
import { type DiscoveryDocument, discoveryPath } from '../../src/skype/wire/discovery.ts';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { originOf } from '../origin.ts';

const { version } = v.parse(
  v.object({ version: v.string() }),
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
);

/** The production host names that have routes here, besides the messaging API at the root. */
const servedHosts = Object.values(serviceHosts).filter((host) => host !== serviceHosts.messaging);

function servicesAt(origin: string): Record<string, string> {
  return Object.fromEntries([
    [serviceHosts.messaging, origin],
    ...servedHosts.map((host) => [host, `${origin}/${host}`]),
  ]);
}

/** What a client reads before it knows anything: the services of this gateway, and its sign-in (RFC 8414). */
export function createDiscoveryRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get(discoveryPath, (c) => {
    const origin = originOf(context, c.req.raw);
    const document: DiscoveryDocument = {
      name: 'Skylark gateway',
      version,
      issuer: origin,
      holdSeconds: context.settings.holdSeconds,
      services: servicesAt(origin),
      clouds: [...context.settings.clouds],
    };
    return c.json(document);
  });
  routes.get('/.well-known/oauth-authorization-server', (c) => {
    const issuer = originOf(context, c.req.raw);
    return c.json({
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      revocation_endpoint: `${issuer}/oauth/revoke`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none'],
      revocation_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    });
  });
  return routes;
}
