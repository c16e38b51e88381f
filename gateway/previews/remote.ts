// Fetches from foreign hosts on behalf of users. The rules: http and https on their own ports, no names or passwords in the
// address, every address of the host open (addresses.ts), the connection made to the very address that was checked, each
// redirect by the same rules, no cookies, little time, few bytes.
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIPv6 } from 'node:net';
import { isOpenAddress } from './addresses.ts';
import type { ResolveName } from './names.ts';

/** The address must not be fetched, or there is nothing to be had from it. Which of the two is not for the user to know. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export type RemoteReply = {
  /** Where the redirects ended. */
  readonly url: URL;
  readonly status: number;
  /** As the server names it, in lower case; empty when it does not. */
  readonly contentType: string;
  /** The announced length; undefined when there is none. */
  readonly length: number | undefined;
  /** The first bytes of the body, at most as many as were asked for. */
  readonly bytes: Uint8Array;
  /** Whether `bytes` is all there is. */
  readonly isWhole: boolean;
};

export type RemoteRules = {
  readonly resolve: ResolveName;
  /** Private networks, this machine and other ports are allowed. */
  readonly allowsPrivate: boolean;
  readonly shutdown: AbortSignal;
  readonly totalMs?: number;
};

export type FetchRemote = (
  url: URL,
  wish: { readonly accept: string; readonly mostBytes: number },
) => Promise<RemoteReply>;

const mostRedirects = 3;
const defaultTotalMs = 5000;

function checkUrl(url: URL, allowsPrivate: boolean): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new UnreachableError('not a web address');
  if (url.username !== '' || url.password !== '') throw new UnreachableError('an address with a password');
  if (url.port !== '' && !allowsPrivate) throw new UnreachableError('a port of its own');
}

/** The address to connect to, after all addresses of the host were found fit. */
async function checkedAddress(url: URL, rules: RemoteRules, signal: AbortSignal): Promise<string> {
  const addresses = await rules.resolve(url.hostname, signal);
  const [first] = addresses;
  if (first === undefined) throw new UnreachableError('no address');
  if (!rules.allowsPrivate && !addresses.every(isOpenAddress)) throw new UnreachableError('a closed address');
  return first;
}

function connect(url: URL, address: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
  const family = isIPv6(address) ? 6 : 4;
  const options = {
    signal,
    agent: false as const,
    headers: {
      Accept: accept,
      'Accept-Encoding': 'identity',
      'Accept-Language': 'en, *;q=0.5',
      'User-Agent': 'Mozilla/5.0 (compatible; SkylarkPreview/1.0)',
      Connection: 'close',
    },
    // Whatever the name means by now: this address was checked.
    lookup: (_name: string, { all }: { all?: boolean | undefined }, done: (...answer: never[]) => void) => {
      const answer = all ? [null, [{ address, family }]] : [null, address, family];
      done(...(answer as never[]));
    },
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(url, options, resolve);
    outgoing.once('error', reject);
    outgoing.end();
  });
}

async function readBeginning(
  reply: IncomingMessage,
  mostBytes: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > mostBytes) break;
  }
  reply.destroy();
  return { bytes: new Uint8Array(Buffer.concat(chunks).subarray(0, mostBytes)), isWhole: length <= mostBytes };
}

function redirectOf(reply: IncomingMessage, url: URL): URL | undefined {
  const location = reply.headers.location;
  if (![301, 302, 303, 307, 308].includes(reply.statusCode ?? 0) || location === undefined) return undefined;
  if (!URL.canParse(location, url)) throw new UnreachableError('a redirect to nowhere');
  return new URL(location, url);
}

/** Makes the function that fetches by the given rules. It rejects with UnreachableError, whatever the reason. */
export function createFetchRemote(rules: RemoteRules): FetchRemote {
  async function follow(start: URL, wish: Parameters<FetchRemote>[1], signal: AbortSignal): Promise<RemoteReply> {
    let url = start;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      checkUrl(url, rules.allowsPrivate);
      const address = await checkedAddress(url, rules, signal);
      signal.throwIfAborted();
      const reply = await connect(url, address, wish.accept, signal);
      try {
        const next = redirectOf(reply, url);
        if (!next) return await replyOf(reply, url, wish.mostBytes);
        url = next;
      } finally {
        reply.destroy();
      }
    }
    throw new UnreachableError('too many redirects');
  }

  async function replyOf(reply: IncomingMessage, url: URL, mostBytes: number): Promise<RemoteReply> {
    const encoding = reply.headers['content-encoding'] ?? 'identity';
    // We asked for none; unpacking could make much of little.
    const beginning = encoding === 'identity' ? await readBeginning(reply, mostBytes) : undefined;
    const length = Number(reply.headers['content-length'] ?? Number.NaN);
    return {
      url,
      status: reply.statusCode ?? 0,
      contentType: (reply.headers['content-type'] ?? '').toLowerCase(),
      length: Number.isSafeInteger(length) && length >= 0 ? length : undefined,
      bytes: beginning?.bytes ?? new Uint8Array(),
      isWhole: beginning?.isWhole ?? false,
    };
  }

  return async (url, wish) => {
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, rules.totalMs ?? defaultTotalMs);
    rules.shutdown.addEventListener('abort', end, { once: true });
    try {
      return await follow(url, wish, ending.signal);
    } catch (error) {
      throw error instanceof UnreachableError ? error : new UnreachableError('no answer');
    } finally {
      clearTimeout(timer);
      rules.shutdown.removeEventListener('abort', end);
      end();
    }
  };
}
