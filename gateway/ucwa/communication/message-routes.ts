import { Hono } from 'hono';
import { sendMessageInput } from '../../../src/ucwa/wire/conversation.ts';
import { mediaTypeOf } from '../../../src/ucwa/wire/media-type.ts';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import { readText } from '../../body.ts';
import type { GatewayEnv } from '../../context.ts';
import { readMessages, type StoredMessage } from '../../messaging/message-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { requireApplication } from '../application/access.ts';
import { resourceNotFound } from '../errors.ts';
import { faultsOf } from '../faults.ts';
import { checkInput, empty, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { hrefIn, messageHref } from './addresses.ts';
import { toldMessageOf } from './message-telling.ts';
import { serialOf, viewOf } from './requests.ts';
import { messageResource } from './resources.ts';
import { requireChat, sendText, textOfBody } from './sending.ts';
import type { View } from './views.ts';

const messagesListed = 100;

/** What was said in a range of ticks, as far as the user may read it and the application was told. */
async function messagesSince(
  queryable: Queryable,
  view: View,
  from: number,
  to = view.toldId,
): Promise<StoredMessage[]> {
  if (view.conversationId === null) return [];
  const messages = await readMessages(queryable, view.conversationId, view.viewer.userId, {
    from,
    to: Math.min(to, view.toldId),
    order: 'oldest',
    limit: messagesListed,
  });
  return messages.filter((message) => !message.messagetype.startsWith('ThreadActivity/'));
}

/** Messages of a chat (ucwa.md 8.6). */
export function createMessageRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const { paths, database } = context;

  // The body is the text itself, so the operation can only be in the query; other members there are none of ours (ucwa.md 8.6).
  routes.post(paths.route('sendMessage'), async (c) => {
    const application = await requireApplication(context, c);
    const query = Object.entries(c.req.query()).map(([name, value]) => [name.toLowerCase(), value]);
    const { operationid } = Object.fromEntries(query) as Record<string, string | undefined>;
    const { operationId } = checkInput(sendMessageInput, { operationId: operationid });
    const view = await requireChat(database, application.serial, serialOf(context, c, 'conversation'));
    const text = textOfBody(view, mediaTypeOf(c.req.header('content-type') ?? 'text/plain'), await readText(c));
    const id = await sendText(context, view, text, operationId ?? undefined, faultsOf(context, c).has('undelivered'));
    return empty(201, { Location: messageHref(context, view, id) });
  });

  routes.get(paths.route('messages'), async (c) => {
    const view = await viewOf(context, c);
    const hrefs = (await messagesSince(database, view, view.createdAtMs)).map((message) =>
      messageHref(context, view, message.id),
    );
    const links = hrefs.length > 0 ? { message: hrefs } : {};
    return represent(c, makeResource('messages', hrefIn(context, view, 'messages'), { links }));
  });

  routes.get(paths.route('message'), async (c) => {
    const view = await viewOf(context, c);
    const id = serialOf(context, c, 'message');
    const [message] = await messagesSince(database, view, id, id);
    const told = message && (await toldMessageOf(database, view, message));
    if (!told) throw resourceNotFound('There is no such message.');
    return represent(c, messageResource(context, view, told));
  });

  return routes;
}
