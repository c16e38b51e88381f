import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { createAuthorizeRoutes } from './authorize-routes.ts';
import { createDiscoveryRoutes } from './discovery-routes.ts';
import { createLoginRoutes } from './login-routes.ts';
import { createSoapLoginRoutes } from './soap-login-routes.ts';
import { createTokenRoutes } from './token-routes.ts';
import { createWebLoginRoutes } from './web-login-routes.ts';

/** Everything about signing in and out. */
export function createIdentityRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.route('/', createDiscoveryRoutes(context));
  routes.route('/', createAuthorizeRoutes(context));
  routes.route('/', createTokenRoutes(context));
  routes.route('/', createLoginRoutes(context));
  routes.route('/', createWebLoginRoutes(context));
  routes.route('/', createSoapLoginRoutes(context));
  return routes;
}
