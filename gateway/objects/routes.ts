import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';

/** Files and pictures: the object store of skype.md 7.7, and avatars. */
export function createObjectRoutes(_context: GatewayContext): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>();
}
