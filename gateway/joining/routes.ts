import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { createGuestRoutes } from './guest-routes.ts';
import { startGuestSweep } from './guest-sweep.ts';
import { createLinkRoutes } from './link-routes.ts';

/** Join links, both generations, and guests (skype.md 6.5, 3.7). Also starts the end of guests whose time is over. */
export function createJoiningRoutes(context: GatewayContext): Hono<GatewayEnv> {
  startGuestSweep(context);
  return new Hono<GatewayEnv>().route('/', createLinkRoutes(context)).route('/', createGuestRoutes(context));
}
