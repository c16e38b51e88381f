// UCWA on the gateway: the same people and conversations as on the Skype side, in UCWA's words.
import { type Context, Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { errorResponse, internalError, ProtocolError } from '../errors.ts';
import { describeError } from '../request-log.ts';
import { createApplicationRoutes } from './application/routes.ts';
import { createChannelRoutes } from './channel/routes.ts';
import { createCommunicationRoutes } from './communication/routes.ts';
import { createDiscoveryRoutes } from './discovery/routes.ts';
import { asUcwaError, reasonResponse, resourceNotFound, ucwaError } from './errors.ts';
import { throwWantedFault } from './faults.ts';
import { createPeopleRoutes } from './people/routes.ts';
import { wantedRepresentation } from './representation.ts';
import { createTicketRoutes } from './sign-in/routes.ts';
import { authenticateTicket, ticketServicePath } from './sign-in/ticket.ts';
import { createUcwaContext, type UcwaContext } from './ucwa-context.ts';
import { checkVersion } from './versions.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** What is asked below `/ucwa` and is not there: without a ticket nobody learns even that. */
async function refuseUnknown(context: UcwaContext, app: Hono<GatewayEnv>, c: Context<GatewayEnv>): Promise<never> {
  await authenticateTicket(context, c);
  const { path } = c.req;
  const allowed = methods.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  throw allowed.length === 0
    ? resourceNotFound()
    : ucwaError(405, '', '', `The resource answers ${allowed.join(', ')} alone.`);
}

const isTicketService = (c: Context): boolean => c.req.path === ticketServicePath.toLowerCase();

/** Discovery, ticket service and everything below `/ucwa`. Every refusal there is a `reason` of ucwa.md 9. */
export function createUcwaRoutes(gateway: GatewayContext): Hono<GatewayEnv> {
  const context = createUcwaContext(gateway);
  const app = new Hono<GatewayEnv>();
  app.use('/ucwa/*', checkVersion, async (c, next) => {
    throwWantedFault(context, c);
    await next();
  });
  app.route('/', createDiscoveryRoutes(context));
  app.route('/', createTicketRoutes(context));
  app.route(
    '/',
    createApplicationRoutes(context, (request, env) => app.fetch(request, env)),
  );
  app.route('/', createPeopleRoutes(context));
  app.route('/', createChannelRoutes(context));
  app.route('/', createCommunicationRoutes(context));
  app.all('/ucwa/*', (c) => refuseUnknown(context, app, c));
  app.onError((error, c) => {
    const { representation } = wantedRepresentation(c);
    // The ticket service speaks OAuth, not UCWA: what it refuses is answered in its own words.
    if (error instanceof ProtocolError && isTicketService(c)) return errorResponse(error);
    if (error instanceof ProtocolError) return reasonResponse(asUcwaError(error), representation);
    const reference = Buffer.from(context.randomBytes(6)).toString('hex');
    context.log.error({ reference, ...describeError(error) }, 'request failed');
    return reasonResponse(asUcwaError(internalError(reference)), representation);
  });
  return app;
}
