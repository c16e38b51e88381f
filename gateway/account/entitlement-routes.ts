import { type Context, Hono } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { notFound, ProtocolError } from '../errors.ts';
import { authenticateMember } from './caller.ts';
import { listServices } from './entitlements.ts';

const spokenVersion = '3.0';
const contentType = `application/json; ver=${spokenVersion}; charset=utf-8`;

/** Clients name the version they can read in `Accept` (skype.md 9.5); one that names none takes what there is. */
function requireVersion(c: Context<GatewayEnv>): void {
  const versions = [...(c.req.header('accept') ?? '').matchAll(/;\s*ver\s*=\s*"?(\d[\d.]*)/gi)].map(([, text]) => text);
  if (versions.length === 0 || versions.includes(spokenVersion)) return;
  const message = `Services are described in version ${spokenVersion}.`;
  throw new ProtocolError({ status: 406, errorCode: 406, message });
}

/** The services of an account (skype.md 9.5), all or one. */
export function createEntitlementRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const base = `/${serviceHosts.entitlement}/users/:id/services` as const;
  async function servicesFor(c: Context<GatewayEnv>) {
    const own = await authenticateMember(context, c);
    requireVersion(c);
    return listServices(context.database, own, context.now());
  }
  routes.get(base, async (c) => c.json(await servicesFor(c), 200, { 'Content-Type': contentType }));
  routes.get(`${base}/:service`, async (c) => {
    const service = (await servicesFor(c)).find(({ id }) => id === c.req.param('service'));
    if (!service) throw notFound('The account has no such service.');
    return c.json(service, 200, { 'Content-Type': contentType });
  });
  return routes;
}
