import { type Context, Hono } from 'hono';
import type { GatewayEnv } from '../../context.ts';
import { foreignContentHeaders } from '../../objects/views.ts';
import { addressOf, mriOf } from '../addresses.ts';
import { resourceNotFound } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { viewContacts } from './contact-views.ts';
import { requirePhotoViewer } from './photo-cookie.ts';
import { findPhoto, type Photo, sideOf } from './photos.ts';

const lifeSeconds = 3_600;

function photoResponse(context: UcwaContext, c: Context<GatewayEnv>, photo: Photo): Response {
  const etag = `"${photo.etag}"`;
  const headers = {
    ...foreignContentHeaders,
    // Pages of other origins show photos: that is what the cookie is for.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Content-Type': 'image/jpeg',
    ETag: etag,
    Expires: new Date(context.now() + lifeSeconds * 1000).toUTCString(),
    'Cache-Control': `private, max-age=${lifeSeconds}`,
  };
  const isKnown = c.req
    .header('if-none-match')
    ?.split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === etag);
  return isKnown
    ? new Response(null, { status: 304, headers })
    : new Response(new Uint8Array(photo.bytes), { headers });
}

/** Photos (ucwa.md 6), seen by whoever could read the name. Somebody without one is 404: clients draw initials then. */
export function createPhotoRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const { paths, database } = context;
  const routes = new Hono<GatewayEnv>();

  async function answer(c: Context<GatewayEnv>): Promise<Response> {
    const viewer = await requirePhotoViewer(context, c);
    const side = sideOf(c.req.query('size'));
    // The own photo's address names nobody in one of the families.
    const address = paths.idOf(c, 'contact') ?? addressOf(context, viewer.mri);
    const mri = await mriOf(context, database, address);
    const [view] = await viewContacts(database, viewer, mri === undefined ? [] : [mri]);
    const photo = view && (await findPhoto(database, view.name, side));
    if (!photo) throw resourceNotFound('There is no photo.');
    return photoResponse(context, c, photo);
  }

  for (const path of new Set([paths.route('photo'), paths.route('contactPhoto')])) routes.get(path, answer);
  return routes;
}
