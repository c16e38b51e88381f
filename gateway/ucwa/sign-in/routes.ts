// The ticket service (ucwa.md 3.2, 3.3): a ticket for a password. There is no refresh token, one asks again the same way.
import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import { grantTypes } from '../../../src/ucwa/wire/challenge.ts';
import { type TokenForm, tokenForm } from '../../../src/ucwa/wire/token.ts';
import { readForm } from '../../body.ts';
import type { GatewayContext, GatewayEnv } from '../../context.ts';
import { ProtocolError } from '../../errors.ts';
import { verifyCredentials } from '../../identity/credentials.ts';
import { createSignIn, issueSkypeToken, type SkypeToken } from '../../identity/sign-ins.ts';
import { findUserByName, type UserIdentity } from '../../identity/users.ts';
import { peerAddress } from '../../peer-address.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { userNameFor } from './account-name.ts';
import { ticketPrefix, ticketServicePath } from './ticket.ts';

/** What the client of a sign-in is called in the list of devices. */
const clientName = 'ucwa';

/** As long as real servers give (ucwa.md 3.3). */
const ticketSeconds = 8 * 3600;

type Refusal = 'invalid_grant' | 'unsupported_grant_type' | 'invalid_request' | 'invalid_scope';

const diagnostics: Readonly<Record<Refusal, string>> = {
  invalid_grant: '28020;source="skylark";reason="The name or the password is wrong."',
  unsupported_grant_type: '28029;source="skylark";reason="This authentication type is not allowed."',
  invalid_request: '28010;source="skylark";reason="The request is malformed."',
  invalid_scope: '28011;source="skylark";reason="The scope is not known."',
};

const refusal = (error: Refusal): ProtocolError =>
  new ProtocolError({
    status: 400,
    errorCode: 400,
    message: error,
    headers: { 'X-Ms-diagnostics': diagnostics[error] },
    body: { error },
  });

async function readTicketForm(c: Context): Promise<TokenForm> {
  try {
    return await readForm(c, tokenForm as v.GenericSchema<unknown, TokenForm>);
  } catch (error) {
    throw error instanceof ProtocolError && error.status === 400 ? refusal('invalid_request') : error;
  }
}

async function userByPassword(
  context: UcwaContext,
  c: Context<GatewayEnv>,
  form: TokenForm,
): Promise<UserIdentity | undefined> {
  const { username, password } = form;
  if (!username || !password) throw refusal('invalid_request');
  const name = userNameFor(context, username);
  const address = peerAddress(context, c);
  // A name of another domain is nobody's (no name has a blank), and takes as long and counts as much as any wrong one.
  const user = await verifyCredentials(context, {
    name: name ?? username.replaceAll('@', ' '),
    secret: password,
    kind: 'password',
    address,
  });
  return name === undefined ? undefined : user;
}

/** The user that the form proves; undefined when it does not. Throws what the service says of a form it cannot use. */
async function userOf(
  context: UcwaContext,
  c: Context<GatewayEnv>,
  form: TokenForm,
): Promise<UserIdentity | undefined> {
  if (!form.grant_type) throw refusal('invalid_request');
  if (form.scope && form.scope !== 'all') throw refusal('invalid_scope');
  if (form.grant_type === grantTypes.password) return userByPassword(context, c, form);
  const { integratedUser } = context.settings;
  if (form.grant_type !== grantTypes.windows || integratedUser === undefined) throw refusal('unsupported_grant_type');
  return findUserByName(context.database, integratedUser);
}

const issueTicket = (context: GatewayContext, user: UserIdentity): Promise<SkypeToken> =>
  context.database.transaction(async (transaction) => {
    const signInId = await createSignIn(context, transaction, user.userId, clientName);
    return issueSkypeToken(context, transaction, signInId, Math.min(ticketSeconds, context.settings.tokenSeconds));
  });

/** `POST /WebTicket/oauthtoken`. Too many wrong passwords are 429 with `Retry-After`, as everywhere on the gateway. */
export function createTicketRoutes(context: UcwaContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post(ticketServicePath.toLowerCase(), async (c) => {
    const user = await userOf(context, c, await readTicketForm(c));
    if (!user) throw refusal('invalid_grant');
    const { token, expiresInSeconds } = await issueTicket(context, user);
    c.header('Cache-Control', 'no-store');
    return c.json({
      access_token: `${ticketPrefix}${token}`,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      ms_rtc_identityscope: 'local',
    });
  });
  return routes;
}
