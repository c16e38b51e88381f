import { Hono } from 'hono';
import { formatRegistrationToken } from '../../src/skype/registration-token.ts';
import { activeBody, registrationBody } from '../../src/skype/wire/endpoint.ts';
import type { GatewayEnv } from '../context.ts';
import { badRequest, misformattedUrl } from '../errors.ts';
import { authenticateSkypeToken, type Principal } from '../identity/principal.ts';
import { originOf } from '../origin.ts';
import { callerOf } from './caller.ts';
import { checkChallenge } from './challenge.ts';
import { listEndpoints } from './endpoint-list.ts';
import { signOutDevice, signOutEndpoint } from './endpoint-sign-out.ts';
import { endpointIdOf, keepActive, setEndpointProperty } from './endpoints.ts';
import type { MessagingContext } from './messaging-context.ts';
import { propertyOf, propertyText } from './properties.ts';
import { locationOf, type Registration, registerEndpoint } from './registration.ts';
import { endpointOfPath, readObject, readOptionalBody, truthOfQuery } from './requests.ts';

/** Header order and Location are what three clients parse by hand (skype.md 3.4). */
function registrationHeaders(registration: Registration, origin: string): Record<string, string> {
  const { token, expiresAtMs, endpointId } = registration;
  return {
    Location: origin + locationOf(registration),
    'Set-RegistrationToken': formatRegistrationToken({ value: token, expiresAtMs, endpointId }),
  };
}

/** Registration, keep-alive and sign-out of endpoints (skype.md 3.3, 4). */
export function createEndpointRoutes(context: MessagingContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  async function admit(request: Request): Promise<{ principal: Principal; origin: string }> {
    const principal = await authenticateSkypeToken(context, request.headers);
    await checkChallenge(context, request.headers.get('lockandkey') ?? undefined);
    return { principal, origin: originOf(context, request) };
  }

  routes.post('/v1/users/ME/endpoints', async (c) => {
    const { principal, origin } = await admit(c.req.raw);
    await readOptionalBody(c, registrationBody);
    const registration = await registerEndpoint(context, principal, origin);
    return c.json({}, 201, registrationHeaders(registration, origin));
  });

  // A client that keeps its endpoint id over a restart keeps its subscription and the events that wait for it.
  routes.put('/v1/users/ME/endpoints/:endpoint', async (c) => {
    const { principal, origin } = await admit(c.req.raw);
    const id = endpointIdOf(c.req.param('endpoint'));
    if (id === undefined) throw misformattedUrl();
    await readOptionalBody(c, registrationBody);
    const registration = await registerEndpoint(context, principal, origin, id);
    const headers = registrationHeaders(registration, origin);
    if (registration.isNew) return c.json({}, 201, headers);
    return c.json(await listEndpoints(context.database, principal.userId, id), 200, headers);
  });

  routes.get('/v1/users/ME/endpoints', async (c) => {
    const caller = await callerOf(context, c);
    return c.json(await listEndpoints(context.database, caller.userId, caller.endpointId));
  });

  // `signOut=true` is ours: the device cannot come back without signing in again.
  routes.delete('/v1/users/ME/endpoints/:endpoint', async (c) => {
    const caller = await callerOf(context, c);
    const endpointId = endpointOfPath(c, caller);
    if (truthOfQuery(c, 'signOut')) await signOutDevice(context, caller, endpointId);
    else await signOutEndpoint(context, caller, endpointId);
    return c.json({});
  });

  routes.post('/v1/users/ME/endpoints/:endpoint/active', async (c) => {
    const caller = await callerOf(context, c);
    const { timeout } = await readOptionalBody(c, activeBody);
    if ((timeout ?? 0) < 0) throw badRequest('The timeout is in seconds from now.');
    await keepActive(context, caller.userId, endpointOfPath(c, caller), timeout ?? 0);
    return c.json({});
  });

  routes.put('/v1/users/ME/endpoints/:endpoint/properties', async (c) => {
    const caller = await callerOf(context, c);
    const [name, value] = propertyOf(c.req.query('name'), await readObject(c));
    const text = propertyText(context.limits, value);
    await setEndpointProperty(context, caller.userId, endpointOfPath(c, caller), name, text);
    return c.json({});
  });

  return routes;
}
