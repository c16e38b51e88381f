import { type Context, Hono } from 'hono';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { demoPassword } from '../demo/people.ts';
import { ProtocolError } from '../errors.ts';
import { originOf } from '../origin.ts';
import { peerAddress } from '../peer-address.ts';
import { storableText } from '../storage/storable.ts';
import { issueCode } from './authorization-codes.ts';
import { type AuthorizationRequest, answerUrl, readAuthorizationRequest } from './authorization-request.ts';
import { type Credentials, verifyCredentials } from './credentials.ts';
import { formTokenFor, isFormTokenValid } from './form-token.ts';
import { refusalPage, type SignInPageParts, signInPage } from './sign-in-page.ts';
import type { UserIdentity } from './users.ts';

type RequestContext = Context<GatewayEnv>;
type PageState = Pick<SignInPageParts, 'username' | 'error' | 'status' | 'headers'>;

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } });
}

/** The checked request, or the reply that says what is wrong with it. */
async function read(parameters: URLSearchParams, issuer: string): Promise<AuthorizationRequest | Response> {
  const reading = readAuthorizationRequest(parameters);
  if (reading.kind === 'valid') return reading.request;
  if (reading.kind === 'untrusted') return refusalPage(reading.reason);
  const { redirectUri, state, error, description } = reading;
  return seeOther(answerUrl(redirectUri, { error, error_description: description, state, iss: issuer }));
}

function showPage(context: GatewayContext, c: RequestContext, request: AuthorizationRequest, state: PageState) {
  const { token, setCookie } = formTokenFor(context, c);
  return signInPage({
    request,
    gatewayHost: new URL(originOf(context, c.req.raw)).host,
    formToken: token,
    notice: context.settings.demo ? `This is a demo. Sign in as fred.2 with the password ${demoPassword}.` : undefined,
    ...state,
    headers: { ...state.headers, 'Set-Cookie': setCookie },
  });
}

/** The user, or what the page says instead. */
async function trySignIn(
  context: GatewayContext,
  credentials: Credentials,
): Promise<UserIdentity | Omit<PageState, 'username'>> {
  try {
    const user = await verifyCredentials(context, credentials);
    return user ?? { error: 'User name or password is wrong.', status: 400 };
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.status !== 429) throw error;
    const minutes = Math.ceil(Number(error.headers['Retry-After']) / 60);
    return {
      error: `Too many attempts to sign in. Please try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
      status: 429,
      headers: error.headers,
    };
  }
}

async function answerForm(context: GatewayContext, c: RequestContext): Promise<Response> {
  const form = new URLSearchParams(await c.req.text());
  const formToken = form.get('form_token');
  const action = form.get('action');
  const username = storableText((form.get('username') ?? '').trim().slice(0, 128));
  const secret = (form.get('password') ?? '').slice(0, 512);
  const issuer = originOf(context, c.req.raw);
  const request = await read(form, issuer);
  if (request instanceof Response) return request;
  const answer = (parameters: Record<string, string>) =>
    seeOther(answerUrl(request.redirectUri, { ...parameters, state: request.state, iss: issuer }));
  if (action === 'cancel') return answer({ error: 'access_denied' });
  if (!isFormTokenValid(context, c, formToken)) {
    const error = 'This page was open for too long, or cookies are off. Please sign in again.';
    return showPage(context, c, request, { username, error, status: 403 });
  }
  const address = peerAddress(context, c);
  const outcome = await trySignIn(context, { name: username, secret, kind: 'password', address });
  if (!('userId' in outcome)) return showPage(context, c, request, { username, ...outcome });
  return answer({ code: await issueCode(context, request, outcome.userId) });
}

/** The sign-in page and its form: `GET` and `POST /oauth/authorize` (OAuth 2.1, section 4.1; `iss` of RFC 9207). */
export function createAuthorizeRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get('/oauth/authorize', async (c) => {
    const request = await read(new URL(c.req.url).searchParams, originOf(context, c.req.raw));
    return request instanceof Response ? request : showPage(context, c, request, { username: request.loginHint });
  });
  routes.post('/oauth/authorize', (c) => answerForm(context, c));
  return routes;
}
