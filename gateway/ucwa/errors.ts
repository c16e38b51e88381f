// Refusals in UCWA's words (ucwa.md 9). A handler throws one; what the domains behind it throw is put into the same words.
import { escapeMarkup } from '../../src/markup/entities.ts';
import type { Representation } from '../../src/ucwa/wire/media-type.ts';
import { type Reason, writeReason } from '../../src/ucwa/wire/reason.ts';
import { ProtocolError } from '../errors.ts';

const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  408: 'ClientTimeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'PreconditionFailed',
  413: 'EntityTooLarge',
  415: 'UnsupportedMediaType',
  428: 'PreconditionRequired',
  429: 'TooManyRequests',
  500: 'ServiceFailure',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** The code that the notes give a status. */
export const codeOf = (status: number): string => codes[status] ?? (status < 500 ? 'BadRequest' : 'ServiceFailure');

export type UcwaErrorParts = {
  readonly status: number;
  readonly reason: Reason;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answered as an HTML page with this sentence instead: what is refused in front of UCWA itself. */
  readonly page?: string;
};

/** A refusal with a `reason`. */
export class UcwaError extends ProtocolError {
  readonly reason: Reason;
  readonly page: string | undefined;

  constructor({ status, reason, headers, page }: UcwaErrorParts) {
    super({ status, errorCode: status, message: reason.message ?? reason.code, headers });
    this.reason = reason;
    this.page = page;
  }
}

/** An error to throw: status, code (the one of the status when empty), subcode, and a sentence for people. */
export const ucwaError = (
  status: number,
  code = '',
  subcode = '',
  message = '',
  parameters: readonly { name: string; reason?: string }[] = [],
): UcwaError =>
  new UcwaError({
    status,
    reason: {
      code: code || codeOf(status),
      ...(subcode ? { subcode } : {}),
      ...(message ? { message } : {}),
      ...(parameters.length > 0 ? { parameters: [...parameters] } : {}),
    },
  });

export const applicationNotFound = () =>
  ucwaError(404, 'NotFound', 'ApplicationNotFound', 'The application does not exist.');

/** A resource that is not there, or no longer. */
export const resourceNotFound = (message = 'The resource does not exist.') => ucwaError(404, 'NotFound', '', message);

export const makeMeAvailableRequired = () =>
  ucwaError(409, 'Conflict', 'MakeMeAvailableRequired', 'The user has to be made available first.');

/** A body or query that cannot be read; `name` is the field. */
export const validationFailure = (name: string, reason: string) =>
  ucwaError(400, 'BadRequest', 'ParameterValidationFailure', `"${name}" is wrong: ${reason}`, [{ name, reason }]);

/** Any refusal of the gateway in UCWA's words. */
export function asUcwaError(error: ProtocolError): UcwaError {
  if (error instanceof UcwaError) return error;
  const { 'Retry-After': retryAfter } = error.headers;
  return new UcwaError({
    status: error.status,
    reason: { code: codeOf(error.status), message: error.message },
    headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
  });
}

const pageOf = (sentence: string): string =>
  `<!DOCTYPE html><html><head><title>Skylark</title></head><body><p>${escapeMarkup(sentence)}</p></body></html>`;

/** A page of words: it runs and loads nothing, and stands in no frame. */
const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** The answer for a refusal. */
export function reasonResponse(error: UcwaError, representation: Representation): Response {
  if (error.page !== undefined) {
    return new Response(pageOf(error.page), { status: error.status, headers: { ...pageHeaders, ...error.headers } });
  }
  return new Response(writeReason(error.reason, representation), {
    status: error.status,
    headers: {
      'Content-Type': representation === 'json' ? 'application/json; charset=utf-8' : 'application/xml; charset=utf-8',
      'Cache-Control': 'no-store',
      ...error.headers,
    },
  });
}
