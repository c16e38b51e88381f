// Takes an upload off the connection and into the database, a chunk at a time: neither the file nor a second copy of it is ever
// in memory. Whatever goes wrong, nothing of it can be read afterwards and the creator may try again.
import type { GatewayContext } from '../context.ts';
import { badRequest, commandRateExceeded, ProtocolError } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import { mediaTypeOf } from './media-type.ts';
import { abandonUpload, beginUpload, chunkBytes, completeUpload, writeChunk } from './object-content.ts';
import { type StoredObject, storedBytes } from './object-store.ts';
import { piecesOf } from './pieces.ts';

const mostUploadsAtOnce = 4;
/** A guest has nothing but a link to a conversation, and leaves nobody behind who could be asked. */
const guestShare = 1 / 20;

export const contentExists = () =>
  new ProtocolError({ status: 409, errorCode: 409, message: 'The object has its content already.' });

const objectTooLarge = (mostBytes: number) =>
  new ProtocolError({
    status: 413,
    errorCode: 413,
    message: `The file is larger than this gateway takes (${Math.floor(mostBytes / 1024 / 1024)} MB).`,
  });

const quotaExceeded = (quotaBytes: number) =>
  new ProtocolError({
    status: 507,
    errorCode: 507,
    message: `There is no room left for files (${Math.floor(quotaBytes / 1024 / 1024)} MB). Delete some first.`,
  });

const replacedUpload = () =>
  new ProtocolError({ status: 409, errorCode: 409, message: 'Another upload has taken the place of this one.' });

const quotaOf = ({ settings }: GatewayContext, user: UserIdentity): number =>
  settings.objectQuotaBytes * (user.kind === 'guest' ? guestShare : 1);

async function checkQuota(context: GatewayContext, user: UserIdentity, moreBytes: number): Promise<void> {
  const quotaBytes = quotaOf(context, user);
  if ((await storedBytes(context.database, user.userId)) + moreBytes > quotaBytes) throw quotaExceeded(quotaBytes);
}

export type Uploads = {
  /**
   * Stores the body as the content of the user's own object. Throws 400 for an empty or broken body, 408 for one that stalls,
   * 409 when there is content already, 413 and 507 when it is too much.
   */
  receive(
    user: UserIdentity,
    object: StoredObject,
    body: ReadableStream<Uint8Array>,
    expectedBytes?: number,
  ): Promise<void>;
};

async function storeContent(
  context: GatewayContext,
  user: UserIdentity,
  key: { readonly id: string; readonly upload: string },
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const { database, settings } = context;
  let position = 0;
  let contentType = '';
  let receivedBytes = 0;
  for await (const piece of piecesOf(body, chunkBytes)) {
    receivedBytes += piece.byteLength;
    if (receivedBytes > settings.maxObjectBytes) throw objectTooLarge(settings.maxObjectBytes);
    if (position === 0) contentType = mediaTypeOf(piece);
    if (!(await writeChunk(database, key, position, piece))) throw replacedUpload();
    position += 1;
  }
  if (position === 0) throw badRequest('The upload is empty.');
  await checkQuota(context, user, 0);
  if (!(await completeUpload(database, key, { atMs: context.now(), contentType }))) throw replacedUpload();
}

/** The uploads of a gateway; a user may have a few at a time. */
export function createUploads(context: GatewayContext): Uploads {
  const running = new Map<number, number>();

  async function receive(...[user, object, body, expectedBytes]: Parameters<Uploads['receive']>): Promise<void> {
    const { maxObjectBytes } = context.settings;
    if (object.isComplete) throw contentExists();
    if (expectedBytes !== undefined && expectedBytes > maxObjectBytes) throw objectTooLarge(maxObjectBytes);
    await checkQuota(context, user, (expectedBytes ?? 0) - object.receivedBytes);
    const key = { id: object.id, upload: Buffer.from(context.randomBytes(12)).toString('hex') };
    if (!(await beginUpload(context.database, { ...key, expectedBytes }))) throw contentExists();
    try {
      await storeContent(context, user, key, body);
    } catch (error) {
      // When the gateway is ending its database may be gone; then the sweep does this.
      await abandonUpload(context.database, key).catch(() => undefined);
      throw error;
    }
  }

  return {
    async receive(...parameters) {
      const [{ userId }] = parameters;
      const count = running.get(userId) ?? 0;
      if (count >= mostUploadsAtOnce) throw commandRateExceeded(5);
      running.set(userId, count + 1);
      try {
        await receive(...parameters);
      } finally {
        const left = (running.get(userId) ?? 1) - 1;
        if (left > 0) running.set(userId, left);
        else running.delete(userId);
      }
    },
  };
}
