import { Hono } from 'hono';
import { addParticipantInput } from '../../../src/ucwa/wire/conversation.ts';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { requireApplication } from '../application/access.ts';
import { empty, readInput, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { addParticipant } from './adding.ts';
import { hrefIn } from './addresses.ts';
import { countPeople } from './connecting.ts';
import { deleteConversation } from './departing.ts';
import { serialOf, viewOf } from './requests.ts';
import { conversationResource } from './resources.ts';
import { viewsOf } from './views.ts';

/** Conversations (ucwa.md 8.1) and asking somebody into one (8.8). */
export function createConversationRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const { paths } = context;

  routes.get(paths.route('conversations'), async (c) => {
    const application = await requireApplication(context, c);
    const views = await viewsOf(context.database, application.serial);
    const href = paths.href('conversations', { app: application.id });
    return represent(
      c,
      makeResource('conversations', href, {
        links: views.length > 0 ? { conversation: views.map((view) => hrefIn(context, view, 'conversation')) } : {},
      }),
    );
  });

  routes.get(paths.route('conversation'), async (c) => {
    const view = await viewOf(context, c);
    return represent(c, conversationResource(context, view, await countPeople(context.database, view)));
  });

  routes.delete(paths.route('conversation'), async (c) => {
    const application = await requireApplication(context, c);
    await deleteConversation(context, application.serial, serialOf(context, c, 'conversation'));
    return empty();
  });

  routes.post(paths.route('addParticipant'), async (c) => {
    const application = await requireApplication(context, c);
    const input = await readInput(c, addParticipantInput);
    const invitation = await addParticipant(context, application.serial, serialOf(context, c, 'conversation'), input);
    const ids = { app: application.id, invitation: invitation.serial };
    return empty(201, { Location: paths.href('participantInvitation', ids) });
  });

  return routes;
}
