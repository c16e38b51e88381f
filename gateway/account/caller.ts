import type { Context } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { forbidden, unauthorized } from '../errors.ts';
import { authenticateSkypeToken, type Principal } from '../identity/principal.ts';
import { nameKeyOf } from '../identity/users.ts';

function requireOwnId(c: Context<GatewayEnv>, principal: Principal): Principal {
  const id = nameKeyOf(c.req.param('id') ?? 'self');
  if (id !== 'self' && id !== nameKeyOf(principal.name)) throw forbidden();
  return principal;
}

/**
 * Who asks, on a path that names its user in `:id`: the own name or the word `self`. Throws 401 without a valid skype token and
 * 403 for somebody else's id.
 */
export async function authenticateOwner(context: GatewayContext, c: Context<GatewayEnv>): Promise<Principal> {
  return requireOwnId(c, await authenticateSkypeToken(context, c.req.raw.headers));
}

/** Throws 401 for a guest: guests have a profile, but neither contacts nor settings (skype.md 3.7). */
export function refuseGuest(principal: Principal): Principal {
  if (principal.kind === 'guest') throw unauthorized('Guests have no account.');
  return principal;
}

/**
 * As authenticateOwner, but guests are refused. Paths without `:id` mean whoever asks. Every route of account/ starts here,
 * but for those few that a guest may use.
 */
export async function authenticateMember(context: GatewayContext, c: Context<GatewayEnv>): Promise<Principal> {
  // A guest hears the same about every id.
  return requireOwnId(c, refuseGuest(await authenticateSkypeToken(context, c.req.raw.headers)));
}
