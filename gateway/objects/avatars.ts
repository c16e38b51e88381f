// People's pictures. `users.avatar_url` holds `stored:<version>` while there is one; whoever shows a profile makes an address of
// it (account/avatar-link.ts).
import type { GatewayContext } from '../context.ts';
import { nameKeyOf } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { mediaTypeOf } from './media-type.ts';
import { drawPicture } from './pictures.ts';

const largestSide = 400;

export type Avatar = { readonly version: string; readonly contentType: string; readonly bytes: Uint8Array };

/**
 * Sets a user's picture, drawn anew so that nothing of the file but the picture is kept. False when the bytes are no picture
 * that can be drawn.
 */
export async function setAvatar(context: GatewayContext, userId: number, bytes: Uint8Array): Promise<boolean> {
  const drawn = await drawPicture(bytes, mediaTypeOf(bytes), largestSide);
  if (!drawn) return false;
  const version = Buffer.from(context.randomBytes(8)).toString('hex');
  await context.database.transaction(async (transaction) => {
    await transaction.query(
      `insert into avatars (user_id, version, content_type, bytes, changed_at_ms)
       values ($1, $2, $3, decode($4, 'base64'), $5)
       on conflict (user_id) do update set version = excluded.version, content_type = excluded.content_type,
         bytes = excluded.bytes, changed_at_ms = excluded.changed_at_ms`,
      [userId, version, drawn.contentType, Buffer.from(drawn.bytes).toString('base64'), context.now()],
    );
    await transaction.query('update users set avatar_url = $2 where id = $1', [userId, `stored:${version}`]);
  });
  return true;
}

/** Takes a user's picture away. */
export async function removeAvatar(context: GatewayContext, userId: number): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await transaction.query('delete from avatars where user_id = $1', [userId]);
    await transaction.query("update users set avatar_url = null where id = $1 and avatar_url like 'stored:%'", [
      userId,
    ]);
  });
}

/** The picture of the person or bot with this name (without prefix). */
export async function findAvatar(queryable: Queryable, name: string): Promise<Avatar | undefined> {
  const [row] = await queryable.query<{ version: string; content_type: string; bytes: string }>(
    `select version, content_type, encode(bytes, 'base64') as bytes
     from avatars join users on users.id = avatars.user_id where name_key = $1`,
    [nameKeyOf(name)],
  );
  if (!row) return undefined;
  return {
    version: row.version,
    contentType: row.content_type,
    bytes: new Uint8Array(Buffer.from(row.bytes, 'base64')),
  };
}
