import { Hono } from 'hono';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { checked } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { authenticateMember } from './caller.ts';

/** The gateway's own language: what it can "translate" to without translating. */
const languages = { text: { en: { name: 'English', nativeName: 'English', dir: 'ltr' } } };

/** Clients show a translation in place of the text, so the reason is what they are given to show. */
const unavailable = 'Translation is not available on this gateway.';

const languageCode = v.pipe(v.string(), v.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'expected a language'));
const query = v.object({
  from: v.optional(v.union([v.literal(''), languageCode])),
  to: languageCode,
  text: v.pipe(v.string(), v.maxLength(10_000)),
});

/**
 * Translation (skype.md 10.3). The gateway has none, and sends nobody's messages to somebody else who has: every translation is a
 * sentence that says so, as the JSON text that clients read.
 */
export function createTranslationRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const base = `/${serviceHosts.translator}/api`;
  routes.get(`${base}/languages`, (c) => c.json(languages));
  routes.get(`${base}/skype/translate`, async (c) => {
    await authenticateMember(context, c);
    checked(query, c.req.query(), 'The query');
    return c.json(unavailable);
  });
  return routes;
}
