// Files, pictures and avatars that a page asked for: fetched once, kept until others are used more.

import { ServiceError } from '../src/service/error.ts';
import type { ObjectContent } from '../src/service/service.ts';
import { type Context, singleFlight } from './context.ts';
import type { Link } from './link.ts';

const mostStoredBytes = 200 * 1024 * 1024;

/** Makes sure that the object at an address is stored; rejects with why it is not. */
export type FetchObject = (wanted: { link: Link; uri: string }) => Promise<void>;

export function createFetchObject(context: Context): FetchObject {
  return singleFlight(
    async ({ link, uri }) => {
      const account = link.account.id;
      const database = await context.database();
      const stored = await database.get('objects', [account, uri]);
      const content = stored?.content ?? asBlob(await link.call(async (service) => service.objects?.read(uri)));
      await database.put('objects', { account, uri, content, usedAtMs: context.nowMs() });
      if (!stored) context.committed(['objects']);
    },
    ({ link, uri }) => `${link.account.id} ${uri}`,
  );
}

// Only what a page shows in place keeps its type: a stored page or drawing with scripts must never be opened as one of ours.
function asBlob(read: ObjectContent | undefined): Blob {
  if (!read) throw new ServiceError('invalid', 'the service keeps no objects');
  return new Blob(read.parts, { type: /^(image\/(?!svg)|audio\/|video\/)/i.test(read.type) ? read.type : '' });
}

/** Deletes the objects that were not used for the longest time, beyond what may be stored. */
export async function pruneObjects(context: Context): Promise<void> {
  const transaction = (await context.database()).transaction('objects', 'readwrite');
  let cursor = await transaction.store.index('usedAtMs').openCursor(null, 'prev');
  for (let bytes = 0; cursor; cursor = await cursor.continue()) {
    bytes += cursor.value.content.size;
    if (bytes > mostStoredBytes) await cursor.delete();
  }
  await transaction.done;
}
