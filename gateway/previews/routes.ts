import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';

/** What a link leads to (skype.md 10.1). */
export function createPreviewRoutes(_context: GatewayContext): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>();
}
