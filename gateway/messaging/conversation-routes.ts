import { Hono } from 'hono';
import type { ConversationListReply, MessageListReply } from '../../src/skype/wire/conversation.ts';
import { messageBody } from '../../src/skype/wire/message.ts';
import type { GatewayEnv } from '../context.ts';
import { notFound } from '../errors.ts';
import { originOf } from '../origin.ts';
import { callerOf } from './caller.ts';
import { requireOwnConversation } from './conversation-access.ts';
import { clearHistory, listConversations, setConversationProperty, showConversation } from './conversations.ts';
import { deleteMessage, editByClientId, editMessage } from './editing.ts';
import { setHorizon } from './horizons.ts';
import { messageLink, messagesLink, withOrigin } from './links.ts';
import { listPage } from './listing.ts';
import { findMessage, mayRead } from './message-store.ts';
import { listMessages } from './messages.ts';
import type { MessagingContext } from './messaging-context.ts';
import { propertyOf } from './properties.ts';
import { cidOfPath, messageIdOfPath, readBody, readObject } from './requests.ts';
import { sendMessage } from './sending.ts';
import { createSyncStates } from './sync-states.ts';
import { messageResource } from './wire-resources.ts';

const conversationsPerPage = 10;
const messagesPerPage = 30;

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
