// Every request of the service to the pool leaves through here: hrefs are resolved and checked, the token attached, errors made.
import { ServiceError } from '../../service/error.ts';
import type { TransportRequest, TransportResponse } from '../../service/transport.ts';
import { type Resource, readResource } from '../wire/resource.ts';
import { WireError } from '../wire/wire-error.ts';
import { failureOf, hasSubcode, UcwaFailure } from './failure.ts';
import type { UcwaServiceOptions } from './options.ts';
import { createOriginPin, type OriginPin } from './origin-pin.ts';
import { endSession, readSession, type Session } from './session.ts';

const requestTimeoutMs = 20_000;

/** A request along a link. The parameters of `query` are added to those that the href has. */
export type UcwaRequest = {
  method: TransportRequest['method'];
  href: string;
  query?: Record<string, string>;
  json?: unknown;
  /** A body that is not JSON; `type` is its media type. */
  body?: { type: string; text: string };
  headers?: Record<string, string>;
  timeoutMs?: number;
  isBinary?: boolean;
  signal?: AbortSignal;
};

/** A reply of success. `location` is absolute; empty texts for what the server did not say. */
export type UcwaReply = {
  status: number;
  text: string;
  contentType: string;
  location?: string;
  etag?: string;
  parts?: Uint8Array<ArrayBuffer>[];
};

export type RequestParts = Omit<UcwaRequest, 'method' | 'href'>;

export type UcwaConnection = {
  readonly options: UcwaServiceOptions;
  readonly pin: OriginPin;
  /**
   * Sends one request with the token, if its href leads to the pool.
   * @throws ServiceError `forbidden` for an href that leads elsewhere (which is reported), `session-lost` when the application is
   * gone (the session is ended then), else a `UcwaFailure` with what the server's refusal stands for
   */
  send(request: UcwaRequest): Promise<UcwaReply>;
  /** Reads a resource. @throws also `unreadable`, naming the place */
  get(href: string, parts?: RequestParts): Promise<Resource>;
  post(href: string, parts?: RequestParts): Promise<UcwaReply>;
  put(href: string, parts?: RequestParts): Promise<UcwaReply>;
  delete(href: string, parts?: RequestParts): Promise<UcwaReply>;
  /** Like `get` for whatever address the server names, absolute: what hrefs are kept and compared as. */
  resolve(href: string): string;
};

/** The resource in a reply. @throws ServiceError `unreadable` that names the place */
export const resourceOf = (reply: Pick<UcwaReply, 'text' | 'contentType'>): Resource =>
  readOrFail(() => readResource(reply.text, reply.contentType));

/** What `read` makes of something of the wire. @throws ServiceError `unreadable` that names the place */
export function readOrFail<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause;
    throw new ServiceError('unreadable', `the server answered something unexpected at "${cause.path}"`, { cause });
  }
}

/**
 * A connection to the pool of one account. It sends no `X-Ms-Origin`, which is what an administrator's list of origins looks at: a browser
 * lets an extension read answers of hosts it has permission for. A server that refuses us all the same says so with diagnostics 28070,
 * which a `forbidden` carries as its code (ucwa.md 2.3; ucwa.md 12, point 6). A token that ends while a request is parked ends nothing here: should
 * the server answer 401 then, the same address is asked again with the next token (ucwa.md 12, point 5). Makes no request by itself.
 * @throws ServiceError `invalid` when the server address is neither https nor http on this machine
 */
export function createConnection(options: UcwaServiceOptions): UcwaConnection {
  const pin = createOriginPin(options.server, (event) => options.onSecurityEvent?.(event));

  async function exchange(request: UcwaRequest) {
    const { method, href, query, json, body, headers, timeoutMs, isBinary, signal } = request;
    const text = json === undefined ? body?.text : JSON.stringify(json);
    const type = json === undefined ? body?.type : 'application/json';
    const url = pin.resolve(href, query);
    const response = await options.transport({
      method,
      url,
      headers: {
        Accept: 'application/json',
        ...(type === undefined ? {} : { 'Content-Type': type }),
        ...headers,
        Authorization: `Bearer ${await options.readToken()}`,
      },
      timeoutMs: timeoutMs ?? requestTimeoutMs,
      ...(text === undefined ? {} : { body: text }),
      ...(isBinary ? { isBinary } : {}),
      ...(signal ? { signal } : {}),
    });
    return { response, url };
  }

  /** The application was not found, somebody says: a gone presence subscription says so, too (ucwa.md 4.4). */
  async function isApplicationGone(url: string, session: Session | undefined): Promise<boolean> {
    if (!session || session.applicationHref === url) return true;
    const { response } = await exchange({ method: 'GET', href: session.applicationHref });
    if (response.status < 300) return false;
    const failure = failureOf(response, options.nowMs());
    if (failure.status === 404 || failure.kind === 'session-lost') return true;
    throw failure;
  }

  async function refuse(failure: UcwaFailure, url: string, session: Session | undefined): Promise<never> {
    const isLost =
      failure.kind === 'session-lost' ||
      (hasSubcode(failure, 'ApplicationNotFound', 404) && (await isApplicationGone(url, session)));
    // What cannot be redirected is not asked again under the same address: the next application is made elsewhere.
    const mustEnd = isLost || hasSubcode(failure, 'CannotRedirect');
    if (session && mustEnd) await endSession(options.session, session.applicationHref);
    if (!isLost) throw failure;
    const { status, subcode } = failure;
    throw new UcwaFailure('session-lost', 'the application is gone', { status, subcode });
  }

  // What was asked for is done; an address that cannot be used is only reported.
  function locationOf(response: TransportResponse): string | undefined {
    const location = response.header('Location');
    try {
      return location === undefined ? undefined : pin.resolve(location, {}, 'Location');
    } catch {
      return undefined;
    }
  }

  async function send(request: UcwaRequest): Promise<UcwaReply> {
    const session = await readSession(options.session);
    const { response, url } = await exchange(request);
    const isSuccess = response.status >= 200 && response.status < 300;
    if (!isSuccess) return refuse(failureOf(response, options.nowMs()), url, session);
    // The page of a network that wants a sign-in, or of a proxy: nothing was done.
    if (/^\s*<(!doctype\s+)?html/i.test(response.text))
      throw new ServiceError('unreadable', 'the server answered a page');
    const location = locationOf(response);
    const etag = response.header('ETag');
    return {
      status: response.status,
      text: response.text,
      contentType: response.header('Content-Type') ?? '',
      ...(location === undefined ? {} : { location }),
      ...(etag === undefined ? {} : { etag }),
      ...(response.parts === undefined ? {} : { parts: response.parts }),
    };
  }

  return {
    options,
    pin,
    send,
    resolve: (href) => pin.resolve(href),
    get: async (href, parts) => resourceOf(await send({ ...parts, method: 'GET', href })),
    post: (href, parts) => send({ ...parts, method: 'POST', href }),
    put: (href, parts) => send({ ...parts, method: 'PUT', href }),
    delete: (href, parts) => send({ ...parts, method: 'DELETE', href }),
  };
}
