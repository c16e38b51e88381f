import { Hono } from 'hono';
import type { GatewayEnv } from '../../context.ts';
import type { UcwaContext } from '../ucwa-context.ts';

export function createApplicationRoutes(_context: UcwaContext): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>();
}
