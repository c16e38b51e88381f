import { type Context, Hono } from 'hono';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { refuseGuest } from '../account/caller.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { badRequest, commandRateExceeded, notFound } from '../errors.ts';
import { createRate, type Rate } from '../messaging/rates.ts';
import { authenticateReader } from '../objects/reader.ts';
import { foreignContentHeaders } from '../objects/views.ts';
import { serviceUrl } from '../service-url.ts';
import { type ResolveName, resolveName } from './names.ts';
import type { PictureHint } from './page.ts';
import { createPictureLinks } from './picture-links.ts';
import { createPreviews, type Preview } from './previews.ts';
import { createFetchRemote, UnreachableError } from './remote.ts';

const base = `/${serviceHosts.urlInfo}/v1/url`;
const longestUrl = 2000;
const largestSide = 320;

/** The address to look up: a web address, without the part that is for browsers only. Throws 400 for anything else. */
function readUrl(text: string | undefined): URL {
  if (!text || text.length > longestUrl || !URL.canParse(text))
    throw badRequest('The parameter "url" is not an address.');
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw badRequest('Only http and https addresses have a preview.');
  url.hash = '';
  return url;
}

/** A picture's size as it will be shown, zero where the page does not say. */
function shownSize({ width, height }: Pick<PictureHint, 'width' | 'height'>) {
  const scale = Math.min(1, largestSide / Math.max(width, height, 1));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

const unknownSize = { width: 0, height: 0 };

/** Whatever was wrong with an address, the user hears the same: the gateway is no probe for what is behind it. */
async function reach<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnreachableError) throw notFound('There is no preview for this address.');
    throw error;
  }
}

/** What a link leads to (skype.md 10.1). `resolve` is how host names are looked up. */
export function createPreviewRoutes(
  context: GatewayContext,
  { resolve = resolveName }: { readonly resolve?: ResolveName } = {},
): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const { allowsPrivatePreviews: allowsPrivate } = context.settings;
  const previews = createPreviews(context, createFetchRemote({ resolve, allowsPrivate, shutdown: context.shutdown }));
  const links = createPictureLinks(context);
  const lookUps = createRate(context.now, 30, 1 / 2);
  const pictureRate = createRate(context.now, 120, 2);

  async function admit(c: Context<GatewayEnv>, rate: Rate): Promise<void> {
    // A guest has one conversation; what the gateway fetches for its users is no part of it (skype.md 3.7).
    const waitSeconds = rate.take(refuseGuest(await authenticateReader(context, c)).userId);
    if (waitSeconds > 0) throw commandRateExceeded(waitSeconds);
  }

  async function replyOf(c: Context<GatewayEnv>, url: string, preview: Preview) {
    const home = `${serviceUrl(context, c.req.raw, serviceHosts.urlInfo)}/v1/url/thumbnail`;
    const link = async (picture: PictureHint | undefined) =>
      picture ? `${home}/${await links.make(picture.url)}` : '';
    const { thumbnail, favicon } = preview;
    return {
      url,
      title: preview.title,
      description: preview.description,
      site: preview.site,
      category: 'generic',
      content_type: preview.contentType,
      status_code: String(preview.status),
      size: String(preview.length ?? -1),
      favicon: await link(favicon),
      favicon_meta: favicon ? shownSize(favicon) : unknownSize,
      thumbnail: await link(thumbnail),
      thumbnail_meta: thumbnail ? shownSize(thumbnail) : unknownSize,
      user_pic: '',
    };
  }

  routes.get(`${base}/info`, async (c) => {
    await admit(c, lookUps);
    const asked = c.req.query('url');
    const url = readUrl(asked);
    const preview = await reach(previews.describe(url));
    c.header('Cache-Control', 'private, max-age=900');
    return c.json(await replyOf(c, asked ?? url.href, preview));
  });

  routes.get(`${base}/thumbnail/:link`, async (c) => {
    await admit(c, pictureRate);
    const url = await links.read(c.req.param('link'));
    if (!url) throw notFound();
    const { bytes, contentType } = await reach(previews.picture(url));
    return new Response(new Uint8Array(bytes), {
      headers: { ...foreignContentHeaders, 'Content-Type': contentType, 'Cache-Control': 'private, max-age=86400' },
    });
  });
  return routes;
}
