import type { Context } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { forbidden, unauthorized } from '../errors.ts';
import { authenticateSkypeToken, type Principal } from '../identity/principal.ts';
import { nameKeyOf } from '../identity/users.ts';

/**
 * Who asks, on a path that names its user in `:id`: the own name or the word `self`. Throws 401 without a valid skype token and
 * 403 for somebody else's id.
 */
export async function authenticateOwner(context: GatewayContext, c: Context<GatewayEnv>): Promise<Principal> {
  const principal = await authenticateSkypeToken(context, c.req.raw.headers);
  const id = nameKeyOf(c.req.param('id') ?? 'self');
  if (id !== 'self' && id !== nameKeyOf(principal.name)) throw forbidden();
  return principal;
}

/** As authenticateOwner, but guests are refused: they have no contacts and no settings (skype.md 3.7). */
export async function authenticateMember(context: GatewayContext, c: Context<GatewayEnv>): Promise<Principal> {
  const principal = await authenticateOwner(context, c);
  if (principal.kind === 'guest') throw unauthorized('Guests have no account.');
  return principal;
}
