// The errors of skype.md chapter 11. A handler throws one; app.ts turns it into the reply.

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

export const badRequest = (message: string) => new ProtocolError({ status: 400, errorCode: 400, message });

/** A conversation identifier or other part of the path that cannot be read. */
export const misformattedUrl = () =>
  new ProtocolError({ status: 400, errorCode: 201, message: 'The resource URL is misformatted.' });

export const unauthorized = (message = 'Authentication failed.') =>
  new ProtocolError({ status: 401, errorCode: 401, message });

export const registrationTokenExpired = () =>
  unauthorized('The provided registration token is expired, and no authentication ticket was provided.');

export const forbidden = (message = 'Access denied.') => new ProtocolError({ status: 403, errorCode: 403, message });

export const aclCheckFailed = () =>
  new ProtocolError({ status: 403, errorCode: 206, message: 'Failure due to: AclCheckFailed.' });

export const tokenMismatch = () =>
  forbidden('The content in the registration token does not match the content in the authentication ticket');

export const notFound = (message = 'The requested resource does not exist.') =>
  new ProtocolError({ status: 404, errorCode: 404, message });

export const subscriptionNotFound = () =>
  new ProtocolError({ status: 404, errorCode: 450, message: 'Subscription requested could not be found.' });

export const endpointNotFound = () =>
  new ProtocolError({
    status: 404,
    errorCode: 729,
    message: 'You must create an endpoint before performing this operation.',
  });

export const conversationNotFound = () =>
  new ProtocolError({ status: 404, errorCode: 730, message: 'Failure due to: ConversationNotFound.' });

/** The user is at home on another gateway; `location` is the same resource there. */
export const differentCloud = (location: string) =>
  new ProtocolError({
    status: 404,
    errorCode: 752,
    message: "User is in a different cloud. See 'Location' header for users current cloud.",
    headers: { Location: location },
  });

export const methodNotAllowed = (allowed: readonly string[]) =>
  new ProtocolError({
    status: 405,
    errorCode: 405,
    message: 'The resource does not support this method.',
    headers: { Allow: allowed.join(', ') },
  });

export const tooLarge = () =>
  new ProtocolError({ status: 413, errorCode: 413, message: 'The request body is too large.' });

const limited = (errorCode: number, message: string, retryAfterSeconds: number) =>
  new ProtocolError({
    status: 429,
    errorCode,
    message,
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
  });

export const commandRateExceeded = (retryAfterSeconds: number) =>
  limited(800, 'Command Rate limit exceeded Throttling command', retryAfterSeconds);

export const loginRateExceeded = (retryAfterSeconds: number) =>
  limited(803, 'Login Rate limit exceeded', retryAfterSeconds);

/** An unforeseen failure; `reference` is the id under which the log has it. */
export const internalError = (reference: string) =>
  new ProtocolError({
    status: 500,
    errorCode: 500,
    message: `The gateway could not answer this request. Its log has the reason under ${reference}.`,
  });
