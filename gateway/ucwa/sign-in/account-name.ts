import type { GatewayContext } from '../../context.ts';
import { nameOfAddress } from '../addresses.ts';

/**
 * The user name in what somebody signs in with: `fred.2@skylark.example` (with or without `sip:`), `SKYLARK\fred.2` (the domain in
 * full, or its first label), or the name alone. Undefined when another domain is named.
 */
export function userNameFor(context: Pick<GatewayContext, 'settings'>, given: string): string | undefined {
  const name = given.trim();
  if (name.includes('@')) return nameOfAddress(context, name);
  const [, domain, account] = /^([^\\]+)\\([^\\]+)$/.exec(name) ?? [];
  if (domain === undefined) return name;
  const own = context.settings.sipDomain.toLowerCase();
  return [own, own.split('.')[0]].includes(domain.toLowerCase()) ? account : undefined;
}
