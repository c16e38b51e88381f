import type { GatewayContext } from './context.ts';
import { isServiceNamedByHost } from './hosts.ts';
import { originOf } from './origin.ts';

function isSecure({ settings }: GatewayContext): boolean {
  return settings.isTls || settings.publicOrigin?.startsWith('https:') === true;
}

/**
 * Where the asking client reaches another service, without a slash at the end. It follows the layout that the client uses: by
 * host name (`https://login.live.com`, on the same port) or by path prefix (`https://gateway.example/login.live.com`).
 */
export function serviceUrl(context: GatewayContext, request: Request, host: string): string {
  if (!isServiceNamedByHost(request)) return `${originOf(context, request)}/${host}`;
  const port = /:\d{1,5}$/.exec(request.headers.get('host') ?? new URL(request.url).host)?.[0] ?? '';
  return `${isSecure(context) ? 'https' : 'http'}://${host}${port}`;
}

/** The attributes of a cookie that only the given service needs: its path in the client's layout, and `Secure` over TLS. */
export function serviceCookieAttributes(context: GatewayContext, request: Request, host: string): string {
  const path = isServiceNamedByHost(request) ? '/' : `/${host}`;
  return `Path=${path}; HttpOnly; SameSite=Lax${isSecure(context) ? '; Secure' : ''}`;
}
