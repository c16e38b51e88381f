import { type Context, Hono } from 'hono';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { type Application, requireApplication } from '../application/access.ts';
import { empty, readInput, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { listDuration } from './inputs.ts';
import { hasListSubscription, subscribeToLists, unsubscribeFromLists } from './list-subscriptions.ts';

const rel = 'myContactsAndGroupsSubscription';
const start = 'startOrRefreshSubscriptionToContactsAndGroups';
const stop = 'stopSubscriptionToContactsAndGroups';

/** The subscription to the own contacts and groups (ucwa.md 6). It takes effect at once: the states in between do not occur. */
export function createListSubscriptionRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const { paths } = context;
  const routes = new Hono<GatewayEnv>();

  async function show(c: Context<GatewayEnv>, application: Application, status: 200 | 201): Promise<Response> {
    const app = application.id;
    const isConnected = await hasListSubscription(context, application);
    return represent(
      c,
      makeResource(rel, paths.href(rel, { app }), {
        properties: { state: isConnected ? 'Connected' : 'Disconnected' },
        links: { [start]: paths.href(start, { app }), ...(isConnected ? { [stop]: paths.href(stop, { app }) } : {}) },
      }),
      status,
    );
  }

  routes.get(paths.route(rel), async (c) => show(c, await requireApplication(context, c), 200));

  routes.post(paths.route(start), async (c) => {
    const application = await requireApplication(context, c);
    await subscribeToLists(context, application, (await readInput(c, listDuration)).duration);
    return show(c, application, 201);
  });

  routes.post(paths.route(stop), async (c) => {
    await unsubscribeFromLists(context, await requireApplication(context, c));
    return empty();
  });
  return routes;
}
