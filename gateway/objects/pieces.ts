// Reads bodies that are not taken in ahead: in pieces of one length, with an eye on clients that stop sending.
import { badRequest, ProtocolError } from '../errors.ts';

const longestSilenceMs = 30_000;
const mostDiscarded = 64 * 1024 * 1024;
const longestDiscardMs = 60_000;

const stalled = () => new ProtocolError({ status: 408, errorCode: 408, message: 'The upload has stalled.' });

/** The next bytes of a stream. Throws 408 after half a minute of silence, 400 when the connection broke. */
async function readNext(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(stalled()), longestSilenceMs);
  });
  try {
    const next = await Promise.race([reader.read(), silence]);
    return next.done ? undefined : next.value;
  } catch (error) {
    throw error instanceof ProtocolError ? error : badRequest('The body ended early.');
  } finally {
    clearTimeout(timer);
  }
}

/** Reads and forgets what is left of a body (a lot of it), so that the answer does not overtake it. */
export async function discard(stream: ReadableStream<Uint8Array> | null): Promise<void> {
  if (!stream || stream.locked) return;
  const reader = stream.getReader();
  let length = 0;
  const untilMs = performance.now() + longestDiscardMs;
  try {
    for (let next = await readNext(reader); next; next = await readNext(reader)) {
      length += next.byteLength;
      if (length > mostDiscarded || performance.now() > untilMs) break;
    }
  } catch {
    // It broke: there is nobody to answer.
  } finally {
    reader.releaseLock();
  }
}

/**
 * The bytes of a stream in pieces of `length` bytes, the last one shorter; none when it is empty. A consumer that stops early
 * leaves the stream unlocked. Throws 400 when it breaks, 408 when it stalls.
 */
export async function* piecesOf(stream: ReadableStream<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let piece = new Uint8Array(length);
  let filled = 0;
  try {
    for (let next = await readNext(reader); next; next = await readNext(reader)) {
      for (let at = 0; at < next.byteLength; ) {
        const taken = next.subarray(at, at + length - filled);
        piece.set(taken, filled);
        filled += taken.byteLength;
        at += taken.byteLength;
        if (filled < length) continue;
        yield piece;
        piece = new Uint8Array(length);
        filled = 0;
      }
    }
    if (filled > 0) yield piece.subarray(0, filled);
  } finally {
    reader.releaseLock();
  }
}

/** The whole body; undefined when it is longer than `mostBytes`, then what is left of it was read and forgotten. */
export async function readUpTo(
  stream: ReadableStream<Uint8Array> | null,
  mostBytes: number,
): Promise<Uint8Array | undefined> {
  if (!stream) return new Uint8Array();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of piecesOf(stream, 64 * 1024)) {
    length += piece.byteLength;
    if (length > mostBytes) break;
    pieces.push(piece);
  }
  if (length <= mostBytes) return new Uint8Array(Buffer.concat(pieces));
  await discard(stream);
  return undefined;
}
