// Adding accounts, and signing in to them again. Who signed in is asked before anything of it is stored.
import { CommandError, type CommandErrorKind } from '../extension/commands.ts';
import type { Account, AccountId, AccountKind } from '../src/model/account.ts';
import { ServiceError, type ServiceErrorKind } from '../src/service/error.ts';
import type { OwnUser, SessionState } from '../src/service/service.ts';
import type { Transport } from '../src/service/transport.ts';
import { findServer, type Wanted } from '../src/ucwa/sign-in/find.ts';
import { signIn } from '../src/ucwa/sign-in/sign-in.ts';
import type { AllowStep, FindStep, Proof } from '../src/ucwa/sign-in/step.ts';
import type { Context } from './context.ts';
import type { Credentials } from './credentials.ts';
import type { Tokens } from './oauth.ts';
import { requirePlace, withProof } from './proof.ts';
import type { ServiceFactories } from './services.ts';
import { createSignIn, hostPermission, readServerAddress } from './sign-in.ts';

/** Somebody who has proven to be the user of an account. */
type SignedIn = { kind: AccountKind; server: string; place?: unknown; tokens: Tokens };
type Identified = SignedIn & { user: OwnUser };

export type Adding = {
  /** Adds the account of whoever signs in at a server of the first kind. */
  add(server: string): Promise<Account>;
  /** Lets the same user sign in to an account again. */
  signIn(account: Account): Promise<void>;
  /** Looks for the server of an address; answers what the user must say or allow next. */
  find(wanted: Wanted): Promise<FindStep>;
  addWith(wanted: Wanted, proof: Proof): Promise<Account | FindStep>;
  signInWith(account: Account, proof: Proof): Promise<void>;
};

/** What the worker lends. */
export type AddingParts = {
  factories: ServiceFactories;
  credentials: Credentials;
  /** True while an account cannot be connected without the user. */
  isSignedOut(account: AccountId): Promise<boolean>;
  /** Stores an account with its tokens and starts it. */
  connect(account: Account, tokens: Tokens): Promise<void>;
};

export function createAdding(context: Context, parts: AddingParts): Adding {
  const { credentials } = parts;
  const signInWindow = createSignIn(context);

  async function requirePermission(address: string): Promise<void> {
    if (!(await context.browser.permissions.contains(hostPermission(address))))
      throw new CommandError('permission', 'no permission to contact the server');
  }

  /** Nothing goes to a host that the user did not allow, whatever a server says. */
  const permitted: Transport = async (request) => {
    await requirePermission(request.url);
    return context.transport(request);
  };

  async function identify(signedIn: SignedIn): Promise<Identified> {
    const { kind, server, place, tokens } = signedIn;
    let session: SessionState;
    let found = place;
    const surroundings = {
      ...{ server, place, transport: permitted, nowMs: context.nowMs, version: context.version },
      keepPlace: async (newPlace: unknown) => {
        found = newPlace;
      },
      session: {
        read: async () => session,
        write: async (state: SessionState) => {
          session = state;
        },
      },
      channel: { read: async () => undefined, nextCommit: (timeoutMs: number) => context.wait(timeoutMs) },
      readToken: async () => tokens.accessToken,
      onSecurityEvent: () => {},
    };
    const service = await parts.factories[kind]?.(surroundings, context);
    if (!service) throw new CommandError('not-skylark', 'nothing speaks with this server');
    try {
      const user = await service.whoAmI();
      return { ...signedIn, place: found, user };
    } catch (error) {
      await discard(signedIn);
      throw error;
    }
  }

  /** Ends a sign-in that is not to be used. */
  async function discard({ tokens, ...where }: SignedIn): Promise<void> {
    await credentials.revoke(where, tokens.refreshToken).catch(() => undefined);
  }

  async function adopt(signedIn: SignedIn): Promise<Account> {
    const { kind, server, place, tokens, user } = await identify(signedIn);
    const accounts = await (await context.database()).getAll('accounts');
    // Where sign-in finds the server, the address says all: the user may have been moved.
    const isSame = (account: Account) =>
      account.kind === kind && account.user === user.id && (kind === 'ucwa' || account.server === server);
    const known = accounts.find(isSame);
    if (known && !(await parts.isSignedOut(known.id))) {
      await discard(signedIn);
      throw new CommandError('already-added', 'this account is here already');
    }
    const fresh = { id: crypto.randomUUID(), kind, user: user.id, addedAtMs: context.nowMs() };
    const account = { ...(known ?? fresh), server, name: user.name, ...(place !== undefined && { place }) };
    await parts.connect(account, tokens);
    return account;
  }

  async function readopt(account: Account, signedIn: SignedIn): Promise<void> {
    const { server, place, tokens, user } = await identify(signedIn);
    if (user.id !== account.user) {
      await discard(signedIn);
      throw new CommandError('conflict', 'somebody else signed in');
    }
    const now = { ...account, server, name: user.name, ...(place !== undefined && { place }) };
    await parts.connect(now, tokens);
  }

  async function find(wanted: Wanted): Promise<FindStep> {
    for (const origin of wanted.approved) await requirePermission(origin);
    const words = { invalid: 'bad-address', 'not-found': 'no-server', forbidden: 'no-sign-in' } as const;
    return inWords(findServer(permitted, wanted), words);
  }

  async function signInAt(kept: unknown, proof: Proof): Promise<SignedIn | AllowStep> {
    const found = await inWords(signIn(permitted, requirePlace(kept), proof), wordsOf(proof));
    if (found.step !== 'done') return found;
    const { place, tokens } = found;
    return { kind: 'ucwa', server: new URL(place.applicationsUrl).origin, place, tokens: withProof(tokens, proof) };
  }

  return {
    async add(typed) {
      const server = readServerAddress(typed);
      return adopt({ kind: 'skype', server, tokens: await signInWindow(server) });
    },
    async signIn(account) {
      const { server } = account;
      await readopt(account, { kind: 'skype', server, tokens: await signInWindow(server) });
    },
    find,
    async addWith(wanted, proof) {
      const step = await find(wanted);
      if (step.step === 'allow') return step;
      const found = await signInAt(step.place, proof);
      return 'step' in found ? found : adopt(found);
    },
    async signInWith(account, proof) {
      const found = await signInAt(account.place, proof);
      if ('step' in found) throw new CommandError('further-hosts', 'the server leads to further hosts');
      await readopt(account, found);
    },
  };
}

type Words = Partial<Record<ServiceErrorKind, CommandErrorKind>>;

/** What a refusal means while somebody signs in. */
function wordsOf({ grant }: Proof): Words {
  const unauthorised = grant === 'windows' ? 'system-sign-in' : 'wrong-password';
  return { unauthorised, forbidden: 'grant-refused' };
}

/**
 * The diagnosis of a server that answers pages of its own and of listed origins only (ucwa.md 2.3). Whether one with CORS on looks at the
 * `Origin` of an extension is not stated (ucwa.md 12, point 6): should it, the user is told whom to ask.
 */
const originRefused = 28070;

/** Says what failed in words that help who is looking for a server or signing in. */
async function inWords<T>(work: Promise<T>, words: Words): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const kind = error.code === originRefused ? 'origin-refused' : words[error.kind];
    throw kind === undefined ? error : new CommandError(kind, error.message);
  }
}
