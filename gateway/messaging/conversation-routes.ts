import { Hono } from 'hono';
import type { ConversationListReply } from '../../src/skype/wire/conversation.ts';
import type { GatewayEnv } from '../context.ts';
import { originOf } from '../origin.ts';
import { callerOf } from './caller.ts';
import { listConversations, setConversationProperty, showConversation } from './conversations.ts';
import { setHorizon } from './horizons.ts';
import { withOrigin } from './links.ts';
import { listPage } from './listing.ts';
import type { MessagingContext } from './messaging-context.ts';
import { propertyOf } from './properties.ts';
import { cidOfPath, readObject } from './requests.ts';
import type { SyncStates } from './sync-states.ts';

const conversationsPerPage = 10;

/** Conversations and their properties (skype.md 6.1, 6.2). */
export function createConversationRoutes(context: MessagingContext, states: SyncStates): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  routes.get('/v1/users/ME/conversations', async (c) => {
    const caller = await callerOf(context, c);
    const path = '/v1/users/ME/conversations';
    const request = { userId: caller.userId, path, defaultSize: conversationsPerPage };
    const { items, metadata } = await listPage(c, states, request, (query, range) =>
      listConversations(context.database, caller, { startTime: query.startTime, targetType: query.targetType }, range),
    );
    const reply: ConversationListReply = { conversations: items.map((item) => item.resource), _metadata: metadata };
    return c.json(withOrigin(reply, originOf(context, c.req.raw)));
  });

  routes.get('/v1/users/ME/conversations/:cid', async (c) => {
    const caller = await callerOf(context, c);
    const conversation = await showConversation(context.database, caller, cidOfPath(c));
    return c.json(withOrigin(conversation, originOf(context, c.req.raw)));
  });

  routes.put('/v1/users/ME/conversations/:cid/properties', async (c) => {
    const caller = await callerOf(context, c);
    const cid = cidOfPath(c);
    const [name, value] = propertyOf(c.req.query('name'), await readObject(c));
    if (name.toLowerCase() === 'consumptionhorizon') await setHorizon(context, caller, cid, value);
    else await setConversationProperty(context, caller, cid, name, value);
    return c.json({});
  });

  return routes;
}
