import { Hono } from 'hono';
import { sendMessageInput } from '../../../src/ucwa/wire/conversation.ts';
import { mediaTypeOf } from '../../../src/ucwa/wire/media-type.ts';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import { readText } from '../../body.ts';
import type { GatewayEnv } from '../../context.ts';
import { findMessage, readMessages } from '../../messaging/message-store.ts';
import { requireApplication } from '../application/access.ts';
import { resourceNotFound } from '../errors.ts';
import { faultsOf } from '../faults.ts';
import { checkInput, empty, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { hrefIn, messageHref, participantHref } from './addresses.ts';
import { stopMessaging } from './departing.ts';
import { toldMessageOf } from './message-telling.ts';
import { serialOf, viewOf } from './requests.ts';
import { messageResource, messagingResource } from './resources.ts';
import { requireChat, sendText, sendTyping, textOfBody } from './sending.ts';
import { toldPeople } from './telling.ts';
import type { View } from './views.ts';

const messagesListed = 100;

/** The chat of a conversation (ucwa.md 8.5 to 8.7). */
export function createMessagingRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const { paths, database } = context;

  routes.get(paths.route('messaging'), async (c) => represent(c, messagingResource(context, await viewOf(context, c))));

  routes.post(paths.route('stopMessaging'), async (c) => {
    const application = await requireApplication(context, c);
    await stopMessaging(context, application.serial, serialOf(context, c, 'conversation'));
    return empty();
  });

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

  /** What was said since the conversation was opened here. */
  const messagesOf = async (view: View) => {
    if (view.conversationId === null) return [];
    const messages = await readMessages(database, view.conversationId, view.viewer.userId, {
      from: view.createdAtMs,
      to: view.toldId,
      order: 'oldest',
      limit: messagesListed,
    });
    return messages.filter((message) => !message.messagetype.startsWith('ThreadActivity/'));
  };

  routes.get(paths.route('messages'), async (c) => {
    const view = await viewOf(context, c);
    const hrefs = (await messagesOf(view)).map((message) => messageHref(context, view, message.id));
    const links = hrefs.length > 0 ? { message: hrefs } : {};
    return represent(c, makeResource('messages', hrefIn(context, view, 'messages'), { links }));
  });

  routes.get(paths.route('message'), async (c) => {
    const view = await viewOf(context, c);
    const id = serialOf(context, c, 'message');
    const message = view.conversationId ? await findMessage(database, view.conversationId, id) : undefined;
    const told = message && id <= view.toldId ? await toldMessageOf(database, view, message) : undefined;
    if (!told) throw resourceNotFound('There is no such message.');
    return represent(c, messageResource(context, view, told));
  });

  routes.post(paths.route('setIsTyping'), async (c) => {
    const application = await requireApplication(context, c);
    const view = await requireChat(database, application.serial, serialOf(context, c, 'conversation'));
    await sendTyping(context, view);
    return empty();
  });

  routes.get(paths.route('typingParticipants'), async (c) => {
    const view = await viewOf(context, c);
    const typing = [...(await toldPeople(database, view)).values()].filter((person) => person.typingUntilMs !== null);
    const participant = typing.map(({ mri, name }) => ({ href: participantHref(context, view, mri), title: name }));
    return represent(
      c,
      makeResource('typingParticipants', hrefIn(context, view, 'typingParticipants'), {
        links: participant.length > 0 ? { participant } : {},
      }),
    );
  });

  return routes;
}
