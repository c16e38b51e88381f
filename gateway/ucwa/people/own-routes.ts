import { type Context, Hono } from 'hono';
import { locationInput, noteInput, presenceInput } from '../../../src/ucwa/wire/me.ts';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { requireApplication } from '../application/access.ts';
import { empty, readInput, represent } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { reportActivity } from './activity.ts';
import { availabilityOf, availableBody } from './inputs.ts';
import { makeAvailable } from './make-available.ts';
import { ownWords, publishAvailability, publishLocation, publishNote, resetAvailability } from './own-presence.ts';
import { ownPresence } from './presence-of.ts';
import { requireAvailable } from './require-available.ts';

type Routes = Hono<GatewayEnv>;
type Asked = Context<GatewayEnv>;

/** A client that insists on the second revision is told what worked. */
const wantsOperations = (c: Asked): boolean => Number(c.req.header('x-ms-requiresminresourceversion') ?? 1) >= 2;

function addAvailability(context: UcwaContext, routes: Routes): void {
  const { paths } = context;
  routes.post(paths.route('makeMeAvailable'), async (c) => {
    const application = await requireApplication(context, c);
    await makeAvailable(context, application, await readInput(c, availableBody));
    if (!wantsOperations(c)) return empty();
    const href = paths.href('makeMeAvailable', { app: application.id });
    return represent(c, makeResource('makeMeAvailable', href, { properties: { operations: ['Messaging'] } }), 201);
  });

  routes.post(paths.route('reportMyActivity'), async (c) => {
    await reportActivity(context, await requireAvailable(context, c));
    return empty();
  });
}

function addPresence(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  routes.get(paths.route('presence'), async (c) => {
    const { id, userId } = await requireAvailable(context, c);
    const properties = { ...(await ownPresence(database, userId)) };
    return represent(c, makeResource('presence', paths.href('presence', { app: id }), { properties }));
  });

  routes.post(paths.route('presence'), async (c) => {
    const application = await requireAvailable(context, c);
    const availability = availabilityOf('availability', (await readInput(c, presenceInput)).availability);
    if (availability) await publishAvailability(context, application, availability);
    else await resetAvailability(context, application);
    return empty();
  });
}

function addWords(context: UcwaContext, routes: Routes): void {
  const { paths, database } = context;
  routes.get(paths.route('note'), async (c) => {
    const { id, userId } = await requireAvailable(context, c);
    const { note } = await ownWords(database, userId);
    const properties = { message: note, type: 'Personal' };
    return represent(c, makeResource('note', paths.href('note', { app: id }), { properties }));
  });

  routes.post(paths.route('note'), async (c) => {
    const application = await requireAvailable(context, c);
    await publishNote(context, application, (await readInput(c, noteInput)).message ?? '');
    return empty();
  });

  routes.get(paths.route('location'), async (c) => {
    const { id, userId } = await requireAvailable(context, c);
    const properties = { location: (await ownWords(database, userId)).location };
    return represent(c, makeResource('location', paths.href('location', { app: id }), { properties }));
  });

  routes.post(paths.route('location'), async (c) => {
    const application = await requireAvailable(context, c);
    await publishLocation(context, application, (await readInput(c, locationInput)).location ?? '');
    return empty();
  });
}

/** What a user says about themselves (ucwa.md 5.1). */
export function createOwnRoutes(context: UcwaContext): Routes {
  const routes: Routes = new Hono<GatewayEnv>();
  addAvailability(context, routes);
  addPresence(context, routes);
  addWords(context, routes);
  return routes;
}
