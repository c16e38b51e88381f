// Ties the sign-in form to the browser that was given it, so that no other page can submit it. The same random value is in a
// cookie, which other sites can neither read nor set, and in the form.
import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { makeSecret } from './tokens.ts';

const tokenPattern = /^[A-Za-z0-9]{48}$/;

function isSecure(context: GatewayContext): boolean {
  return context.settings.isTls || context.settings.publicOrigin?.startsWith('https:') === true;
}

function cookieName(context: GatewayContext): string {
  // Browsers let only this very host set a cookie with the prefix, but want TLS for it.
  return isSecure(context) ? '__Host-skylark-sign-in' : 'skylark-sign-in';
}

function cookieToken(context: GatewayContext, c: Context<GatewayEnv>): string | undefined {
  const value = getCookie(c, cookieName(context));
  return value !== undefined && tokenPattern.test(value) ? value : undefined;
}

/** The token for a new form, and the header that stores it in the browser. A browser keeps one token for all its forms. */
export function formTokenFor(context: GatewayContext, c: Context<GatewayEnv>): { token: string; setCookie: string } {
  const token = cookieToken(context, c) ?? makeSecret(context);
  // Browsers hand cookies to every port of a host. The prefix wants all paths; without it, one path is enough.
  const [path, secure] = isSecure(context) ? ['/', '; Secure'] : ['/oauth/authorize', ''];
  return { token, setCookie: `${cookieName(context)}=${token}; Path=${path}; HttpOnly; SameSite=Strict${secure}` };
}

/** Whether a submitted form was given to this browser. */
export function isFormTokenValid(context: GatewayContext, c: Context<GatewayEnv>, submitted: string | null): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const expected = cookieToken(context, c);
  if (expected === undefined || submitted === null || !tokenPattern.test(submitted)) return false;
  return timingSafeEqual(Buffer.from(expected), Buffer.from(submitted));
}
