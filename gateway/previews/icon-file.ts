// The `.ico` format, in which most sites still keep their icon: a directory of small pictures, each a PNG or a bitmap.
import type { Pixels } from '../objects/pictures.ts';

const pngMark = Buffer.from('\x89PNG', 'latin1');
const mostEntries = 64;
const largestSide = 256;

/** The pixels of a bitmap of 24 or 32 bits without compression, which lies bottom up in the file. */
function readBitmap(data: Buffer): Pixels | undefined {
  if (data.length < 40 || data.readUInt32LE(0) !== 40) return undefined;
  const width = data.readInt32LE(4);
  // The height counts the mask that follows the picture too.
  const height = data.readInt32LE(8) / 2;
  const bytesPerPixel = data.readUInt16LE(14) / 8;
  const isPlain = data.readUInt32LE(16) === 0 && (bytesPerPixel === 3 || bytesPerPixel === 4);
  if (!isPlain || !Number.isInteger(height) || width < 1 || height < 1 || Math.max(width, height) > largestSide)
    return undefined;
  const stride = Math.ceil((width * bytesPerPixel) / 4) * 4;
  if (data.length < 40 + stride * height) return undefined;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = 40 + (height - 1 - y) * stride + x * bytesPerPixel;
      const pixel = [
        data[from + 2] ?? 0,
        data[from + 1] ?? 0,
        data[from] ?? 0,
        bytesPerPixel === 4 ? (data[from + 3] ?? 0) : 255,
      ];
      rgba.set(pixel, (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

/** The largest picture of an icon file: a PNG as it is, or pixels. Undefined when the file cannot be read. */
export function readIconFile(
  bytes: Uint8Array,
): { readonly png: Uint8Array } | { readonly pixels: Pixels } | undefined {
  const file = Buffer.from(bytes);
  if (file.length < 6 || file.readUInt32LE(0) !== 0x0001_0000) return undefined;
  const count = Math.min(file.readUInt16LE(4), mostEntries);
  const entries: Buffer[] = [];
  for (let i = 0; i < count && 22 + i * 16 <= file.length; i += 1) {
    const length = file.readUInt32LE(14 + i * 16);
    const offset = file.readUInt32LE(18 + i * 16);
    if (offset + length <= file.length) entries.push(file.subarray(offset, offset + length));
  }
  for (const entry of entries.sort((a, b) => b.length - a.length)) {
    if (entry.subarray(0, 4).equals(pngMark)) return { png: new Uint8Array(entry) };
    const pixels = readBitmap(entry);
    if (pixels) return { pixels };
  }
  return undefined;
}
