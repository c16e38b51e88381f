// The picture of somebody without one: a grey head and shoulders.
import type { Avatar } from './avatars.ts';
import { drawPicture } from './pictures.ts';

const side = 96;
const ground = [0xd9, 0xdd, 0xe3];
const figure = [0x8a, 0x94, 0xa3];

const isWithin = (x: number, y: number, centreX: number, centreY: number, radius: number): boolean =>
  (x - centreX) ** 2 + (y - centreY) ** 2 <= radius ** 2;

function paint(): Uint8Array {
  const rgba = new Uint8Array(side * side * 4);
  for (let i = 0; i < side * side; i += 1) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const isFigure = isWithin(x, y, 47.5, 37, 17) || isWithin(x, y, 47.5, 98, 38);
    rgba.set([...(isFigure ? figure : ground), 255], i * 4);
  }
  return rgba;
}

let drawing: Promise<Avatar | undefined> | undefined;

/** The default picture; undefined when this machine cannot draw pictures. */
export function defaultAvatar(): Promise<Avatar | undefined> {
  drawing ??= drawPicture({ width: side, height: side, rgba: paint() }, '', side).then(
    (drawn) => drawn && { version: 'default', contentType: drawn.contentType, bytes: drawn.bytes },
  );
  return drawing;
}
