import type { Context } from 'hono';
import type { GatewayContext, GatewayEnv } from './context.ts';

/**
 * The address a request comes from, for limits. Behind a proxy it is the last entry of `X-Forwarded-For`, the only one that the
 * proxy itself has seen; without one the header is the client's word and is not read.
 */
export function peerAddress(context: GatewayContext, c: Context<GatewayEnv>): string {
  const forwarded = context.settings.isBehindProxy
    ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    : undefined;
  return forwarded || c.env?.address || 'unknown';
}
