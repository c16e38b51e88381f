import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import * as v from 'valibot';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { demoPassword } from '../demo/people.ts';
import { ProtocolError } from '../errors.ts';
import { peerAddress } from '../peer-address.ts';
import { serviceCookieAttributes, serviceUrl } from '../service-url.ts';
import { storableText } from '../storage/storable.ts';
import { userNameOf, verifyCredentials } from './credentials.ts';
import { countAnonymousRequest } from './login-limits.ts';
import { issueTicket, redeemTicket, useTicket } from './login-tickets.ts';
import { findRenewableSignIn } from './renewal.ts';
import { bindingOf, type FormCookies, sealForm, spendForm } from './sealed-forms.ts';
import { issueSkypeToken } from './sign-ins.ts';
import { makeSecret } from './tokens.ts';
import { findUserByName, type UserIdentity } from './users.ts';
import {
  failedStepPage,
  sharedFilePage,
  ticketPage,
  tokenPage,
  type WebLoginForm,
  webLoginErrors,
  webLoginPage,
} from './web-login-pages.ts';

type RequestContext = Context<GatewayEnv>;
type FormState = Pick<WebLoginForm, 'status' | 'headers' | 'error'> & { readonly username?: string };

const live = `/${serviceHosts.microsoftLogin}`;
const login = `/${serviceHosts.login}/login`;
const lookupsPerAddress = 30;
const cookiePattern = /^[A-Za-z0-9]{32}$/;

function cookiesOf(c: RequestContext): FormCookies | undefined {
  const [request = '', mark = ''] = [getCookie(c, 'MSPRequ'), getCookie(c, 'MSPOK')];
  return cookiePattern.test(request) && cookiePattern.test(mark) ? { request, mark } : undefined;
}

async function showForm(context: GatewayContext, c: RequestContext, state: FormState = {}): Promise<Response> {
  const cookies = cookiesOf(c) ?? { request: makeSecret(context, 32), mark: makeSecret(context, 32) };
  const attributes = serviceCookieAttributes(context, c.req.raw, serviceHosts.microsoftLogin);
  const base = serviceUrl(context, c.req.raw, serviceHosts.microsoftLogin);
  return webLoginPage({
    action: `${base}/ppsecure/post.srf`,
    host: new URL(base).host,
    seal: await sealForm(context, cookies),
    cookies: [`MSPRequ=${cookies.request}; ${attributes}`, `MSPOK=${cookies.mark}; ${attributes}`],
    username: '',
    notice: context.settings.demo ? `This is a demo. Sign in as fred.2 with the password ${demoPassword}.` : undefined,
    ...state,
  });
}

function ticketAction(context: GatewayContext, c: RequestContext): string {
  return `${serviceUrl(context, c.req.raw, serviceHosts.login)}/login/microsoft`;
}

const signInUrl = (context: GatewayContext, c: RequestContext): string =>
  `${serviceUrl(context, c.req.raw, serviceHosts.login)}/login/oauth/microsoft`;

/** The user, or what the form says instead. Clients read the page of a wrong password only with status 200. */
async function tryPassword(
  context: GatewayContext,
  c: RequestContext,
  name: string,
  secret: string,
): Promise<UserIdentity | FormState> {
  try {
    const address = peerAddress(context, c);
    const user = await verifyCredentials(context, { name, secret, kind: 'password', address });
    return user ?? { error: webLoginErrors.wrongCredentials };
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.status !== 429) throw error;
    return { error: webLoginErrors.tooManyAttempts, status: 429, headers: error.headers };
  }
}

/** `POST ppsecure/post.srf`, with name and password or with the `opid` of an earlier answer to the same form. */
async function answerForm(context: GatewayContext, c: RequestContext): Promise<Response> {
  const form = new URLSearchParams(await c.req.text());
  const seal = form.get('PPFT') ?? '';
  const cookies = cookiesOf(c);
  const site = c.req.header('sec-fetch-site');
  const isForeign = site !== undefined && site !== 'same-origin';
  const expired = { error: webLoginErrors.formExpired };
  if (!cookies || isForeign) return showForm(context, c, expired);
  const binding = bindingOf(seal, cookies);
  const operation = form.get('opid');
  if (operation !== null) {
    const holder = await useTicket(context, context.database, 'operation', operation, binding);
    if (!holder) return showForm(context, c, expired);
    return ticketPage({ action: ticketAction(context, c), ticket: await issueTicket(context, 'live', holder) });
  }
  const username = storableText((form.get('login') ?? '').trim().slice(0, 128));
  if (!(await spendForm(context, seal, cookies))) return showForm(context, c, { ...expired, username });
  const outcome = await tryPassword(context, c, username, (form.get('passwd') ?? '').slice(0, 512));
  if (!('userId' in outcome)) return showForm(context, c, { ...outcome, username });
  const { userId } = outcome;
  return ticketPage({
    action: ticketAction(context, c),
    ticket: await issueTicket(context, 'live', { userId }),
    operation: await issueTicket(context, 'operation', { userId, binding }),
  });
}

/** The two ways to prolong a sign-in with its own token in a cookie: `answer` says what the page holds (flows D and D'). */
async function renew(
  context: GatewayContext,
  c: RequestContext,
  answer: (signIn: { userId: number; signInId: number }) => Promise<Response>,
): Promise<Response> {
  const token = getCookie(c, 'refresh-token');
  if (!token) return c.redirect(signInUrl(context, c), 302);
  const signIn = await findRenewableSignIn(context, token);
  return signIn ? answer(signIn) : failedStepPage(webLoginErrors.stepExpired, signInUrl(context, c));
}

function addMicrosoftRoutes(context: GatewayContext, routes: Hono<GatewayEnv>): void {
  routes.get(`${live}/login.srf`, (c) => showForm(context, c));
  routes.get(`${live}/ppsecure/post.srf`, (c) => c.redirect(signInUrl(context, c), 303));
  routes.post(`${live}/ppsecure/post.srf`, (c) => answerForm(context, c));

  // Tells which names exist, as the clients' way to choose a login wants it; so nobody may ask for many.
  routes.post(`${live}/GetCredentialType.srf`, async (c) => {
    const { username } = await readJson(c, v.object({ username: v.string() }));
    await countAnonymousRequest(context, 'lookup', peerAddress(context, c), lookupsPerAddress);
    const user = await findUserByName(context.database, userNameOf(username));
    return c.json({ IfExistsResult: user && user.kind !== 'guest' ? 0 : 1 });
  });
}

/** The web sign-in and its renewal (skype.md 3.2, flows A, D and D'). There is no consent page. */
export function createWebLoginRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  addMicrosoftRoutes(context, routes);
  routes.get(`${login}/oauth/microsoft`, (c) => {
    // Where the client says it wants to return is not asked for: the token is read from the page and sent nowhere.
    const page = `${serviceUrl(context, c.req.raw, serviceHosts.microsoftLogin)}/login.srf?wa=wsignin1.0&wp=MBI_SSL`;
    return c.redirect(page, 302);
  });
  routes.post(`${login}/microsoft`, async (c) => {
    const ticket = new URLSearchParams(await c.req.text()).get('t') ?? '';
    const result = await redeemTicket(context, 'live', ticket, 'web-form');
    if (!result) return failedStepPage(webLoginErrors.stepExpired, signInUrl(context, c), { status: 400 });
    return tokenPage(result.token, result.expiresInSeconds);
  });
  routes.get(`${login}/login`, (c) =>
    renew(context, c, async (signIn) =>
      ticketPage({ action: ticketAction(context, c), ticket: await issueTicket(context, 'live', signIn) }),
    ),
  );
  routes.get(login, (c) =>
    renew(context, c, async ({ signInId }) => {
      const { token, expiresInSeconds } = await issueSkypeToken(context, context.database, signInId);
      return tokenPage(token, expiresInSeconds);
    }),
  );
  // Clients put this address into the message of a shared file; only people ever open it.
  routes.on(['GET', 'POST'], `${login}/sso`, () => sharedFilePage());
  return routes;
}
