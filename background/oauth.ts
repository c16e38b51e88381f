// The part of OAuth 2.1 that a public client needs once it is signed in: metadata (RFC 8414), refresh, revocation (RFC 7009);
// what comes before is in `authorization.ts`. Only requests and checks: no storage, no window. A library for all of OAuth
// would take a sixth of the worker's size budget.
import * as v from 'valibot';
import { ServiceError } from '../src/service/error.ts';
import type { Transport, TransportResponse } from '../src/service/transport.ts';

export const clientId = 'skylark-extension';
const timeoutMs = 30_000;
const shortestLifeMs = 60_000;
const assumedLifeMs = 3_600_000;

const address = v.pipe(v.string(), v.url());
const metadataSchema = v.object({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  revocation_endpoint: v.optional(address),
});
const tokenSchema = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  token_type: v.pipe(v.string(), v.toLowerCase(), v.literal('bearer')),
  expires_in: v.optional(v.number()),
  refresh_token: v.optional(v.pipe(v.string(), v.minLength(1))),
});
const errorSchema = v.object({ error: v.string() });

export type AuthorizationServer = v.InferOutput<typeof metadataSchema>;

export type Tokens = {
  accessToken: string;
  lifeMs: number;
  /** What renews them; absent when it stays what it was. */
  refreshToken: string | undefined;
  /** What renews them must never be on a disk: it is as good as a password, or is one. */
  isVolatile?: boolean;
};

/**
 * Reads where a server signs users in. Every address must be at the server itself.
 * @param server origin of the server
 * @param onForeign is told the origin of an address that is elsewhere
 * @throws ServiceError `network`, `server`, or `unreadable` when the server describes no sign-in of its own
 */
export async function discover(
  transport: Transport,
  server: string,
  onForeign?: (origin: string) => void,
): Promise<AuthorizationServer> {
  const url = `${server}/.well-known/oauth-authorization-server`;
  const reply = await transport({ method: 'GET', url, headers: { Accept: 'application/json' }, timeoutMs });
  const metadata = read(metadataSchema, reply);
  const addresses = [metadata.issuer, metadata.authorization_endpoint, metadata.token_endpoint];
  if (metadata.revocation_endpoint !== undefined) addresses.push(metadata.revocation_endpoint);
  const foreign = addresses.map((place) => new URL(place).origin).find((origin) => origin !== server);
  if (foreign !== undefined) {
    onForeign?.(foreign);
    throw new ServiceError('unreadable', 'sign-in leads to a foreign server');
  }
  return metadata;
}

/** Exchanges a refresh token. Rejects with `unauthorised` when the sign-in has ended. */
export function refresh(transport: Transport, server: AuthorizationServer, refreshToken: string): Promise<Tokens> {
  return requestTokens(transport, server, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

/** Ends a sign-in. */
export async function revoke(transport: Transport, server: AuthorizationServer, refreshToken: string): Promise<void> {
  const { revocation_endpoint: endpoint } = server;
  if (endpoint !== undefined) await post(transport, endpoint, { token: refreshToken });
}

/** Exchanges a grant, given as the fields of the form. Rejects with a `ServiceError`. */
export async function requestTokens(
  transport: Transport,
  { token_endpoint: endpoint }: AuthorizationServer,
  form: Record<string, string>,
): Promise<Tokens> {
  const tokens = read(tokenSchema, await post(transport, endpoint, form));
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = tokens;
  const lifeMs = seconds === undefined ? assumedLifeMs : Math.max(seconds * 1000, shortestLifeMs);
  return { accessToken, refreshToken, lifeMs };
}

function post(transport: Transport, url: string, form: Record<string, string>): Promise<TransportResponse> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ client_id: clientId, ...form }).toString();
  return transport({ method: 'POST', url, headers, body, timeoutMs });
}

/** Only a clear refusal means that the user must sign in again; everything else may pass. */
function read<T>(schema: v.GenericSchema<unknown, T>, { status, text }: TransportResponse): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (status !== 200) {
    const refusal = v.safeParse(errorSchema, json);
    const isRefused = refusal.success && ['invalid_grant', 'invalid_client'].includes(refusal.output.error);
    throw new ServiceError(isRefused ? 'unauthorised' : 'server', `sign-in answered ${status}`);
  }
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw new ServiceError('unreadable', 'sign-in answered something unexpected');
  return parsed.output;
}
