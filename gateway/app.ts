// All routes of the gateway, as a function from Request to Response. No sockets here.
import { Hono } from 'hono';
import { serviceHosts } from '../src/skype/wire/service-hosts.ts';
import { createAccountRoutes } from './account/routes.ts';
import { defaultBodyTimeoutMs, readBodyAhead } from './body-size.ts';
import type { GatewayContext, GatewayEnv } from './context.ts';
import { errorResponse, internalError, methodNotAllowed, misformattedUrl, notFound, ProtocolError } from './errors.ts';
import { routedPath } from './hosts.ts';
import { createIdentityRoutes } from './identity/routes.ts';
import { createJoiningRoutes } from './joining/routes.ts';
import { createMessagingRoutes } from './messaging/routes.ts';
import { createObjectRoutes } from './objects/routes.ts';
import { createPreviewRoutes } from './previews/routes.ts';
import { describeError, logRequests } from './request-log.ts';
import { createStaticRoutes } from './static/routes.ts';
import { createUcwaRoutes } from './ucwa/routes.ts';

/** A request line may hold a whole address, and that a name and a password: no client of ours sends any. */
const namesSomebody = /^https?:\/\/[^/?#]*@/;

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;

/** Every method for which a path has a handler of its own. */
function methodsOf(app: Hono<GatewayEnv>, path: string): string[] {
  return methods.filter((method) => app.router.match(method, path)[0].some(([[, route]]) => route.method === method));
}

/**
 * The gateway's routes. Services are found by production host name (`Host` header or first path segment); the messaging API
 * also answers at the root under `/v1`. Every error is JSON of skype.md chapter 11, but UCWA has errors of its own.
 * `bodyTimeoutMs`: how long a body may take that is no upload.
 */
export function createApp(context: GatewayContext, bodyTimeoutMs = defaultBodyTimeoutMs): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>({ getPath: routedPath });
  app.use(logRequests(context));
  app.use((c, next) => {
    // No name of anything has this character, and the database cannot even compare with it.
    if (c.req.url.includes('%00') || namesSomebody.test(c.req.url)) throw misformattedUrl();
    return next();
  });
  app.use(readBodyAhead(bodyTimeoutMs));
  app.route('/', createIdentityRoutes(context));
  app.route('/', createAccountRoutes(context));
  app.route('/', createJoiningRoutes(context));
  app.route('/', createObjectRoutes(context));
  app.route('/', createPreviewRoutes(context));
  app.route('/', createStaticRoutes(context));
  app.route('/', createUcwaRoutes(context));
  const messaging = createMessagingRoutes(context);
  app.route('/', messaging);
  app.route(`/${serviceHosts.messaging}`, messaging);

  app.notFound((c) => {
    const allowed = methodsOf(app, routedPath(c.req.raw));
    return errorResponse(allowed.length > 0 ? methodNotAllowed(allowed) : notFound());
  });
  app.onError((error) => {
    if (error instanceof ProtocolError) return errorResponse(error);
    const reference = Buffer.from(context.randomBytes(6)).toString('hex');
    context.log.error({ reference, ...describeError(error) }, 'request failed');
    return errorResponse(internalError(reference));
  });
  return app;
}
