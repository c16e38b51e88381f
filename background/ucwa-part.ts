// The script of the part `ucwa`: what the worker needs of UCWA, in the worker's words.
import * as v from 'valibot';
import type { Account } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { ChatService } from '../src/service/service.ts';
import type { Transport } from '../src/service/transport.ts';
import { findServer, type Wanted } from '../src/ucwa/sign-in/find.ts';
import { readPlace, type UcwaPlace } from '../src/ucwa/sign-in/place.ts';
import * as signingIn from '../src/ucwa/sign-in/sign-in.ts';
import type { AllowStep, FindStep, Proof, UcwaTokens } from '../src/ucwa/sign-in/step.ts';
import type { Context } from './context.ts';
import type { Tokens } from './oauth.ts';
import { offerPart } from './parts.ts';
import type { ServiceSurroundings } from './services.ts';
import { storedValue } from './stored-value.ts';

/** Somebody who signed in; `server` is the origin that the applications live at. */
export type Found = { step: 'done'; server: string; place: UcwaPlace; tokens: Tokens };

export type UcwaPart = {
  createService(surroundings: ServiceSurroundings, context: Context): Promise<ChatService>;
  find(transport: Transport, wanted: Wanted): Promise<FindStep>;
  /** Signs in where an account was found, `place` being what was kept of that. */
  signIn(transport: Transport, place: unknown, proof: Proof): Promise<AllowStep | Found>;
  /** New tokens with what was kept of the sign-in. Rejects with `unauthorised` when that does not do any more. */
  renew(context: Context, account: Account, secret: string): Promise<Tokens>;
};

const proofSchema = v.variant('grant', [
  v.object({ grant: v.literal('password'), userName: v.string(), password: v.string() }),
  v.object({ grant: v.literal('windows') }),
]);

/** A password may be in memory only; that the system proves who the user is is no secret. */
function tokensOf({ accessToken, lifeMs }: UcwaTokens, proof: Proof): Tokens {
  const kept = v.parse(proofSchema, proof);
  return { accessToken, lifeMs, refreshToken: JSON.stringify(kept), isVolatile: proof.grant === 'password' };
}

function requirePlace(kept: unknown): UcwaPlace {
  const place = readPlace(kept);
  if (!place) throw new ServiceError('unauthorised', 'where the account lives is not known any more');
  return place;
}

function readProof(secret: string): Proof {
  try {
    return v.parse(proofSchema, JSON.parse(secret));
  } catch {
    throw new ServiceError('unauthorised', 'what was kept of the sign-in cannot be read');
  }
}

async function signIn(transport: Transport, kept: unknown, proof: Proof): Promise<AllowStep | Found> {
  const found = await signingIn.signIn(transport, requirePlace(kept), proof);
  if (found.step !== 'done') return found;
  const { step, place, tokens } = found;
  return { step, place, server: new URL(place.applicationsUrl).origin, tokens: tokensOf(tokens, proof) };
}

async function renew(context: Context, { id }: Account, secret: string): Promise<Tokens> {
  // The place may have changed since the worker started with the account.
  const account = await (await context.database()).get('accounts', id);
  const proof = readProof(secret);
  try {
    const { accessToken, lifeMs } = await signingIn.renew(context.transport, requirePlace(account?.place), proof);
    return { accessToken, lifeMs, refreshToken: undefined };
  } catch (error) {
    // A password that was refused is never sent again: after a few tries directories lock the user out.
    const isRefused = error instanceof ServiceError && error.kind === 'unauthorised';
    if (isRefused && proof.grant === 'password') await context.browser.storage.session.remove(`refresh:${id}`);
    throw error;
  }
}

/** One identity of this installation for all its accounts: a second application of it replaces the first (ucwa.md 4.2). */
export async function readEndpointId(context: Context): Promise<string> {
  const stored = storedValue(context, 'local', 'ucwaEndpoint', v.pipe(v.string(), v.uuid()));
  const known = await stored.read();
  if (known !== undefined) return known;
  const made = crypto.randomUUID();
  await stored.write(made);
  return made;
}

async function createService(_surroundings: ServiceSurroundings, context: Context): Promise<ChatService> {
  throw new ServiceError('invalid', `not yet ${await readEndpointId(context)}`);
}

offerPart('ucwa', { createService, find: findServer, signIn, renew });
