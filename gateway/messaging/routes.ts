import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';

/** The messaging API; every path starts with `/v1`. */
export function createMessagingRoutes(_context: GatewayContext): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>();
}
