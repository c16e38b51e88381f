// Signing in at a server of the first kind: in the browser's own window, where Skylark never sees the password. Keeps nothing itself; what
// it obtains goes to `credentials.ts`.
import { CommandError } from '../extension/commands.ts';
import { ServiceError } from '../src/service/error.ts';
import * as authorization from './authorization.ts';
import { type Context, stayAwakeFor } from './context.ts';
import * as oauth from './oauth.ts';

/** Lets the user sign in at a server. Rejects with a `CommandError` or `ServiceError` that says why that failed. */
export type SignIn = (server: string) => Promise<oauth.Tokens>;

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

  return async (server) => {
    if (!(await permissions.contains(hostPermission(server)))) {
      throw new CommandError('permission', 'no permission to contact the server');
    }
    const as = await findSignIn(server);
    const request = await authorization.requestAuthorization(as, identity.getRedirectURL('signed-in'));
    const code = authorization.readAnswer(as, request, await openWindow(request.url));
    if (code === undefined) throw new CommandError('cancelled', 'the sign-in was declined');
    return authorization.redeem(transport, as, request, code);
  };
}
