// Signing in at a server: in the browser's own window, where Skylark never sees the password. Keeps nothing itself; what
// it obtains goes to `credentials.ts`.
import { CommandError } from '../extension/commands.ts';
import { ServiceError } from '../src/service/error.ts';
import { type Context, stayAwakeFor } from './context.ts';
import * as oauth from './oauth.ts';

export type SignIn = {
  /** Lets the user sign in at a server. Rejects with a `CommandError` or `ServiceError` that says why that failed. */
  start(server: string): Promise<oauth.Tokens>;
  /**
   * New tokens for a refresh token. Rejects with `unauthorised` when the server refuses, `network` when it is away.
   * A server that leads elsewhere gets nothing; `onForeign` is told where to.
   */
  renew(server: string, refreshToken: string, onForeign?: (origin: string) => void): Promise<oauth.Tokens>;
  /** Ends a sign-in at the server. */
  revoke(server: string, refreshToken: string): Promise<void>;
};

/**
 * The origin of a typed server address; https unless it says otherwise or names this machine.
 * @throws CommandError `not-skylark` for what is no address, or one that would send tokens in the clear.
 */
export function readServerAddress(typed: string): string {
  const text = typed.trim();
  const isLocal = /^(localhost|127\.|\[::1\])/i.test(text);
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${isLocal ? 'http' : 'https'}://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  const isLoopback = url && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) {
    throw new CommandError('not-skylark', 'the server address must be https, or http on this machine');
  }
  return url.origin;
}

/** The host permission a server needs; ports do not matter to it. */
export function hostPermission(server: string): { origins: string[] } {
  const { protocol, hostname } = new URL(server);
  return { origins: [`${protocol}//${hostname}/*`] };
}

export function createSignIn(context: Context): SignIn {
  const { transport } = context;
  const { identity, permissions } = context.browser;

  async function findSignIn(server: string): Promise<oauth.AuthorizationServer> {
    try {
      return await oauth.discover(transport, server);
    } catch (error) {
      if (error instanceof ServiceError && error.kind === 'network') throw error;
      throw new CommandError('not-skylark', 'the server describes no sign-in');
    }
  }

  async function openWindow(url: string): Promise<string> {
    try {
      return await stayAwakeFor(context, identity.launchWebAuthFlow({ url, interactive: true }));
    } catch (error) {
      const text = error instanceof Error ? error.message : '';
      if (/could not be loaded/i.test(text)) throw new ServiceError('network', 'the sign-in page did not load');
      throw new CommandError('cancelled', 'the sign-in window was closed');
    }
  }

  return {
    async start(server) {
      if (!(await permissions.contains(hostPermission(server)))) {
        throw new CommandError('permission', 'no permission to contact the server');
      }
      const as = await findSignIn(server);
      const request = await oauth.requestAuthorization(as, identity.getRedirectURL('signed-in'));
      const code = oauth.readAnswer(as, request, await openWindow(request.url));
      if (code === undefined) throw new CommandError('cancelled', 'the sign-in was declined');
      return oauth.redeem(transport, as, request, code);
    },
    renew: async (server, refreshToken, onForeign) =>
      oauth.refresh(transport, await oauth.discover(transport, server, onForeign), refreshToken),
    revoke: async (server, refreshToken) =>
      oauth.revoke(transport, await oauth.discover(transport, server), refreshToken),
  };
}
