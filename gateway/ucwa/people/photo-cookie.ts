// The cookie that lets a page show photos without a header (ucwa.md 4.3). It holds the ticket, goes to the photos of one application
// alone, and opens nothing else.
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { GatewayEnv } from '../../context.ts';
import { ProtocolError } from '../../errors.ts';
import { authenticateSkypeToken } from '../../identity/principal.ts';
import { type Application, requireApplication } from '../application/access.ts';
import { findApplication } from '../application/applications.ts';
import { ticketPrefix } from '../sign-in/ticket.ts';
import type { UcwaContext } from '../ucwa-context.ts';

const cookieName = 'cwt_ucwa';

/** Below this path are all photos of an application. */
function pathOf({ paths }: UcwaContext, { id }: Pick<Application, 'id'>): string {
  const application = paths.href('application', { app: id });
  return paths.family === 'real' ? `${application}/photos` : application;
}

/** The value of `Set-Cookie` for the answer that shows an application; undefined when the request had no ticket. */
export function photoCookie(
  context: UcwaContext,
  c: Context<GatewayEnv>,
  application: Pick<Application, 'id'>,
): string | undefined {
  const ticket = /^bearer\s+cwt=([\w.~+/=-]+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (ticket === undefined) return undefined;
  const path = pathOf(context, application);
  return `${cookieName}=${encodeURIComponent(ticketPrefix + ticket)}; Path=${path}; Secure; HttpOnly; SameSite=None`;
}

async function applicationOfCookie(context: UcwaContext, c: Context<GatewayEnv>): Promise<Application | undefined> {
  const value = getCookie(c, cookieName);
  if (!value?.startsWith(ticketPrefix) || c.req.header('authorization') !== undefined) return undefined;
  try {
    const ticket = value.slice(ticketPrefix.length);
    const principal = await authenticateSkypeToken(context, new Headers({ 'x-skypetoken': ticket }));
    const application = await findApplication(context.database, context.paths.idOf(c, 'app') ?? '');
    return application?.userId === principal.userId ? application : undefined;
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** As requireApplication, but the cookie is as good as the ticket. */
export const requirePhotoViewer = async (context: UcwaContext, c: Context<GatewayEnv>): Promise<Application> =>
  (await applicationOfCookie(context, c)) ?? requireApplication(context, c);
