// The script of the part `ucwa`: the service of UCWA accounts and the renewal of their tokens, in the worker's words.
import * as v from 'valibot';
import type { Account } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { ChatService } from '../src/service/service.ts';
import { createUcwaService } from '../src/ucwa/client/service.ts';
import { requestToken } from '../src/ucwa/sign-in/token.ts';
import type { Context } from './context.ts';
import type { Tokens } from './oauth.ts';
import { offerPart } from './parts.ts';
import { readProof, requirePlace } from './proof.ts';
import type { ServiceSurroundings } from './services.ts';
import { storedValue } from './stored-value.ts';

export type UcwaPart = {
  createService(surroundings: ServiceSurroundings, context: Context): Promise<ChatService>;
  /** New tokens with what was kept of the sign-in. Rejects with `unauthorised` when that does not do any more. */
  renew(context: Context, account: Account, secret: string): Promise<Tokens>;
};

async function renew(context: Context, { id }: Account, secret: string): Promise<Tokens> {
  // The place may have changed since the worker started with the account.
  const account = await (await context.database()).get('accounts', id);
  const proof = readProof(secret);
  try {
    const { accessToken, lifeMs } = await requestToken(context.transport, requirePlace(account?.place), proof);
    return { accessToken, lifeMs, refreshToken: undefined };
  } catch (error) {
    // A password that was refused is never sent again: after a few tries directories lock the user out.
    const isRefused = error instanceof ServiceError && error.kind === 'unauthorised';
    if (isRefused && proof.grant === 'password') await context.browser.storage.session.remove(`refresh:${id}`);
    throw error;
  }
}

/** One identity of this installation for all its accounts: a second application of it replaces the first (ucwa.md 4.2). */
async function readEndpointId(context: Context): Promise<string> {
  const stored = storedValue(context, 'local', 'ucwaEndpoint', v.string());
  const known = await stored.read();
  if (known !== undefined) return known;
  const made = crypto.randomUUID();
  await stored.write(made);
  return made;
}

/** The language of the browser as servers want it: with the region that most people who speak it live in. */
function readCulture({ browser }: Context): string {
  const { language, region } = new Intl.Locale(browser.i18n.getUILanguage()).maximize();
  return region === undefined ? language : `${language}-${region}`;
}

async function createService(surroundings: ServiceSurroundings, context: Context): Promise<ChatService> {
  return createUcwaService({
    ...surroundings,
    wait: context.wait,
    newId: () => crypto.randomUUID(),
    endpointId: await readEndpointId(context),
    culture: readCulture(context),
    onSecurityEvent: ({ where, origin }) => surroundings.onSecurityEvent(where, origin),
  });
}

offerPart('ucwa', { createService, renew });
