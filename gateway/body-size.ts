// Takes a request's whole body off the connection before anything answers. An answer that overtakes its body makes Node end the
// connection, and the client sees a broken network instead of the answer, now or at its next request.
import type { MiddlewareHandler } from 'hono';
import { serviceHosts } from '../src/skype/wire/service-hosts.ts';
import type { GatewayEnv } from './context.ts';
import { badRequest, ProtocolError, tooLarge } from './errors.ts';

const largestBody = 1024 * 1024;

/** What is read and thrown away beyond that, so that the client gets to know that it is too large. */
const mostDiscarded = 64 * 1024 * 1024;

/** No client needs longer for that much; the server itself gives uploads far more time. */
export const defaultBodyTimeoutMs = 60_000;

/** Paths whose handlers take the body off the connection themselves, whatever its size. */
const uploads = [
  new RegExp(`^/${serviceHosts.objects.replaceAll('.', '\\.')}/v1/objects/[^/]+/content/[^/]+$`),
  new RegExp(`^/${serviceHosts.avatar.replaceAll('.', '\\.')}/v1/avatars/[^/]+$`),
];

/** The bytes of a stream; undefined when they are more than `largestBody`, which are not kept. Throws 408 when they take too long. */
async function readWhole(stream: ReadableStream<Uint8Array>, timeoutMs: number): Promise<ArrayBuffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void reader.cancel().catch(() => undefined);
  }, timeoutMs);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.byteLength;
      if (length <= largestBody) chunks.push(next.value);
      else chunks.length = 0;
      if (length > mostDiscarded) break;
    }
  } finally {
    clearTimeout(timer);
  }
  if (isLate) throw new ProtocolError({ status: 408, errorCode: 408, message: 'The body took too long.' });
  if (length > largestBody) return undefined;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole.buffer;
}

const nothing = Promise.resolve(new ArrayBuffer(0));

/** To look for a body makes objects that a held poll, which has none, would keep as long as it is held. */
const hasBody = (headers: Headers): boolean =>
  headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0;

/**
 * Reads the body ahead, for whoever asks for it later, but for uploads. Throws 413 when it is larger than a mebibyte, 400 when it
 * ended early, 408 when it took longer than `timeoutMs`.
 */
export const readBodyAhead =
  (timeoutMs: number): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const isUpload = c.req.method === 'PUT' && uploads.some((path) => path.test(c.req.path));
    const isBodiless = c.env?.reply !== undefined && !hasBody(c.req.raw.headers);
    const stream = isUpload || isBodiless ? null : c.req.raw.body;
    if (isBodiless) Object.assign(c.req.bodyCache, { arrayBuffer: nothing });
    if (stream) {
      const whole = await readWhole(stream, timeoutMs).catch((error: unknown) => {
        throw error instanceof ProtocolError ? error : badRequest('The body ended early.');
      });
      if (!whole) throw tooLarge();
      // Hono's readers (`arrayBuffer`, `text`) find it there; they keep promises in it, whatever its type says.
      Object.assign(c.req.bodyCache, { arrayBuffer: Promise.resolve(whole) });
    }
    await next();
  };
