import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { createAvatarRoutes } from './avatar-routes.ts';
import { createLinkRoutes } from './link-routes.ts';
import { createStoreRoutes } from './object-routes.ts';
import { createRenditions } from './renditions.ts';
import { startObjectSweep } from './sweep.ts';

/** Files and pictures: the object store of skype.md 7.7, and avatars. */
export function createObjectRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const renditions = createRenditions(context);
  routes.route('/', createStoreRoutes(context, renditions));
  routes.route('/', createLinkRoutes(context, renditions));
  routes.route('/', createAvatarRoutes(context));
  startObjectSweep(context);
  return routes;
}
