// People's pictures as UCWA hands them out (ucwa.md 6): JPEG, in one of some sizes. They are those of the Skype side.
import { type Avatar, findAvatar } from '../../objects/avatars.ts';
import { drawPicture } from '../../objects/pictures.ts';
import type { Queryable } from '../../storage/database.ts';
import { validationFailure } from '../errors.ts';

/** In pixels; no size is larger than what is stored of a picture, so the largest ones all look alike. */
const sides: ReadonlySet<number> = new Set([48, 64, 96, 120, 240, 360, 432, 504, 648]);
const usualSide = 48;

/** The side of a size such as `HR64X64`. Throws 400 for another one. */
export function sideOf(size: string | undefined): number {
  if (size === undefined) return usualSide;
  const [, width, height] = /^HR(\d{1,3})X(\d{1,3})$/i.exec(size) ?? [];
  if (width === undefined || width !== height || !sides.has(Number(width)))
    throw validationFailure('size', 'expected a size such as HR48X48 or HR240X240');
  return Number(width);
}

export type Photo = { readonly etag: string; readonly bytes: Uint8Array };

const mostKept = 300;

/** Small pictures that were drawn already, the oldest first; a changed picture has another key. */
const kept = new Map<string, Uint8Array>();

function keep(key: string, bytes: Uint8Array): Uint8Array {
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(key, bytes);
  return bytes;
}

async function drawPhoto(key: string, avatar: Avatar, side: number): Promise<Uint8Array | undefined> {
  const known = kept.get(key);
  if (known) return known;
  const drawn = await drawPicture(avatar.bytes, avatar.contentType, side, true);
  return drawn && keep(key, drawn.bytes);
}

/** The picture of the person with this name; undefined when there is none, or when it cannot be drawn here. */
export async function findPhoto(queryable: Queryable, name: string, side: number): Promise<Photo | undefined> {
  const avatar = await findAvatar(queryable, name);
  if (!avatar) return undefined;
  const etag = `${avatar.version}-${side}`;
  const bytes = await drawPhoto(etag, avatar, side);
  return bytes && { etag, bytes };
}
