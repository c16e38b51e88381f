// Discovery (ucwa.md 2): from a domain to the place where applications are made.
import { type Context, Hono } from 'hono';
import { makeResource } from '../../../src/ucwa/wire/resource.ts';
import type { GatewayEnv } from '../../context.ts';
import { originOf } from '../../origin.ts';
import { represent } from '../representation.ts';
import { authenticateTicket } from '../sign-in/ticket.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { frameHeaders, framePage } from './frame.ts';

// Announced in the spelling of real servers, answered in any (hosts.ts).
const rootPath = '/Autodiscover/AutodiscoverService.svc/root';
const userPath = `${rootPath}/oauth/user`;
const framePath = '/Autodiscover/XFrame/XFrame.html';

/** `originalDomain` goes along from link to link. */
function domainQuery(c: Context<GatewayEnv>): string {
  const domain = c.req.query('originalDomain');
  return domain === undefined ? '' : `?originalDomain=${encodeURIComponent(domain)}`;
}

function rootResource(context: UcwaContext, c: Context<GatewayEnv>) {
  const origin = originOf(context, c.req.raw);
  const redirect = context.settings.discoveryRedirect;
  return makeResource('root', `${origin}${rootPath}${domainQuery(c)}`, {
    links: {
      user: redirect === undefined ? `${origin}${userPath}${domainQuery(c)}` : undefined,
      redirect,
      xframe: `${origin}${framePath}`,
    },
  });
}

/**
 * `root` for everybody, `user` for whoever has a ticket (401 with the challenge else), and the frame. Somebody who is at home on
 * another gateway is sent there.
 */
export function createDiscoveryRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get(rootPath.toLowerCase(), (c) => represent(c, rootResource(context, c)));
  routes.get(userPath.toLowerCase(), async (c) => {
    const { home } = await authenticateTicket(context, c);
    const origin = originOf(context, c.req.raw);
    const isElsewhere = home !== null && home !== origin;
    const user = makeResource('user', `${origin}${rootPath}/user`, {
      links: {
        redirect: isElsewhere ? `${home}${rootPath}` : undefined,
        applications: isElsewhere ? undefined : `${origin}${context.paths.applications}`,
        xframe: `${origin}${framePath}`,
      },
    });
    return represent(c, user);
  });
  routes.get(framePath.toLowerCase(), (c) => c.html(framePage, 200, frameHeaders));
  return routes;
}
