// The script of the part `ucwa`: what the worker needs of UCWA, in the worker's words.
import type { Account } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { ChatService } from '../src/service/service.ts';
import type { Transport } from '../src/service/transport.ts';
import type { FindStep, Proof, UcwaTokens } from '../src/ucwa/sign-in/step.ts';
import type { Context } from './context.ts';
import type { Tokens } from './oauth.ts';
import { offerPart } from './parts.ts';
import type { ServiceSurroundings } from './services.ts';

/** Whose server is looked for: `server` is empty where the address leads there, `approved` what the user said yes to. */
export type Wanted = { address: string; server: string; approved: string[] };
export type Found = { step: 'done'; server: string; place: unknown; tokens: Tokens };

export type UcwaPart = {
  createService(surroundings: ServiceSurroundings, context: Context): Promise<ChatService>;
  find(transport: Transport, wanted: Wanted): Promise<FindStep>;
  signIn(transport: Transport, wanted: Wanted, proof: Proof): Promise<FindStep | Found>;
  /** Signs in where the account was found before. */
  signInAgain(transport: Transport, account: Account, proof: Proof): Promise<FindStep | Found>;
  /** New tokens with what was kept of the sign-in; `onForeign` is told where a server leads to that is not its own. */
  renew(context: Context, account: Account, secret: string, onForeign: (origin: string) => void): Promise<Tokens>;
};

/** A password may be in memory only; that the system proves who the user is is no secret. */
function tokensOf({ accessToken, lifeMs }: UcwaTokens, proof: Proof): Tokens {
  return { accessToken, lifeMs, refreshToken: JSON.stringify(proof), isVolatile: proof.grant === 'password' };
}

async function missing(): Promise<never> {
  throw new ServiceError('invalid', `UCWA is not here yet ${tokensOf.length}`);
}

offerPart('ucwa', { createService: missing, find: missing, signIn: missing, signInAgain: missing, renew: missing });
