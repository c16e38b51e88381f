// What an account knows of the place it lives at, where sign-in found one.
import type { Account } from '../../src/model/account.ts';
import { readPlace, type UcwaPlace } from '../../src/ucwa/sign-in/place.ts';
import type { SignInStep } from '../../src/ucwa/sign-in/step.ts';
import { grantTypes } from '../../src/ucwa/wire/challenge.ts';
import { hostPattern } from '../server-address.ts';

/** The place of an account that signs in by an address; undefined for one that signs in on its server's own page. */
export function placeOf(account: Account): UcwaPlace | undefined {
  return readPlace(account.place);
}

/** The patterns of every host that an account needs while it is signed in. */
export function hostPatternsOf(account: Account): string[] {
  const place = placeOf(account);
  const addresses = place ? [account.server, place.userUrl, place.tokenService] : [account.server];
  return [...new Set(addresses.filter((address) => URL.canParse(address)).map(hostPattern))];
}

/** The ways to sign in that the place offers; the password where it does not say. */
export function waysOf({ grants }: UcwaPlace): SignInStep['grants'] {
  const offered = (['password', 'windows'] as const).filter((way) => grants.includes(grantTypes[way]));
  return offered.length > 0 ? offered : ['password'];
}
