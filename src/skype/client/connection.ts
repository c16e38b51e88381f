// Every request of the service leaves through here: addresses are checked, tokens attached, errors made.
import { ServiceError } from '../../service/error.ts';
import type { Bytes, TransportRequest, TransportResponse } from '../../service/transport.ts';
import { registrationTokenHeader } from '../registration-token.ts';
import { type DiscoveryDocument, discoveryDocument, discoveryPath } from '../wire/discovery.ts';
import { readWire } from '../wire/read.ts';
import { type ServiceName, serviceHosts } from '../wire/service-hosts.ts';
import { failureOf, type Proof, readErrorCode } from './failure.ts';
import type { SkypeServiceOptions } from './options.ts';
import { createOriginGuard, type OriginGuard } from './origin-guard.ts';
import { requireSession, type Session } from './session.ts';

const requestTimeoutMs = 20_000;
const longestRefusal = 4096;
/** Services that want the token as `Authorization: skype_token` (skype.md 1). */
const withScheme: ReadonlySet<ServiceName> = new Set(['objects', 'urlInfo', 'assetToken']);

/** A request to one of the services; `json` becomes the body. */
export interface ServiceRequest {
  method: TransportRequest['method'];
  path: string;
  json?: unknown;
  form?: Record<string, string>;
  body?: Bytes;
  headers?: Record<string, string>;
  timeoutMs?: number;
  isBinary?: boolean;
  signal?: AbortSignal;
}

export interface Connection {
  readonly options: SkypeServiceOptions;
  readonly guard: OriginGuard;
  /** Asks the server what it is, once per life unless `isFresh`; a server without a document gets the defaults. */
  discover(isFresh?: boolean): Promise<DiscoveryDocument>;
  /** Sends to the messaging API, under `/v1`, with the registration token. A path may be an address that was checked. */
  messaging(request: ServiceRequest, session?: Session): Promise<TransportResponse>;
  /** Sends to another service with the skype token. The path starts after the service's base, or is an address. */
  service(name: ServiceName, request: ServiceRequest): Promise<TransportResponse>;
  /** Sends as it is, without any token of ours but those in `headers`; answers also failures. */
  exchange(request: ServiceRequest, headers: Record<string, string>): Promise<TransportResponse>;
}

/** What a server without a discovery document is taken for: everything at its origin. */
const defaultDiscovery = (issuer: string): DiscoveryDocument => ({
  name: '',
  version: '',
  issuer,
  holdSeconds: 30,
  services: {},
  clouds: [],
});

/**
 * The JSON of a reply; an empty body is an empty object. @throws ServiceError `server` when it is no JSON: half a reply, or one of
 * something in between, and the next may be whole.
 */
export function jsonOf(response: TransportResponse): unknown {
  if (response.text.trim() === '') return {};
  try {
    return JSON.parse(response.text);
  } catch (cause) {
    throw new ServiceError('server', 'the server answered no JSON', { cause });
  }
}

/** The value of a wire reading. @throws ServiceError `unreadable` that names the place. */
export function readOrFail<T>(read: { ok: true; value: T } | { ok: false; path: string; reason: string }): T {
  if (read.ok) return read.value;
  throw new ServiceError('unreadable', `the server answered something unexpected at "${read.path}"`);
}

export function createConnection(options: SkypeServiceOptions): Connection {
  const guard = createOriginGuard(options.server, (event) => options.onSecurityEvent?.(event));
  let discovery: Promise<DiscoveryDocument> | undefined;

  const exchange: Connection['exchange'] = (request, headers) => {
    const { method, path, json, form, timeoutMs, isBinary, signal } = request;
    const text = json !== undefined ? JSON.stringify(json) : form && new URLSearchParams(form).toString();
    const body = text ?? request.body;
    const contentType = json !== undefined ? 'application/json' : 'application/x-www-form-urlencoded';
    return options.transport({
      method,
      url: guard.check(path, 'request'),
      headers: {
        Accept: 'application/json',
        ...(text === undefined ? {} : { 'Content-Type': contentType }),
        ...headers,
      },
      timeoutMs: timeoutMs ?? requestTimeoutMs,
      ...(body === undefined ? {} : { body }),
      ...(isBinary ? { isBinary } : {}),
      ...(signal ? { signal } : {}),
    });
  };

  async function succeed(response: TransportResponse, proof: Proof): Promise<TransportResponse> {
    const isSuccess = response.status >= 200 && response.status < 300;
    // A short 2xx body with an error code is a refusal too (skype.md 11).
    const mayRefuse = response.text.length < longestRefusal;
    // The page of a network that wants a sign-in, or of a proxy: nothing was done (skype.md 0.3 rule 10).
    if (isSuccess && response.text[0] === '<') jsonOf(response);
    if (isSuccess && !(mayRefuse && readErrorCode(response.text) !== undefined)) return response;
    throw failureOf(response, proof, options.nowMs());
  }

  async function readDiscovery(): Promise<DiscoveryDocument> {
    const response = await exchange({ method: 'GET', path: guard.server + discoveryPath }, {});
    const document =
      response.status === 404
        ? defaultDiscovery(guard.server)
        : readOrFail(readWire(discoveryDocument, jsonOf(await succeed(response, 'none'))));
    guard.learn(document);
    return document;
  }

  const discover: Connection['discover'] = (isFresh = false) => {
    if (!discovery || isFresh) {
      discovery = readDiscovery();
      discovery.catch(() => {
        discovery = undefined;
      });
    }
    return discovery;
  };

  return {
    options,
    guard,
    discover,
    exchange,
    async messaging(request, session) {
      const open = session ?? (await requireSession(options.session));
      guard.learn(open.discovery, true);
      const path = request.path.startsWith('/') ? `${open.messagingOrigin}/v1${request.path}` : request.path;
      const headers = {
        RegistrationToken: registrationTokenHeader(open.registrationToken),
        BehaviorOverride: 'redirectAs404',
        ...request.headers,
      };
      return succeed(await exchange({ ...request, path }, headers), 'registration');
    },
    async service(name, request) {
      const { services } = await discover();
      const host = serviceHosts[name];
      const told = services[host];
      const base = told !== undefined && guard.allows(told) ? told : `${guard.server}/${host}`;
      const path = request.path.startsWith('/') ? base.replace(/\/$/, '') + request.path : request.path;
      const token = await options.readToken();
      const proof = withScheme.has(name) ? { Authorization: `skype_token ${token}` } : { 'X-SkypeToken': token };
      return succeed(await exchange({ ...request, path }, { ...request.headers, ...proof }), 'skype-token');
    },
  };
}
