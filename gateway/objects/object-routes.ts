import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { badRequest, commandRateExceeded, forbidden, notFound } from '../errors.ts';
import { findGuestConversation } from '../identity/guests.ts';
import { authenticateSkypeToken, type Principal } from '../identity/principal.ts';
import { createRate } from '../messaging/rates.ts';
import { serviceUrl } from '../service-url.ts';
import { cleanFilename } from './disposition.ts';
import { createObject, deleteObject, findReadable, type StoredObject } from './object-store.ts';
import { discard } from './pieces.ts';
import { authenticateReader } from './reader.ts';
import type { Renditions } from './renditions.ts';
import { createUploads } from './upload.ts';
import { isView, viewLength, viewResponse } from './views.ts';

const base = `/${serviceHosts.objects}/v1/objects`;
const mostReaders = 1000;

const newObject = v.object({
  type: v.pipe(v.string(), v.regex(/^[a-z]{1,32}\/[a-z_]{1,32}$/i, 'not a type such as sharing/file')),
  permissions: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(300)), v.array(v.string())),
      v.check((map) => Object.keys(map).length <= mostReaders, `more than ${mostReaders} readers`),
    ),
    {},
  ),
  filename: v.nullish(v.string()),
});

const objectId = /^0-[a-z0-9]{1,16}-[a-z0-9]{1,16}-[0-9a-f]{32}$/;

/** The object a path names, if the reader may see it; 404 for everybody else, as for one that does not exist. */
async function requireReadable(context: GatewayContext, c: Context<GatewayEnv>): Promise<StoredObject> {
  const reader = await authenticateReader(context, c);
  const id = c.req.param('id') ?? '';
  const object = objectId.test(id) ? await findReadable(context.database, reader, id) : undefined;
  if (!object) throw notFound();
  return object;
}

/** A guest shares with the own conversation and with nobody else (skype.md 3.7). Throws 403. */
async function checkReaders(context: GatewayContext, owner: Principal, readers: readonly string[]): Promise<void> {
  if (owner.kind !== 'guest') return;
  const conversation = await findGuestConversation(context, owner.userId);
  if (readers.some((reader) => reader !== conversation)) throw forbidden('Guests have one conversation only.');
}

function announcedLength(c: Context<GatewayEnv>): number | undefined {
  const text = c.req.header('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

async function statusOf(context: GatewayContext, renditions: Renditions, c: Context<GatewayEnv>) {
  const object = await requireReadable(context, c);
  const view = c.req.param('view') ?? '';
  if (!isView(view)) throw notFound();
  const length = await viewLength(renditions, object, view);
  const location = `${serviceUrl(context, c.req.raw, serviceHosts.objects)}/v1/objects/${object.id}/views/${view}`;
  return {
    content_length: object.receivedBytes,
    content_full_length: object.isComplete ? object.receivedBytes : (object.expectedBytes ?? 0),
    view_length: length ?? 0,
    content_state: object.isComplete ? 'ready' : 'no content',
    view_state: length === undefined ? 'none' : 'ready',
    view_location: location,
    status_location: `${location}/status`,
    scan: { status: 'passed' },
    original_filename: object.filename ?? '',
  };
}

/** The object store (skype.md 7.7). Who may not read an object learns nothing of it, not even that it exists. */
export function createStoreRoutes(context: GatewayContext, renditions: Renditions): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const uploads = createUploads(context);
  const creations = createRate(context.now, 60, 1);

  routes.post(base, async (c) => {
    const owner = await authenticateSkypeToken(context, c.req.raw.headers);
    const waitSeconds = creations.take(owner.userId);
    if (waitSeconds > 0) throw commandRateExceeded(waitSeconds);
    const { type, permissions, filename } = await readJson(c, newObject);
    const readers = Object.entries(permissions)
      .filter(([, rights]) => rights.includes('read'))
      .map(([name]) => name);
    await checkReaders(context, owner, readers);
    const id = await createObject(context, owner, { type, filename: cleanFilename(filename ?? ''), readers });
    return c.json({ id }, 201);
  });

  routes.put(`${base}/:id/content/:name`, async (c) => {
    const body = c.req.raw.body;
    try {
      const owner = await authenticateSkypeToken(context, c.req.raw.headers);
      const object = await findReadable(context.database, owner, c.req.param('id'));
      if (object?.ownerId !== owner.userId) throw notFound();
      if (!body) throw badRequest('The upload is empty.');
      await uploads.receive(owner, object, body, announcedLength(c));
    } catch (error) {
      await discard(body);
      throw error;
    }
    return c.json({}, 201);
  });

  routes.get(`${base}/:id/views/:view/status`, async (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json(await statusOf(context, renditions, c));
  });

  routes.get(`${base}/:id/views/:view`, async (c) => {
    const object = await requireReadable(context, c);
    return viewResponse(context, renditions, object, { view: c.req.param('view'), range: c.req.header('range') });
  });

  routes.delete(`${base}/:id`, async (c) => {
    const owner = await authenticateSkypeToken(context, c.req.raw.headers);
    if (!(await deleteObject(context.database, owner, c.req.param('id')))) throw notFound();
    return c.json({});
  });
  return routes;
}
