// The one place where replies of a UCWA server become errors of the service contract (ucwa.md 3.5, 4.4, 8.9, 9).
import { ServiceError, type ServiceErrorKind } from '../../service/error.ts';
import type { TransportResponse } from '../../service/transport.ts';
import { readChallenge } from '../wire/challenge.ts';
import { type Reason, readReason } from '../wire/reason.ts';

/** A refusal of the server with its own words for it; both are empty when it was no answer of UCWA (a proxy's page, for example). */
export class UcwaFailure extends ServiceError {
  readonly status: number;
  readonly subcode: string;

  constructor(
    kind: ServiceErrorKind,
    message: string,
    details: { status: number; subcode: string; retryAfterMs?: number; code?: number },
  ) {
    super(kind, message, details);
    this.status = details.status;
    this.subcode = details.subcode;
  }
}

/** True for a refusal with this subcode, and with this status where one is given. */
export function hasSubcode(error: unknown, subcode: string, status?: number): boolean {
  return error instanceof UcwaFailure && error.subcode === subcode && (status === undefined || error.status === status);
}

/** True when the server has said no to the thing itself, so that asking again changes nothing. */
export function isGone(error: unknown): boolean {
  return error instanceof ServiceError && error.kind === 'not-found';
}

const kindOfStatus: Record<number, ServiceErrorKind> = {
  403: 'forbidden',
  404: 'not-found',
  // The server waited for us: the same request may do.
  408: 'server',
  409: 'conflict',
  410: 'not-found',
  412: 'conflict',
  428: 'conflict',
  429: 'rate-limited',
};

// Where the subcode says more than the status.
const kindOfSubcode: ReadonlyMap<string, ServiceErrorKind> = new Map([
  // The notes advise to wait until the user starts again. An account is connected because the user wants it so, and a night's sleep of the
  // machine ends applications, too: a new one is made.
  ['InactiveApplicationExpired', 'session-lost'],
  // The user has to end something, or an administrator to allow something: never repeated by itself.
  ['TooManyApplications', 'forbidden'],
  ['UserAgentNotAllowed', 'forbidden'],
  // The pool is down and has no other to send us to: a later sign-in may find one.
  ['CannotRedirect', 'server'],
]);

const cannotRedirectWaitMs = 300_000;
const longestWaitMs = 3_600_000;
const webTicketInvalid = 28032;

/** The number in front of `X-Ms-diagnostics`; for people, except the one that names a token of another pool (ucwa.md 2.4). */
export function readDiagnostics(response: TransportResponse): number | undefined {
  const [number] = /\b28\d{3}\b/.exec(response.header('X-Ms-Diagnostics') ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}

/** How long `Retry-After` asks to wait, in ms, at most an hour: seconds, or a date that counts from the `Date` of the same reply. */
export function readRetryAfter(response: TransportResponse, nowMs: number): number | undefined {
  const value = response.header('Retry-After')?.trim();
  if (!value) return undefined;
  const serverNowMs = Date.parse(response.header('Date') ?? '');
  const ms = /^\d{1,9}$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestWaitMs);
}

function kindOf(
  response: TransportResponse,
  reason: Reason | undefined,
  diagnostics: number | undefined,
): ServiceErrorKind {
  const { status } = response;
  // Without a challenge of UCWA it was a proxy that refused: no token of ours will do (ucwa.md 3.5).
  if (status === 401) {
    const { tokenService } = readChallenge(response.header('WWW-Authenticate') ?? '');
    return tokenService === undefined ? 'forbidden' : 'unauthorised';
  }
  if (status === 403 && /\bInvalidToken\b/.test(response.header('Warning') ?? '')) return 'unauthorised';
  if (status >= 500 && reason === undefined && diagnostics === webTicketInvalid) return 'unauthorised';
  const bySubcode = status === 410 ? kindOfSubcode.get(reason?.subcode ?? '') : undefined;
  return bySubcode ?? kindOfStatus[status] ?? (status >= 400 && status < 500 ? 'invalid' : 'server');
}

/**
 * The error that a reply stands for. Its text names status and subcode only, never what else the server wrote. A 404
 * `ApplicationNotFound` is `not-found` here: whether the application is gone is asked before it is believed (ucwa.md 4.4).
 */
export function failureOf(response: TransportResponse, nowMs: number): UcwaFailure {
  const reason = readReason(response.text, response.header('Content-Type') ?? '');
  const diagnostics = readDiagnostics(response);
  const subcode = /^\w{1,60}$/.test(reason?.subcode ?? '') ? (reason?.subcode ?? '') : '';
  const retryAfterMs =
    readRetryAfter(response, nowMs) ?? (subcode === 'CannotRedirect' ? cannotRedirectWaitMs : undefined);
  return new UcwaFailure(
    kindOf(response, reason, diagnostics),
    `the server answered ${response.status}${subcode === '' ? '' : ` with ${subcode}`}`,
    {
      status: response.status,
      subcode,
      ...(diagnostics === undefined ? {} : { code: diagnostics }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  );
}
