import { Hono } from 'hono';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { requireApplication } from '../application/access.ts';
import { empty, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { hrefIn, participantHref } from './addresses.ts';
import { stopMessaging } from './departing.ts';
import { serialOf, viewOf } from './requests.ts';
import { messagingResource } from './resources.ts';
import { requireChat, sendTyping } from './sending.ts';
import { toldPeople } from './telling.ts';

/** The chat of a conversation and who types in it (ucwa.md 8.5, 8.7). */
export function createMessagingRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const { paths, database } = context;

  routes.get(paths.route('messaging'), async (c) => represent(c, messagingResource(context, await viewOf(context, c))));

  routes.post(paths.route('stopMessaging'), async (c) => {
    const application = await requireApplication(context, c);
    await stopMessaging(context, application.serial, serialOf(context, c, 'conversation'));
    return empty();
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
