import { type Context, Hono } from 'hono';
import { addMessagingInput, declineInput, startMessagingInput } from '../../../src/ucwa/wire/conversation.ts';
import type { GatewayEnv } from '../../context.ts';
import { takeTick } from '../../messaging/clock.ts';
import { requireApplication } from '../application/access.ts';
import { resourceNotFound } from '../errors.ts';
import { empty, readInput, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { accept, decline } from './answering.ts';
import { cancelOutgoing, viewOfInvitation } from './ending.ts';
import { findInvitation, invitationResource } from './invitations.ts';
import { serialOf } from './requests.ts';
import { sendFirstText } from './sending.ts';
import { addMessaging, startMessaging } from './starting.ts';
import { findViewer } from './views.ts';

/** Starting, answering and taking back (ucwa.md 8.2 to 8.4). */
export function createInvitationRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const { paths, database } = context;

  async function showInvitation(c: Context<GatewayEnv>): Promise<Response> {
    const application = await requireApplication(context, c);
    const invitation = await findInvitation(database, application.serial, serialOf(context, c, 'invitation'));
    const viewer = await findViewer(database, application.serial);
    if (!invitation || !viewer) throw resourceNotFound('The invitation is not known.');
    const view = await viewOfInvitation(database, invitation);
    return represent(c, invitationResource(context, viewer, invitation, view));
  }

  const locationOf = (app: string, invitation: number) => ({
    Location: paths.href('messagingInvitation', { app, invitation }),
  });

  routes.post(paths.route('startMessaging'), async (c) => {
    const application = await requireApplication(context, c);
    const { _links, ...input } = await readInput(c, startMessagingInput);
    const started = await startMessaging(context, application.serial, { ...input, message: _links?.message?.href });
    await sendFirstText(context, started);
    return empty(201, locationOf(application.id, started.serial));
  });

  routes.post(paths.route('addMessaging'), async (c) => {
    const application = await requireApplication(context, c);
    const { _links, operationId } = await readInput(c, addMessagingInput);
    const added = await addMessaging(context, application.serial, serialOf(context, c, 'conversation'), {
      operationId,
      message: _links?.message?.href,
    });
    await sendFirstText(context, added);
    return empty(201, locationOf(application.id, added.serial));
  });

  routes.get(paths.route('messagingInvitation'), showInvitation);
  routes.get(paths.route('participantInvitation'), showInvitation);

  routes.post(paths.route('accept'), async (c) => {
    const application = await requireApplication(context, c);
    const answered = await accept(context, application.serial, serialOf(context, c, 'invitation'));
    await sendFirstText(context, answered);
    return empty();
  });

  routes.post(paths.route('decline'), async (c) => {
    const application = await requireApplication(context, c);
    const { reason } = await readInput(c, declineInput);
    await decline(context, application.serial, serialOf(context, c, 'invitation'), reason === 'Global');
    return empty();
  });

  // Real servers give cancel the address of stopMessaging, which takes an unanswered invitation back as well.
  if (paths.route('cancel') !== paths.route('stopMessaging')) {
    routes.post(paths.route('cancel'), async (c) => {
      const application = await requireApplication(context, c);
      const serial = serialOf(context, c, 'invitation');
      await database.transaction(async (transaction) => {
        await takeTick(transaction, context);
        const invitation = await findInvitation(transaction, application.serial, serial);
        if (invitation?.direction !== 'Outgoing' || invitation.state !== 'Connecting') {
          throw resourceNotFound('The invitation is over.');
        }
        await cancelOutgoing(transaction, context, invitation);
      });
      return empty();
    });
  }

  return routes;
}
