// Small pictures of objects: drawn when somebody first asks, then kept.
import type { GatewayContext } from '../context.ts';
import { readContent } from './object-content.ts';
import type { StoredObject } from './object-store.ts';
import { drawPicture, mostPictureBytes } from './pictures.ts';

/** Longest side, in pixels, of each view that is drawn (skype.md 7.7). */
export const drawnViews: Readonly<Record<string, number>> = { thumbnail: 100, imgt1: 320, avatar_fullsize: 400 };

export type Rendition = { readonly contentType: string; readonly bytes: Uint8Array };

async function findStored(context: GatewayContext, id: string, view: string): Promise<Rendition | null | undefined> {
  const [row] = await context.database.query<{ content_type: string | null; bytes: string | null }>(
    `select content_type, encode(bytes, 'base64') as bytes from object_renditions where object_id = $1 and view = $2`,
    [id, view],
  );
  if (!row) return undefined;
  if (row.content_type === null || row.bytes === null) return null;
  return { contentType: row.content_type, bytes: new Uint8Array(Buffer.from(row.bytes, 'base64')) };
}

async function drawAndStore(context: GatewayContext, object: StoredObject, view: string): Promise<Rendition | null> {
  const content = await readContent(context.database, object);
  const drawn = await drawPicture(content, object.contentType, drawnViews[view] ?? 0);
  await context.database.query(
    `insert into object_renditions (object_id, view, content_type, bytes)
     select id, $2, $3, decode($4, 'base64') from objects where id = $1 on conflict do nothing`,
    [object.id, view, drawn?.contentType ?? null, drawn ? Buffer.from(drawn.bytes).toString('base64') : null],
  );
  return drawn ?? null;
}

export type Renditions = {
  /** The small picture `view` of a complete object; undefined when there can be none. Throws 429 when too many wait. */
  find(object: StoredObject, view: string): Promise<Rendition | undefined>;
};

/** The small pictures of a gateway; many who ask for the same one wait for one drawing. */
export function createRenditions(context: GatewayContext): Renditions {
  const drawing = new Map<string, Promise<Rendition | null>>();

  function draw(object: StoredObject, view: string): Promise<Rendition | null> {
    const key = `${object.id} ${view}`;
    const running = drawing.get(key);
    if (running) return running;
    const started = drawAndStore(context, object, view).finally(() => drawing.delete(key));
    drawing.set(key, started);
    return started;
  }

  return {
    async find(object, view) {
      const isPicture = object.contentType.startsWith('image/') && object.receivedBytes <= mostPictureBytes;
      if (!object.isComplete || !isPicture || !Object.hasOwn(drawnViews, view)) return undefined;
      const stored = await findStored(context, object.id, view);
      return (stored === undefined ? await draw(object, view) : stored) ?? undefined;
    },
  };
}
