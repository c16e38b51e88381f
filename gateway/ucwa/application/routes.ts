// Applications and their dashboards (ucwa.md 4.1).
import { type Context, Hono } from 'hono';
import { applicationInput, networkInput } from '../../../src/ucwa/wire/application.ts';
import type { Resource } from '../../../src/ucwa/wire/resource.ts';
import { findProfile, type ProfileRow } from '../../account/profiles.ts';
import type { GatewayEnv } from '../../context.ts';
import { takeTick } from '../../messaging/clock.ts';
import { originOf } from '../../origin.ts';
import { applicationNotFound } from '../errors.ts';
import { photoCookie } from '../people/photo-cookie.ts';
import { empty, readInput, represent } from '../representation.ts';
import { authenticateTicket } from '../sign-in/ticket.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { requireApplication } from './access.ts';
import type { Application } from './applications.ts';
import { type Answerer, createBatches } from './batch.ts';
import { changeCommunication } from './communication.ts';
import { createApplication } from './creation.ts';
import { endApplication } from './lifetime.ts';
import {
  applicationResource,
  communicationResource,
  meResource,
  onlineMeetingsResource,
  policiesResource,
} from './resources.ts';
import { startApplicationSweeper } from './sweeper.ts';

type Routes = Hono<GatewayEnv>;
type Asked = Context<GatewayEnv>;

async function profileOf(context: UcwaContext, { userId }: Application): Promise<ProfileRow> {
  const profile = await findProfile(context.database, userId);
  if (!profile) throw applicationNotFound();
  return profile;
}

async function wholeApplication(context: UcwaContext, c: Asked, application: Application): Promise<Resource> {
  return applicationResource(context, application, await profileOf(context, application), originOf(context, c.req.raw));
}

/** The application, and with it the cookie for its photos (ucwa.md 4.3). */
async function showApplication(context: UcwaContext, c: Asked, application: Application, status: 200 | 201 = 200) {
  const response = represent(c, await wholeApplication(context, c, application), status);
  const cookie = photoCookie(context, c, application);
  if (cookie !== undefined) response.headers.append('Set-Cookie', cookie);
  return response;
}

function addApplications(context: UcwaContext, routes: Routes): void {
  const { paths } = context;
  routes.post(paths.applications, async (c) => {
    const principal = await authenticateTicket(context, c);
    const { application, isNew } = await createApplication(context, principal, await readInput(c, applicationInput));
    return showApplication(context, c, application, isNew ? 201 : 200);
  });
  routes.options(paths.applications, () => empty(200, { Allow: 'POST, OPTIONS' }));

  routes.get(paths.route('application'), async (c) =>
    showApplication(context, c, await requireApplication(context, c)),
  );

  routes.delete(paths.route('application'), async (c) => {
    const application = await requireApplication(context, c);
    await context.database.transaction(async (transaction) => {
      await takeTick(transaction, context);
      await endApplication(transaction, context, application);
    });
    return empty();
  });
}

function addDashboards(context: UcwaContext, routes: Routes): void {
  const { paths } = context;
  routes.get(paths.route('me'), async (c) => {
    const application = await requireApplication(context, c);
    return represent(c, meResource(context, application, await profileOf(context, application)));
  });
  routes.get(paths.route('communication'), async (c) =>
    represent(c, communicationResource(context, await requireApplication(context, c))),
  );
  routes.put(paths.route('communication'), async (c) => {
    const changed = await changeCommunication(context, c, await requireApplication(context, c));
    return empty(204, { ETag: `"${changed.communicationVersion}"` });
  });
  routes.get(paths.route('policies'), async (c) =>
    represent(c, policiesResource(context, await requireApplication(context, c))),
  );
  routes.get(paths.route('onlineMeetings'), async (c) =>
    represent(c, onlineMeetingsResource(context, await requireApplication(context, c))),
  );
  routes.post(paths.route('reportMyNetwork'), async (c) => {
    await requireApplication(context, c);
    await readInput(c, networkInput);
    return empty(201);
  });
}

/** Also starts what ends idle applications. `answer` answers the single requests of a batch. */
export function createApplicationRoutes(
  context: UcwaContext,
  answer: (request: Request, env: GatewayEnv['Bindings']) => ReturnType<Answerer>,
): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const batches = createBatches(context);
  addApplications(context, routes);
  addDashboards(context, routes);
  routes.post(context.paths.route('batch'), async (c) => {
    const { userId } = await requireApplication(context, c);
    const address = c.env?.address;
    return batches(c, userId, (request) => answer(request, address === undefined ? {} : { address }));
  });
  startApplicationSweeper(context);
  return routes;
}
