// The bytes of an object, as rows of one length. They travel as base64: the embedded database reads and writes that ten times
// faster than its own form of bytes.
import type { Database, Queryable } from '../storage/database.ts';
import type { StoredObject } from './object-store.ts';

/** Length of every chunk but the last. */
export const chunkBytes = 256 * 1024;

/**
 * Makes `upload` the one upload of an object without content, in place of an earlier one that did not end. False when the
 * object is complete already.
 */
export function beginUpload(
  database: Database,
  {
    id,
    upload,
    expectedBytes,
  }: { readonly id: string; readonly upload: string; readonly expectedBytes?: number | undefined },
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const rows = await transaction.query(
      `update objects set upload = $2, received_bytes = 0, expected_bytes = $3
       where id = $1 and completed_at_ms is null returning id`,
      [id, upload, expectedBytes ?? null],
    );
    if (rows.length > 0) await transaction.query('delete from object_chunks where object_id = $1', [id]);
    return rows.length > 0;
  });
}

/** Stores one chunk. False when another upload has taken the place of this one. */
export async function writeChunk(
  queryable: Queryable,
  { id, upload }: { readonly id: string; readonly upload: string },
  position: number,
  bytes: Uint8Array,
): Promise<boolean> {
  const rows = await queryable.query(
    `with current as (
       update objects set received_bytes = received_bytes + $4
       where id = $1 and upload = $2 and completed_at_ms is null returning id)
     insert into object_chunks (object_id, position, bytes)
     select id, $3::integer, decode($5, 'base64') from current returning position`,
    [id, upload, position, bytes.byteLength, Buffer.from(bytes).toString('base64')],
  );
  return rows.length > 0;
}

/** Makes the content readable. False when another upload has taken the place of this one. */
export async function completeUpload(
  queryable: Queryable,
  { id, upload }: { readonly id: string; readonly upload: string },
  { atMs, contentType }: { readonly atMs: number; readonly contentType: string },
): Promise<boolean> {
  const rows = await queryable.query(
    `update objects set completed_at_ms = $3, content_type = $4, upload = null
     where id = $1 and upload = $2 and completed_at_ms is null returning id`,
    [id, upload, atMs, contentType],
  );
  return rows.length > 0;
}

/** Forgets what an upload has brought so far; the object may be uploaded again. */
export async function abandonUpload(
  database: Database,
  { id, upload }: { readonly id: string; readonly upload: string },
): Promise<void> {
  await database.transaction(async (transaction) => {
    const rows = await transaction.query(
      `update objects set upload = null, received_bytes = 0, expected_bytes = null
       where id = $1 and upload = $2 and completed_at_ms is null returning id`,
      [id, upload],
    );
    if (rows.length > 0) await transaction.query('delete from object_chunks where object_id = $1', [id]);
  });
}

/** A chunk of a complete object. Throws when it is not there any more. */
async function readChunk(queryable: Queryable, id: string, position: number): Promise<Buffer> {
  const [row] = await queryable.query<{ bytes: string }>(
    `select encode(bytes, 'base64') as bytes from object_chunks where object_id = $1 and position = $2`,
    [id, position],
  );
  if (!row) throw new Error('the object was deleted while it was read');
  return Buffer.from(row.bytes, 'base64');
}

/** Bytes `first` to `last`, both included, of a complete object, read from the database as the receiver takes them. */
export function streamContent(
  queryable: Queryable,
  { id }: Pick<StoredObject, 'id'>,
  { first, last }: { readonly first: number; readonly last: number },
): ReadableStream<Uint8Array> {
  let at = first;
  return new ReadableStream(
    {
      async pull(controller) {
        const position = Math.floor(at / chunkBytes);
        const startsAt = position * chunkBytes;
        const chunk = await readChunk(queryable, id, position);
        controller.enqueue(new Uint8Array(chunk.subarray(at - startsAt, last + 1 - startsAt)));
        at = startsAt + chunkBytes;
        if (at > last) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The whole content of a complete object that is known to be small. */
export async function readContent(queryable: Queryable, object: StoredObject): Promise<Uint8Array> {
  const whole = streamContent(queryable, object, { first: 0, last: object.receivedBytes - 1 });
  return new Uint8Array(await new Response(whole).arrayBuffer());
}
