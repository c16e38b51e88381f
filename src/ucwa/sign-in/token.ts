// Asks a token service for a token (ucwa.md 3.2, 3.3). The only place that a password is sent from.
import * as v from 'valibot';
import { ServiceError, type ServiceErrorKind } from '../../service/error.ts';
import type { Transport, TransportResponse } from '../../service/transport.ts';
import { readDiagnostics, readRetryAfter } from '../client/failure.ts';
import { grantTypes } from '../wire/challenge.ts';
import { tokenError, tokenReply } from '../wire/token.ts';
import type { Demand } from './discovery.ts';
import { isSafeAddress } from './hosts.ts';
import type { Proof, UcwaTokens } from './step.ts';

const tokenTimeoutMs = 30_000;

const kindOfError: Record<string, ServiceErrorKind> = {
  invalid_grant: 'unauthorised',
  unsupported_grant_type: 'forbidden',
  invalid_request: 'invalid',
  invalid_scope: 'invalid',
  server_error: 'server',
};

const kindOfStatus: Record<number, ServiceErrorKind> = {
  // The system's own sign-in did not convince the server.
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not-found',
  429: 'rate-limited',
};

// It becomes a header.
const isHeaderText = (text: string) => /^[\x21-\x7e]+$/.test(text);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(response: TransportResponse): ServiceError {
  const { status } = response;
  const body = v.safeParse(tokenError, parse(response.text));
  const error = body.success && Object.hasOwn(kindOfError, body.output.error) ? body.output.error : '';
  const byStatus = kindOfStatus[status] ?? (status >= 400 && status < 500 ? 'invalid' : 'server');
  const kind = kindOfError[error] ?? byStatus;
  const code = readDiagnostics(response);
  const retryAfterMs = readRetryAfter(response, Date.parse(response.header('Date') ?? ''));
  const words = `the token service answered ${status}${error === '' ? '' : ` with ${error}`}`;
  return new ServiceError(kind, words, {
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/**
 * Asks for a token with this proof, the first one or the next: there is no refresh token. For `windows` the browser and the system prove who is there; it may show its own dialog.
 * @throws ServiceError `unauthorised` when the proof does not hold, `forbidden` when this way is not allowed here, `invalid`, `server`,
 * `unreadable`
 */
export async function requestToken(
  transport: Transport,
  { tokenService, grants }: Pick<Demand, 'tokenService' | 'grants'>,
  proof: Proof,
): Promise<UcwaTokens> {
  const grantType = grantTypes[proof.grant];
  if (grants.length > 0 && !grants.includes(grantType)) {
    throw new ServiceError('forbidden', 'the server does not offer this way of signing in');
  }
  if (!isSafeAddress(new URL(tokenService)))
    throw new ServiceError('forbidden', 'the token service is not safe to ask');
  const { userName, password } = proof.grant === 'password' ? proof : { userName: '', password: '' };
  const form = { grant_type: grantType, ...(proof.grant === 'password' && { username: userName, password }) };
  const response = await transport({
    method: 'POST',
    url: tokenService,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8', Accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
    timeoutMs: tokenTimeoutMs,
    ...(proof.grant === 'windows' && { usesSystemSignIn: true }),
  });
  if (response.status !== 200) throw refusalOf(response);
  const read = v.safeParse(tokenReply, parse(response.text));
  if (!read.success || !isHeaderText(read.output.access_token))
    throw new ServiceError('unreadable', 'the token service answered something unexpected');
  return { accessToken: read.output.access_token, lifeMs: read.output.expires_in * 1000 };
}
