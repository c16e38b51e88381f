import { Hono } from 'hono';
import type { GatewayEnv } from '../../context.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { createConversationRoutes } from './conversation-routes.ts';
import { createInvitationRoutes } from './invitation-routes.ts';
import { createMessageRoutes } from './message-routes.ts';
import { createMessagingRoutes } from './messaging-routes.ts';
import { createParticipantRoutes } from './participant-routes.ts';
import { startInvitationSweeper } from './sweeper.ts';

/** Conversations of UCWA on the conversations of the messaging domain (ucwa.md 8). Also starts the clock of unanswered invitations. */
export function createCommunicationRoutes(context: UcwaContext): Hono<GatewayEnv> {
  startInvitationSweeper(context);
  // In one family `typingParticipants` has the form of a participant's address: the chat's routes come first.
  return new Hono<GatewayEnv>()
    .route('/', createConversationRoutes(context))
    .route('/', createInvitationRoutes(context))
    .route('/', createMessagingRoutes(context))
    .route('/', createMessageRoutes(context))
    .route('/', createParticipantRoutes(context));
}
