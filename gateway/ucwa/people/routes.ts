import { Hono } from 'hono';
import type { GatewayEnv } from '../../context.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { followChanges } from './changes.ts';
import { createContactRoutes } from './contact-routes.ts';
import { createListRoutes } from './list-routes.ts';
import { createListSubscriptionRoutes } from './list-subscription-routes.ts';
import { createOwnRoutes } from './own-routes.ts';
import { createPhotoRoutes } from './photo-routes.ts';
import { createSubscriptionRoutes } from './subscription-routes.ts';
import { startPeopleSweeper } from './sweeper.ts';

/**
 * The user and other people (ucwa.md 5, 6). Also starts what belongs to it, until the context shuts down: the clocks of activity and of
 * subscriptions, and the news of what other services change.
 */
export function createPeopleRoutes(context: UcwaContext): Hono<GatewayEnv> {
  startPeopleSweeper(context);
  followChanges(context);
  return (
    new Hono<GatewayEnv>()
      .route('/', createOwnRoutes(context))
      .route('/', createPhotoRoutes(context))
      .route('/', createListRoutes(context))
      .route('/', createListSubscriptionRoutes(context))
      .route('/', createSubscriptionRoutes(context))
      // Last: in one of the families a person's address has the form of the collections' addresses.
      .route('/', createContactRoutes(context))
  );
}
