// The only place of the extension that makes requests. It follows no redirect, sends no cookie and no referrer, stores
// nothing, and reads no more of a reply than it must.
import { ServiceError } from '../src/service/error.ts';
import type { Transport } from '../src/service/transport.ts';

const longestReplyBytes = 16 * 1024 * 1024;

type Fetch = typeof fetch;
type Reply = { status: number; headers: Headers; text: string };

async function request(fetcher: Fetch, url: string, init: RequestInit, timeoutMs: number): Promise<Reply> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetcher(url, {
      ...init,
      signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
      redirect: 'error',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    return { status: response.status, headers: response.headers, text: await readText(response) };
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError('network', timeout.aborted ? 'no reply in time' : 'no reply', { cause: error });
  }
}

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > longestReplyBytes) {
      await reader.cancel();
      throw new ServiceError('unreadable', 'the reply is too large');
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** The transport of services and sign-in. */
export function createTransport(fetcher: Fetch = (input, init) => fetch(input, init)): Transport {
  return async ({ method, url, headers, body, timeoutMs, signal }) => {
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = body;
    if (signal) init.signal = signal;
    const reply = await request(fetcher, url, init, timeoutMs);
    return { status: reply.status, text: reply.text, header: (name) => reply.headers.get(name) ?? undefined };
  };
}
