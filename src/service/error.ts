/** The closed union of ways a service can fail. Made in one place per service; each has one sentence for the user. */
export type ServiceErrorKind =
  | 'unauthorised'
  | 'forbidden'
  | 'not-found'
  | 'session-lost'
  | 'rate-limited'
  | 'conflict'
  /** Another program has taken over the connection of this account. */
  | 'replaced'
  | 'invalid'
  | 'server'
  | 'network'
  | 'unreadable'
  /** The other person said no, or can not be asked at the moment. */
  | 'declined'
  /** The other person was asked, and said nothing. */
  | 'unanswered';

/** A failed request to a service. Carries no response body, so that nothing a server echoes can reach a log. */
export class ServiceError extends Error {
  readonly kind: ServiceErrorKind;
  /** For `rate-limited` (and `server` with Retry-After): how long to wait. */
  readonly retryAfterMs: number | undefined;
  /** For `network`: the request was given up because its time was over; the server may be well. */
  readonly hasTimedOut: boolean;
  /** The service's own code, for diagnosis only. */
  readonly code: number | undefined;

  constructor(
    kind: ServiceErrorKind,
    message: string,
    details: { retryAfterMs?: number; hasTimedOut?: boolean; code?: number; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ServiceError';
    this.kind = kind;
    this.retryAfterMs = details.retryAfterMs;
    this.hasTimedOut = details.hasTimedOut ?? false;
    this.code = details.code;
  }
}

/** True for failures that the same request may survive later without anyone doing anything. */
export function isPassing(kind: ServiceErrorKind): boolean {
  return kind === 'network' || kind === 'server' || kind === 'rate-limited' || kind === 'session-lost';
}
