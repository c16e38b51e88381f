import { type Client, findClient } from './clients.ts';

/** What a client asks for at `/oauth/authorize` (OAuth 2.1, section 4.1.1), checked. */
export type AuthorizationRequest = {
  readonly client: Client;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly challenge: string;
  readonly loginHint: string;
};

export type AuthorizationReading =
  | { readonly kind: 'valid'; readonly request: AuthorizationRequest }
  /** The client or its address cannot be trusted: the person is told, nothing is sent anywhere. */
  | { readonly kind: 'untrusted'; readonly reason: string }
  /** The client is told at its address. */
  | {
      readonly kind: 'refused';
      readonly redirectUri: string;
      readonly state: string | undefined;
      readonly error: string;
      readonly description: string;
    };

const challengePattern = /^[A-Za-z0-9_-]{43}$/;

function parseUrl(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

function findFault(parameters: URLSearchParams): { error: string; description: string } | undefined {
  if (parameters.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', description: 'response_type must be code' };
  }
  const isChallenged =
    parameters.get('code_challenge_method') === 'S256' && challengePattern.test(parameters.get('code_challenge') ?? '');
  return isChallenged
    ? undefined
    : { error: 'invalid_request', description: 'a code_challenge with method S256 is required' };
}

/** Reads the parameters of an authorization request; a parameter given twice counts as wrong. */
export function readAuthorizationRequest(parameters: URLSearchParams): AuthorizationReading {
  const names = [...parameters.keys()];
  if (new Set(names).size !== names.length) return { kind: 'untrusted', reason: 'a parameter was given twice' };
  const client = findClient(parameters.get('client_id') ?? undefined);
  if (!client) return { kind: 'untrusted', reason: 'the application is not known here' };
  const redirectUri = parameters.get('redirect_uri') ?? '';
  const address = parseUrl(redirectUri);
  if (!address || !client.isRedirectAllowed(address)) {
    return { kind: 'untrusted', reason: 'the address to return to does not belong to the application' };
  }
  const state = parameters.get('state') ?? undefined;
  const fault = findFault(parameters);
  if (fault) return { kind: 'refused', redirectUri, state, ...fault };
  const challenge = parameters.get('code_challenge') ?? '';
  const loginHint = (parameters.get('login_hint') ?? '').slice(0, 128);
  return { kind: 'valid', request: { client, redirectUri, state, challenge, loginHint } };
}

/** The redirect address with the answer's parameters added; absent ones are left out. */
export function answerUrl(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
