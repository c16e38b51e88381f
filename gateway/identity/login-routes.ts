import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { passwordHashBody } from '../../src/skype/wire/token.ts';
import { readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { peerAddress } from '../peer-address.ts';
import { verifyCredentials } from './credentials.ts';
import { badLogin, loginReply } from './login-reply.ts';
import { skypeTokenOf } from './principal.ts';
import { revokeByToken } from './refresh-tokens.ts';
import { createSignIn, issueSkypeToken } from './sign-ins.ts';

/** The logins of existing clients (skype.md 3.2, flow C) and their sign-out. */
export function createLoginRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.post(`/${serviceHosts.user}/login/skypetoken`, async (c) => {
    const { username, passwordHash } = await readJson(c, passwordHashBody);
    const address = peerAddress(context, c);
    const user = await verifyCredentials(context, { name: username, secret: passwordHash, kind: 'digest', address });
    if (!user) throw badLogin();
    const token = await context.database.transaction(async (transaction) =>
      issueSkypeToken(context, transaction, await createSignIn(context, transaction, user.userId, 'password-hash')),
    );
    return loginReply(user.name, token);
  });
  // Clients keep the token in a cookie between their web logins, and some sign out with that alone.
  routes.on(['GET', 'POST'], `/${serviceHosts.login}/logout`, async (c) => {
    const token = skypeTokenOf(c.req.raw.headers) ?? getCookie(c, 'refresh-token');
    if (token) await revokeByToken(context, token);
    return c.json({});
  });
  return routes;
}
