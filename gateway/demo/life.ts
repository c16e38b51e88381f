import type { GatewayContext } from '../context.ts';

/** Lets the demo people live until the gateway stops. */
export async function startDemo(_context: GatewayContext): Promise<void> {}
