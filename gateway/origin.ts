import type { GatewayContext } from './context.ts';
import { badRequest } from './errors.ts';

/**
 * The origin (`https://host:port`, no slash at the end) under which the asking client reaches this gateway: links in replies
 * are built from it. It follows the `Host` header, so a link never names a host that the client did not use itself.
 */
export function originOf(context: GatewayContext, request: Request): string {
  const { publicOrigin, isTls } = context.settings;
  if (publicOrigin) return publicOrigin;
  const host = request.headers.get('host') ?? new URL(request.url).host;
  if (!/^[A-Za-z0-9.\-_]+(:\d{1,5})?$|^\[[0-9a-fA-F:.]+\](:\d{1,5})?$/.test(host)) {
    throw badRequest('The Host header is not a host name.');
  }
  return `${isTls ? 'https' : 'http'}://${host}`;
}
