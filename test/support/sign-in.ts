// A browser's and an application's part in signing in to a test gateway, up to the tokens.
import { createHash } from 'node:crypto';
import type { TestGateway } from './gateway.ts';
import { testPassword } from './gateway.ts';

export const redirectUri = 'https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/signed-in';
export const verifier = 'verifier-verifier-verifier-verifier-verifier';
const challenge = createHash('sha256').update(verifier).digest('base64url');

type Fetching = Pick<TestGateway, 'fetch'>;
export type Parameters = Readonly<Record<string, string | undefined>>;

/** The parameters of a valid authorization request, some of them replaced; undefined leaves one out. */
export function authorizationParameters(changes: Parameters = {}): URLSearchParams {
  const all: Parameters = {
    response_type: 'code',
    client_id: 'skylark-extension',
    redirect_uri: redirectUri,
    state: 'some state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return new URLSearchParams(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function openSignInPage(gateway: Fetching, changes: Parameters = {}): Promise<Response> {
  return gateway.fetch(`/oauth/authorize?${authorizationParameters(changes)}`);
}

/** The hidden fields of a sign-in page and the cookie that came with it. */
export async function readSignInPage(
  page: Response,
): Promise<{ fields: URLSearchParams; cookie: string; html: string }> {
  const html = await page.clone().text();
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    fields.set(name, value.replaceAll('&amp;', '&'));
  }
  return { fields, cookie: page.headers.get('set-cookie')?.split(';')[0] ?? '', html };
}

/** Submits a sign-in page as a browser would. */
export async function submitSignInPage(
  gateway: Fetching,
  page: Response,
  typed: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { fields, cookie } = await readSignInPage(page);
  for (const [name, value] of Object.entries({ action: 'sign-in', ...typed })) fields.set(name, value);
  const sent = { 'sec-fetch-site': 'same-origin', cookie, ...headers };
  return gateway.fetch('/oauth/authorize', { method: 'POST', body: fields, headers: sent, redirect: 'manual' });
}

/** Signs in through the page and returns the code. */
export async function obtainCode(gateway: Fetching, username: string, password = testPassword): Promise<string> {
  const reply = await submitSignInPage(gateway, await openSignInPage(gateway), { username, password });
  const code = new URL(reply.headers.get('location') ?? 'about:blank').searchParams.get('code');
  if (!code) throw new Error(`no code: ${reply.status} ${await reply.text()}`);
  return code;
}

export type TokenReply = {
  access_token: string;
  token_type: string;
  expires_in: number;
  refresh_token: string;
  skypeid: string;
  error?: string;
};

/** Posts to the token endpoint as the extension. */
export async function requestTokens(
  gateway: Fetching,
  fields: Parameters,
): Promise<{ status: number; body: TokenReply }> {
  const all: Parameters = { client_id: 'skylark-extension', ...fields };
  const form = new URLSearchParams(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const reply = await gateway.fetch('/oauth/token', { method: 'POST', body: form });
  return { status: reply.status, body: (await reply.json()) as TokenReply };
}

export function redeem(gateway: Fetching, code: string, changes: Parameters = {}) {
  return requestTokens(gateway, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...changes,
  });
}

export function refresh(gateway: Fetching, token: string, changes: Parameters = {}) {
  return requestTokens(gateway, { grant_type: 'refresh_token', refresh_token: token, ...changes });
}

/** Signs a user in all the way. */
export async function signInCompletely(gateway: Fetching, username: string): Promise<TokenReply> {
  return (await redeem(gateway, await obtainCode(gateway, username))).body;
}
