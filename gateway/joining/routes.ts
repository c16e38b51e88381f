import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';

/** Join links, both generations, and guests (skype.md 6.5, 3.7). */
export function createJoiningRoutes(_context: GatewayContext): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>();
}
