// The errors of skype.md chapter 11. A handler throws one; app.ts turns it into the reply.
import { errorCodes } from '../src/skype/wire/error.ts';

export type ProtocolErrorParts = {
  readonly status: number;
  readonly errorCode: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A body of another form than `{ errorCode, message }`. */
  readonly body?: unknown;
};

/** A refusal that the client is told about: HTTP status, error code and sentence. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly status: number;
  readonly errorCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;

  constructor({ status, errorCode, message, headers = {}, body }: ProtocolErrorParts) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.headers = headers;
    this.body = body ?? { errorCode, message };
  }
}

/** The reply for an error: JSON, with the sentence repeated in the header `StatusText`. */
export function errorResponse(error: ProtocolError): Response {
  return new Response(JSON.stringify(error.body), {
    status: error.status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      StatusText: error.message.replace(/[^\x20-\x7e]/g, '?'),
      ...error.headers,
    },
  });
}

/** Messages that quote what was wrong stay this short: the header `StatusText` has the whole message. */
const longestMessage = 300;

export const badRequest = (message: string) =>
  new ProtocolError({
    status: 400,
    errorCode: 400,
    message: message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message,
  });

/** A conversation identifier or other part of the path that cannot be read. */
export const misformattedUrl = () => new ProtocolError(errorCodes.malformedUrl);

export const unauthorized = (message = 'Authentication failed.') =>
  new ProtocolError({ status: 401, errorCode: 401, message });

export const registrationTokenExpired = () =>
  unauthorized('The provided registration token is expired, and no authentication ticket was provided.');

export const forbidden = (message = 'Access denied.') => new ProtocolError({ status: 403, errorCode: 403, message });

export const aclCheckFailed = () => new ProtocolError(errorCodes.aclCheckFailed);

export const tokenMismatch = () =>
  forbidden('The content in the registration token does not match the content in the authentication ticket');

export const notFound = (message = 'The requested resource does not exist.') =>
  new ProtocolError({ status: 404, errorCode: 404, message });

export const subscriptionNotFound = () => new ProtocolError(errorCodes.subscriptionLost);

export const endpointNotFound = () => new ProtocolError(errorCodes.endpointLost);

export const conversationNotFound = () => new ProtocolError(errorCodes.conversationNotFound);

/** The user is at home on another gateway; `location` is the same resource there. */
export const differentCloud = (location: string) =>
  new ProtocolError({ ...errorCodes.differentCloud, headers: { Location: location } });

export const methodNotAllowed = (allowed: readonly string[]) =>
  new ProtocolError({
    status: 405,
    errorCode: 405,
    message: 'The resource does not support this method.',
    headers: { Allow: allowed.join(', ') },
  });

export const tooLarge = () =>
  new ProtocolError({ status: 413, errorCode: 413, message: 'The request body is too large.' });

const limited = (row: Pick<ProtocolErrorParts, 'status' | 'errorCode' | 'message'>, retryAfterSeconds: number) =>
  new ProtocolError({ ...row, headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) } });

export const commandRateExceeded = (retryAfterSeconds: number) => limited(errorCodes.commandRate, retryAfterSeconds);

export const loginRateExceeded = (retryAfterSeconds: number) => limited(errorCodes.loginRate, retryAfterSeconds);

/** An unforeseen failure; `reference` is the id under which the log has it. */
export const internalError = (reference: string) =>
  new ProtocolError({
    status: 500,
    errorCode: 500,
    message: `The gateway could not answer this request. Its log has the reason under ${reference}.`,
  });

/** More requests of one connection wait than may. The connection ends with this reply. */
export const tooManyAtOnce = () =>
  new ProtocolError({
    status: 503,
    errorCode: 503,
    message: 'Too many requests of this connection wait for their answers.',
    headers: { Connection: 'close' },
  });
