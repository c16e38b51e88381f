import { Hono } from 'hono';
import type { MessageListReply } from '../../src/skype/wire/conversation.ts';
import { messageBody } from '../../src/skype/wire/message.ts';
import type { GatewayEnv } from '../context.ts';
import { notFound, ProtocolError } from '../errors.ts';
import { originOf } from '../origin.ts';
import { acknowledgeMessage } from './acknowledgement.ts';
import { callerOf } from './caller.ts';
import { requireOwnConversation } from './conversation-access.ts';
import { clearHistory } from './conversations.ts';
import { deleteMessage, editByClientId, editMessage } from './editing.ts';
import { messageLink, messagesLink, withOrigin } from './links.ts';
import { listPage } from './listing.ts';
import { findMessage, mayRead } from './message-store.ts';
import { listMessages } from './messages.ts';
import type { MessagingContext } from './messaging-context.ts';
import { cidOfPath, messageIdOfPath, readBody } from './requests.ts';
import { sendMessage } from './sending.ts';
import type { SyncStates } from './sync-states.ts';
import { messageResource } from './wire-resources.ts';

const messagesPerPage = 30;

/** The messages of a conversation: list, send, clear, acknowledge (skype.md 6.1, 7.3, 5.5). */
export function createMessageListRoutes(context: MessagingContext, states: SyncStates): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  routes.post('/v1/users/ME/conversations/ALL/messages/:message/ack', async (c) => {
    const caller = await callerOf(context, c);
    await acknowledgeMessage(context, caller, messageIdOfPath(c));
    return c.json({});
  });

  routes.get('/v1/users/ME/conversations/:cid/messages', async (c) => {
    const caller = await callerOf(context, c);
    const target = await listMessages(context, caller, cidOfPath(c), c.req.query('endTime'));
    const request = { userId: caller.userId, path: messagesLink(target.cid), defaultSize: messagesPerPage };
    const { items, metadata } = await listPage(c, states, request, (query, range) =>
      target.read(query.startTime, range),
    );
    const reply: MessageListReply = { messages: items.map((item) => item.resource), _metadata: metadata };
    return c.json(withOrigin(reply, originOf(context, c.req.raw)));
  });

  routes.post('/v1/users/ME/conversations/:cid/messages', async (c) => {
    const caller = await callerOf(context, c);
    const cid = cidOfPath(c);
    const body = await readBody(c, messageBody);
    const sent = body.skypeeditedid
      ? await editByClientId(context, caller, cid, body.skypeeditedid, body)
      : await sendMessage(context, caller, cid, body);
    const location = originOf(context, c.req.raw) + messageLink(sent.cid, sent.id);
    return c.json({ OriginalArrivalTime: sent.id }, 201, { Location: location });
  });

  routes.delete('/v1/users/ME/conversations/:cid/messages', async (c) => {
    const caller = await callerOf(context, c);
    await clearHistory(context, caller, cidOfPath(c));
    return c.json({});
  });

  return routes;
}

/** A refused edit or delete is told in a reply of status 200 (skype.md 6.1, 11); other errors have theirs. */
async function orRefusal(work: () => Promise<object>): Promise<object> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.status !== 403) throw error;
    return { errorCode: error.errorCode, message: error.message };
  }
}

/** One message: read, edit, delete (skype.md 7.4). */
export function createSingleMessageRoutes(context: MessagingContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  routes.get('/v1/users/ME/conversations/:cid/messages/:message', async (c) => {
    const caller = await callerOf(context, c);
    const { conversation, own } = await requireOwnConversation(context.database, caller, cidOfPath(c));
    const message = await findMessage(context.database, conversation.id, messageIdOfPath(c));
    if (!message || !mayRead(own, message)) throw notFound('There is no such message.');
    return c.json(withOrigin(messageResource(message, own.cid), originOf(context, c.req.raw)));
  });

  routes.put('/v1/users/ME/conversations/:cid/messages/:message', async (c) => {
    const caller = await callerOf(context, c);
    const body = await readBody(c, messageBody);
    const edit = () => editMessage(context, caller, cidOfPath(c), messageIdOfPath(c), body);
    return c.json(await orRefusal(async () => ({ edittime: await edit() })));
  });

  routes.delete('/v1/users/ME/conversations/:cid/messages/:message', async (c) => {
    const caller = await callerOf(context, c);
    const remove = () => deleteMessage(context, caller, cidOfPath(c), messageIdOfPath(c));
    return c.json(await orRefusal(async () => ({ deletetime: await remove() })));
  });

  return routes;
}
