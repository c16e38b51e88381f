import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { createMessagingAccountRoutes } from './account-routes.ts';
import { createContactPresenceRoutes } from './contact-presence-routes.ts';
import { createConversationRoutes } from './conversation-routes.ts';
import { createEndpointRoutes } from './endpoint-routes.ts';
import type { Limits } from './limits.ts';
import { createMessageListRoutes, createSingleMessageRoutes } from './message-routes.ts';
import { createMessagingContext } from './messaging-context.ts';
import { createOwnPresenceRoutes } from './presence-routes.ts';
import { createSubscriptionRoutes } from './subscription-routes.ts';
import { startSweeper } from './sweeper.ts';
import { createSyncStates } from './sync-states.ts';
import { createThreadRoutes } from './thread-routes.ts';

/**
 * The messaging API (skype.md 3.3 to 7); every path starts with `/v1`. Also starts what belongs to it: the held polls and the end of
 * idle endpoints, until the context shuts down.
 */
export function createMessagingRoutes(context: GatewayContext, limits: Partial<Limits> = {}): Hono<GatewayEnv> {
  const messaging = createMessagingContext(context, limits);
  const states = createSyncStates(messaging);
  startSweeper(messaging);
  return new Hono<GatewayEnv>()
    .route('/', createEndpointRoutes(messaging))
    .route('/', createSubscriptionRoutes(messaging))
    .route('/', createMessagingAccountRoutes(messaging))
    .route('/', createMessageListRoutes(messaging, states))
    .route('/', createSingleMessageRoutes(messaging))
    .route('/', createConversationRoutes(messaging, states))
    .route('/', createThreadRoutes(messaging))
    .route('/', createOwnPresenceRoutes(messaging))
    .route('/', createContactPresenceRoutes(messaging));
}
