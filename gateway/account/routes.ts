import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { createContactRoutes } from './contact-routes.ts';
import { createFlagRoutes } from './flag-routes.ts';
import { createOptionRoutes } from './option-routes.ts';
import { createProfileRoutes } from './profile-routes.ts';

/** Profiles, contacts, flags and options. */
export function createAccountRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.route('/', createProfileRoutes(context));
  routes.route('/', createContactRoutes(context));
  routes.route('/', createFlagRoutes(context));
  routes.route('/', createOptionRoutes(context));
  return routes;
}
