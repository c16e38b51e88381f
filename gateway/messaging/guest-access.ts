// What a guest may do in the messaging API (skype.md 3.7): read and write the one conversation, and leave it. What is not allowed
// here by name is refused, so a new route is closed to guests until somebody opens it.
import type { Context } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { aclCheckFailed, conversationNotFound, forbidden, registrationTokenExpired, unauthorized } from '../errors.ts';
import { findGuestConversation } from '../identity/guests.ts';
import type { UserIdentity } from '../identity/users.ts';

const isSame = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** Guests change neither the thread nor who is in it, but for themselves. */
function checkThreadRequest(c: Context<GatewayEnv>, own: UserIdentity): void {
  const isLeaving = c.req.method === 'DELETE' && isSame(c.req.param('mri'), own.mri);
  if (c.req.method !== 'GET' && !isLeaving) throw aclCheckFailed();
}

/**
 * Throws 401 when the guest's time is over and for what only accounts have (contacts), 403 or 404/730 for any other conversation,
 * 403/206 for changes of the thread.
 */
export async function checkGuestAccess(
  context: GatewayContext,
  c: Context<GatewayEnv>,
  guest: UserIdentity,
): Promise<void> {
  const conversationId = await findGuestConversation(context, guest.userId);
  if (conversationId === undefined) throw registrationTokenExpired();
  const path = c.req.path.replace(`/${serviceHosts.messaging}`, '');
  const cid = c.req.param('cid');
  const isThreadPath = /^\/v1\/threads(?:\/|$)/.test(path);
  if (cid !== undefined && !isSame(cid, conversationId)) {
    throw isThreadPath ? forbidden('Guests have one conversation only.') : conversationNotFound();
  }
  if (isThreadPath) {
    if (cid === undefined) throw forbidden('Guests have one conversation only.');
    checkThreadRequest(c, guest);
    return;
  }
  if (/^\/v1\/users\/ME\/(?:endpoints|presenceDocs|properties|conversations)(?:\/|$)/i.test(path)) return;
  throw unauthorized('Guests have no account.');
}
