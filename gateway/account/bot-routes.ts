import { Hono } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { originOf } from '../origin.ts';
import { describeBots } from './bots.ts';
import { authenticateMember } from './caller.ts';

/** Descriptions of bots (skype.md 8.4): all, or the one asked for. */
export function createBotRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get(`/${serviceHosts.bots}/v1/agents`, async (c) => {
    await authenticateMember(context, c);
    const id = c.req.query('agentId')?.replace(/^28:/, '');
    const agentDescriptions = await describeBots(context.database, originOf(context, c.req.raw), id);
    return c.json({ agentDescriptions, continuationToken: null });
  });
  return routes;
}
