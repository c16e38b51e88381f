// The only place of the extension that makes requests. It follows no redirect, sends no cookie and no referrer, stores
// nothing, and reads no more of a reply than it must.
import { ServiceError } from '../src/service/error.ts';
import type { Transport, TransportRequest } from '../src/service/transport.ts';

const longestReplyBytes = 16 * 1024 * 1024;
const longestObjectBytes = 100 * 1024 * 1024;

type Fetch = typeof fetch;
type Reply = { status: number; headers: Headers; parts: Uint8Array<ArrayBuffer>[] };

async function request(
  fetcher: Fetch,
  { url, timeoutMs, isBinary, usesSystemSignIn }: TransportRequest,
  init: RequestInit,
): Promise<Reply> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetcher(url, {
      ...init,
      signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
      redirect: 'error',
      credentials: usesSystemSignIn ? 'include' : 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    const parts = await readParts(response, isBinary ? longestObjectBytes : longestReplyBytes);
    return { status: response.status, headers: response.headers, parts };
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    const hasTimedOut = timeout.aborted;
    throw new ServiceError('network', hasTimedOut ? 'no reply in time' : 'no reply', { hasTimedOut, cause: error });
  }
}

async function readParts(response: Response, mostBytes: number): Promise<Reply['parts']> {
  const reader = response.body?.getReader();
  const parts: Reply['parts'] = [];
  for (let bytes = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > mostBytes) {
      await reader.cancel();
      throw new ServiceError('unreadable', 'the reply is too large');
    }
    parts.push(value);
  }
  return parts;
}

function decode(parts: Reply['parts']): string {
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
}

/** The transport of services and sign-in. */
export function createTransport(fetcher: Fetch = (input, init) => fetch(input, init)): Transport {
  return async (asked) => {
    const { method, headers, body, signal } = asked;
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = body as BodyInit;
    if (signal) init.signal = signal;
    const { status, parts, headers: told } = await request(fetcher, asked, init);
    const content = asked.isBinary && status === 200 ? { text: '', parts } : { text: decode(parts) };
    return { status, ...content, header: (name) => told.get(name) ?? undefined };
  };
}
