import { Hono } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { authenticateMember } from '../account/caller.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { notFound } from '../errors.ts';
import { originOf } from '../origin.ts';
import { emoticonHash, emoticonIndex } from './emoticon-index.ts';

/** A year, which is what caches take for ever. */
const immutable = 'public, max-age=31536000, immutable';
const assetTokenSeconds = 300;

/** What clients that ask for features may show, as far as this gateway has it. */
const features = {
  SkypeLyncWebExperience: {
    emoticonSuggestions: true,
    fileTransfer: true,
    groupJoinLinks: true,
    urlPreviews: true,
    calling: false,
    translation: false,
  },
};

function addConfig(context: GatewayContext, routes: Hono<GatewayEnv>): void {
  const base = `/${serviceHosts.config}/config/v1` as const;
  // The version in the path is the client's; it makes no difference here.
  routes.get(`${base}/SkypeLyncWebExperience/:version`, (c) => c.json(features, 200, { 'Cache-Control': 'no-cache' }));
  routes.get(`${base}/Skype/:version/SkypePersonalization`, (c) => {
    const index = `${originOf(context, c.req.raw)}/${serviceHosts.assets}/pes/v1/configs/${emoticonHash}/views/en`;
    return c.json({ pes_config: index }, 200, { 'Cache-Control': 'no-cache' });
  });
}

function addEmoticons(routes: Hono<GatewayEnv>): void {
  routes.get(`/${serviceHosts.assets}/pes/v1/configs/:hash/views/:language`, (c) => {
    const { hash, language } = c.req.param();
    if (hash.toLowerCase() !== emoticonHash || language.toLowerCase() !== 'en')
      throw notFound('There is no such set of emoticons. The client configuration names the current one.');
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': immutable };
    return c.body(emoticonIndex, 200, { ...headers, ETag: `"${emoticonHash}"` });
  });
}

function addAssetToken(context: GatewayContext, routes: Hono<GatewayEnv>): void {
  routes.get(`/${serviceHosts.assetToken}/pes/v1/petoken`, async (c) => {
    await authenticateMember(context, c);
    // Everything static here is public, so the token opens nothing; it says its end, for clients that look.
    const endsAtSeconds = Math.floor(context.now() / 1000) + assetTokenSeconds;
    const token = `${endsAtSeconds}.${Buffer.from(context.randomBytes(24)).toString('base64url')}`;
    const headers = { 'Cache-Control': 'no-store', Expires: new Date(endsAtSeconds * 1000).toUTCString() };
    return c.json({ token }, 200, headers);
  });
}

/** Client configuration, the emoticon index and the token for assets (skype.md 10.2). Only the last needs a skype token. */
export function createStaticRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  addConfig(context, routes);
  addEmoticons(routes);
  addAssetToken(context, routes);
  return routes;
}
