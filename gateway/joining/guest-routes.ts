import { type Context, Hono } from 'hono';
import { guestBody, oldGuestBody } from '../../src/skype/wire/join.ts';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { countAnonymousRequest } from '../identity/login-limits.ts';
import { createMessagingContext } from '../messaging/messaging-context.ts';
import { peerAddress } from '../peer-address.ts';
import { serviceCookieAttributes } from '../service-url.ts';
import { joinAsGuest } from './guest-joining.ts';
import { findByCode, findByThread, linkNotFound } from './join-links.ts';

const guestsPerAddress = 20;

/**
 * Joining as a guest, without an account (skype.md 3.7). A thread can be joined when somebody in it made a link and the link
 * works. Throws 404 otherwise, 429/803 when an address brings too many guests.
 */
export function createGuestRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const messaging = createMessagingContext(context);
  const routes = new Hono<GatewayEnv>();
  const count = (c: Context<GatewayEnv>) =>
    countAnonymousRequest(context, 'guest', peerAddress(context, c), guestsPerAddress);

  routes.post(`/${serviceHosts.joinApi}/v1/threads/:tid/members`, async (c) => {
    const { displayName } = await readJson(c, guestBody);
    await count(c);
    const thread = await findByThread(context, c.req.param('tid'));
    if (!thread) throw linkNotFound();
    const { token } = await joinAsGuest(messaging, thread.tid, displayName);
    return c.json({ skypetoken: token }, 201, { 'Cache-Control': 'no-store' });
  });

  routes.post(`/${serviceHosts.join}/api/v1/users/guests`, async (c) => {
    const { shortId, threadId, name } = await readJson(c, oldGuestBody);
    await count(c);
    const thread = await findByCode(context, shortId);
    if (thread?.tid !== threadId) throw linkNotFound();
    const { token } = await joinAsGuest(messaging, threadId, name);
    const attributes = serviceCookieAttributes(context, c.req.raw, serviceHosts.join);
    const headers = { 'Cache-Control': 'no-store', 'Set-Cookie': `guest_token_${threadId}=${token}; ${attributes}` };
    return c.json({ skypetoken: token }, 201, headers);
  });
  return routes;
}
