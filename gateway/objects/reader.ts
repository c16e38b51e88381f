import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { authenticateSkypeToken, type Principal, skypeTokenOf } from '../identity/principal.ts';

/**
 * Who reads: the skype token in any of its spellings, or in the cookie `skypetoken_asm` (skype.md 7.7). The cookie counts for
 * reading only; another page can make a browser send it, but not read the reply. Throws 401 without a valid token.
 */
export function authenticateReader(context: GatewayContext, c: Context<GatewayEnv>): Promise<Principal> {
  const cookie = getCookie(c, 'skypetoken_asm');
  const headers =
    skypeTokenOf(c.req.raw.headers) || !cookie ? c.req.raw.headers : new Headers({ 'X-SkypeToken': cookie });
  return authenticateSkypeToken(context, headers);
}
