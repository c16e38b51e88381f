// What a PNG shows, as far as a test can say.
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

export type Picture = { width: number; height: number; bytes: number; drawn: number };

/**
 * Reads a PNG file. `drawn` is the share of bytes that differ from what their neighbours foretell (0 to 1): next to nothing for an empty
 * page.
 */
export function readPicture(path: string): Picture {
  const file = readFileSync(path);
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const filtered = inflateSync(Buffer.concat(data));
  const drawn = filtered.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0) / filtered.length;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20), bytes: file.length, drawn };
}
