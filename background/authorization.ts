// The way of a public client through the sign-in page: code with PKCE S256 (OAuth 2.1, RFC 7636), the issuer in the answer
// (RFC 9207). Only requests and checks: no storage, no window.
import { ServiceError } from '../src/service/error.ts';
import type { Transport } from '../src/service/transport.ts';
import { type AuthorizationServer, clientId, requestTokens, type Tokens } from './oauth.ts';

/** What must be remembered between leading the user to the sign-in page and reading the answer. */
export type AuthorizationRequest = { url: string; state: string; verifier: string; redirectUri: string };

/** Prepares the sign-in page's address, with fresh secrets. */
export async function requestAuthorization(
  { authorization_endpoint: endpoint }: AuthorizationServer,
  redirectUri: string,
): Promise<AuthorizationRequest> {
  const state = randomText();
  const verifier = randomText();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  })) {
    url.searchParams.set(name, value);
  }
  return { url: url.href, state, verifier, redirectUri };
}

/**
 * The code in the answer of the sign-in page; undefined when the user declined.
 * @throws ServiceError `unreadable` when the answer is not the one to this request
 */
export function readAnswer(
  { issuer }: AuthorizationServer,
  request: AuthorizationRequest,
  answer: string,
): string | undefined {
  const url = new URL(answer);
  const only = (name: string) => {
    const values = url.searchParams.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  };
  const isOurs = answer.startsWith(request.redirectUri) && only('state') === request.state && only('iss') === issuer;
  if (!isOurs) throw new ServiceError('unreadable', 'the answer of the sign-in page is not the one to our request');
  if (only('error') === 'access_denied') return undefined;
  const code = only('code');
  if (!code) throw new ServiceError('server', 'the sign-in page answered without a code');
  return code;
}

/** Exchanges the code of an answer. Rejects with a `ServiceError`. */
export function redeem(
  transport: Transport,
  server: AuthorizationServer,
  { verifier, redirectUri }: AuthorizationRequest,
  code: string,
): Promise<Tokens> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return requestTokens(transport, server, form);
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
