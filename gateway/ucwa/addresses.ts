// Between the two ways to name someone: `sip:fred.2@skylark.example` here, `8:fred.2` on the Skype side.
import type { GatewayContext } from '../context.ts';
import { findUserByName, type UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';

type Context = Pick<GatewayContext, 'settings'>;

/** What stands before the `@`: the name without its prefix. Names such as `live:joe` are written with a percent sign. */
const localPartOf = (name: string): string => encodeURIComponent(name).toLowerCase();

/** The address of a prefixed identifier, without `sip:` and in lower case: what stands in paths. */
export function addressOf(context: Context, mri: string): string {
  return `${localPartOf(mri.replace(/^\d+:/, ''))}@${context.settings.sipDomain.toLowerCase()}`;
}

/** The SIP URI of a prefixed identifier, in lower case. */
export const sipOf = (context: Context, mri: string): string => `sip:${addressOf(context, mri)}`;

/** The user name in an address or SIP URI; undefined when it is not of our domain. */
export function nameOfAddress(context: Context, address: string): string | undefined {
  const [, local, domain] = /^(?:sip:)?([^@:;?\s]{1,200})@([^@;?\s]+)$/i.exec(address.trim()) ?? [];
  if (local === undefined || domain?.toLowerCase() !== context.settings.sipDomain.toLowerCase()) return undefined;
  try {
    return decodeURIComponent(local);
  } catch {
    return undefined;
  }
}

/** The user or bot with this address or SIP URI, whose prefixed identifier is `mri`; undefined when there is none. */
export async function findUserByAddress(
  context: Context,
  queryable: Queryable,
  address: string,
): Promise<UserIdentity | undefined> {
  const name = nameOfAddress(context, address);
  return name === undefined ? undefined : findUserByName(queryable, name);
}

/** As findUserByAddress, but only the prefixed identifier. */
export async function mriOf(context: Context, queryable: Queryable, address: string): Promise<string | undefined> {
  return (await findUserByAddress(context, queryable, address))?.mri;
}

/** A telephone number as a `tel:` address (ucwa.md 6); undefined when there is none. */
export function telephoneAddress(number: string | null): string | undefined {
  const digits = number?.replace(/[^\d+]/g, '');
  return digits ? `tel:${digits}` : undefined;
}
