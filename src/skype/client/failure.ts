// The one place where replies of a Skype server become errors of the service contract (skype.md 11).
import { ServiceError, type ServiceErrorKind } from '../../service/error.ts';
import type { TransportResponse } from '../../service/transport.ts';
import { errorBody } from '../wire/error.ts';
import { readWire } from '../wire/read.ts';

const kindOfCode: Record<number, ServiceErrorKind> = {
  201: 'invalid',
  206: 'forbidden',
  429: 'rate-limited',
  450: 'session-lost',
  729: 'session-lost',
  730: 'not-found',
  752: 'session-lost',
  800: 'rate-limited',
  803: 'rate-limited',
  804: 'forbidden',
  40120: 'unauthorised',
};

const kindOfStatus: Record<number, ServiceErrorKind> = {
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not-found',
  408: 'server',
  409: 'conflict',
  410: 'not-found',
  429: 'rate-limited',
  // No room left for files: trying again changes nothing.
  507: 'invalid',
};

/** How a request proved who we are: a stale registration token means a lost session, a stale skype token a sign-in. */
export type Proof = 'registration' | 'skype-token' | 'none';

const longestWaitMs = 3_600_000;
const loginCoolDownMs = 300_000;

/**
 * How long `Retry-After` asks to wait, in ms: seconds or an HTTP date, clamped to 0 to 1 hour. A date counts from the
 * `Date` of the same reply, so that a wrong local clock does no harm.
 */
export function readRetryAfter(response: TransportResponse, nowMs: number): number | undefined {
  const value = response.header('Retry-After')?.trim();
  if (!value) return undefined;
  const serverNowMs = Date.parse(response.header('Date') ?? '');
  const ms = /^\d{1,9}$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestWaitMs);
}

/** The error code in a body, wherever the dialect puts it; undefined when there is none. */
export function readErrorCode(text: string): number | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = readWire(errorBody, json);
  if (!read.ok) return undefined;
  const { errorCode, status, standardizedError, message } = read.value;
  // The late dialect wraps the old body as text: {"errorCode":404,"message":"{\"errorCode\":729,...}"}.
  const wrapped = message?.startsWith('{') && message !== text ? readErrorCode(message) : undefined;
  const statusCode = typeof status === 'object' && status !== null ? status.code : undefined;
  return wrapped ?? errorCode ?? standardizedError?.errorCode ?? statusCode ?? undefined;
}

// 4xx, and 2xx with an error code in the body.
const isRefusalStatus = (status: number): boolean => (status >= 400 && status < 500) || (status >= 200 && status < 300);

function kindOf(status: number, code: number | undefined, proof: Proof): ServiceErrorKind {
  const byCode = code === undefined ? undefined : kindOfCode[code];
  const kind = byCode ?? kindOfStatus[status] ?? (isRefusalStatus(status) ? 'invalid' : 'server');
  return kind === 'unauthorised' && proof === 'registration' ? 'session-lost' : kind;
}

/** The error that a reply stands for. Its text names status and code only, never what the server wrote. */
export function failureOf(response: TransportResponse, proof: Proof, nowMs: number): ServiceError {
  const code = readErrorCode(response.text);
  const retryAfterMs = readRetryAfter(response, nowMs) ?? (code === 803 ? loginCoolDownMs : undefined);
  return new ServiceError(
    kindOf(response.status, code, proof),
    `the server answered ${response.status}${code === undefined ? '' : ` with code ${code}`}`,
    { ...(code === undefined ? {} : { code }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  );
}
