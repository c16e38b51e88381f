import { Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { createBotRoutes } from './bot-routes.ts';
import { createContactRoutes } from './contact-routes.ts';
import { createDirectoryRoutes } from './directory-routes.ts';
import { createEntitlementRoutes } from './entitlement-routes.ts';
import { createFlagRoutes } from './flag-routes.ts';
import { createGroupRoutes } from './group-routes.ts';
import { createOldContactRoutes } from './old-contact-routes.ts';
import { createOptionRoutes } from './option-routes.ts';
import { createPeopleRoutes } from './people-routes.ts';
import { createProfileRoutes } from './profile-routes.ts';
import { createTranslationRoutes } from './translation-routes.ts';

const services = [
  createProfileRoutes,
  createContactRoutes,
  createGroupRoutes,
  createOldContactRoutes,
  createDirectoryRoutes,
  createBotRoutes,
  createEntitlementRoutes,
  createPeopleRoutes,
  createFlagRoutes,
  createOptionRoutes,
  createTranslationRoutes,
];

/** Everything about accounts and who knows whom: skype.md chapters 8 and 9, and 10.3. */
export function createAccountRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  for (const createRoutes of services) routes.route('/', createRoutes(context));
  return routes;
}
