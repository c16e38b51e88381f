import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { readForm } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { ProtocolError } from '../errors.ts';
import { redeemCode } from './authorization-codes.ts';
import { findClient } from './clients.ts';
import { issuePair, revokeByToken, rotateRefreshToken, type TokenPair } from './refresh-tokens.ts';

/** An error of the token endpoint (OAuth 2.1, section 3.2.4). */
function oauthError(error: string, description: string): ProtocolError {
  return new ProtocolError({
    status: error === 'invalid_client' ? 401 : 400,
    errorCode: 400,
    message: description,
    body: { error, error_description: description },
  });
}

const text = v.pipe(v.string(), v.nonEmpty());
const tokenForm = v.object({
  grant_type: v.optional(v.string()),
  client_id: v.optional(v.string()),
  code: v.optional(text),
  redirect_uri: v.optional(text),
  code_verifier: v.optional(text),
  refresh_token: v.optional(text),
});
type TokenForm = v.InferOutput<typeof tokenForm>;

const verifierPattern = /^[A-Za-z0-9._~-]{43,128}$/;

function required(form: TokenForm, name: keyof TokenForm): string {
  const value = form[name];
  if (value === undefined) throw oauthError('invalid_request', `${name} is missing`);
  return value;
}

async function redeem(context: GatewayContext, form: TokenForm, clientId: string): Promise<TokenPair | undefined> {
  const code = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  const verifier = required(form, 'code_verifier');
  if (!verifierPattern.test(verifier)) throw oauthError('invalid_request', 'code_verifier is malformed');
  return context.database.transaction(async (transaction) => {
    const signInId = await redeemCode(context, transaction, { code, clientId, redirectUri, verifier });
    return signInId === undefined ? undefined : issuePair(context, transaction, signInId);
  });
}

async function exchange(context: GatewayContext, form: TokenForm): Promise<TokenPair> {
  const client = findClient(form.client_id);
  if (!client) throw oauthError('invalid_client', 'the client is not known');
  const grant = required(form, 'grant_type');
  if (grant !== 'authorization_code' && grant !== 'refresh_token') {
    throw oauthError('unsupported_grant_type', 'the grant type is not supported');
  }
  const pair =
    grant === 'authorization_code'
      ? await redeem(context, form, client.id)
      : await refresh(context, required(form, 'refresh_token'), client.id);
  if (!pair) throw oauthError('invalid_grant', 'the code or token is not valid; sign in again');
  return pair;
}

function refresh(context: GatewayContext, token: string, clientId: string): Promise<TokenPair | undefined> {
  return context.database.transaction((transaction) => rotateRefreshToken(context, transaction, token, clientId));
}

async function nameOf(context: GatewayContext, signInId: number): Promise<string> {
  const [row] = await context.database.query<{ name: string }>(
    'select users.name from users join sign_ins on sign_ins.user_id = users.id where sign_ins.id = $1',
    [signInId],
  );
  return row?.name ?? '';
}

/** The form of a token request. A malformed one is an error in OAuth's own words. */
async function readTokenForm<Output>(c: Context, schema: v.GenericSchema<unknown, Output>): Promise<Output> {
  try {
    return await readForm(c, schema);
  } catch (error) {
    throw error instanceof ProtocolError && error.status === 400 ? oauthError('invalid_request', error.message) : error;
  }
}

/**
 * `POST /oauth/token` (code with PKCE, refresh with rotation) and `POST /oauth/revoke` (RFC 7009). The access token is the
 * skype token; `skypeid` in the reply is the user's name.
 */
export function createTokenRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post('/oauth/token', async (c) => {
    const { signInId, skypeToken, refreshToken } = await exchange(context, await readTokenForm(c, tokenForm));
    c.header('Cache-Control', 'no-store');
    return c.json({
      access_token: skypeToken.token,
      token_type: 'Bearer',
      expires_in: skypeToken.expiresInSeconds,
      refresh_token: refreshToken,
      skypeid: await nameOf(context, signInId),
    });
  });
  routes.post('/oauth/revoke', async (c) => {
    const { token } = await readTokenForm(c, v.object({ token: text }));
    await revokeByToken(context, token);
    return c.body(null, 200);
  });
  return routes;
}
