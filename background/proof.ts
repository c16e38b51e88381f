// How somebody proved who they are, as it is kept to renew tokens without asking again. Used by the parts, not by the worker's script.
import * as v from 'valibot';
import { ServiceError } from '../src/service/error.ts';
import { readPlace, type UcwaPlace } from '../src/ucwa/sign-in/place.ts';
import type { Proof, UcwaTokens } from '../src/ucwa/sign-in/step.ts';
import type { Tokens } from './oauth.ts';

const proofSchema = v.union([
  v.object({ grant: v.literal('password'), userName: v.string(), password: v.string() }),
  v.object({ grant: v.literal('windows') }),
]);

/** Tokens with the proof that brought them. A password may be in memory only; that the system proves who the user is is no secret. */
export function withProof({ accessToken, lifeMs }: UcwaTokens, proof: Proof): Tokens {
  const kept = v.parse(proofSchema, proof);
  return { accessToken, lifeMs, refreshToken: JSON.stringify(kept), isVolatile: kept.grant === 'password' };
}

/** The proof in what was kept. @throws ServiceError `unauthorised` when it cannot be read */
export function readProof(secret: string): Proof {
  try {
    return v.parse(proofSchema, JSON.parse(secret));
  } catch {
    throw new ServiceError('unauthorised', 'what was kept of the sign-in cannot be read');
  }
}

/** The place of an account. @throws ServiceError `unauthorised` when it cannot be read: a new sign-in finds it again */
export function requirePlace(kept: unknown): UcwaPlace {
  const place = readPlace(kept);
  if (!place) throw new ServiceError('unauthorised', 'where the account lives is not known any more');
  return place;
}
