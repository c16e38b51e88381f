// Adding an account by a sign-in address: its server is found, its hosts are allowed, somebody signs in. A password is here only
// until the worker has answered.
import { type ReadonlySignal, signal } from '@preact/signals';
import { CommandError, type CommandErrorKind, command } from '../../extension/commands.ts';
import type { Account } from '../../src/model/account.ts';
import type { AllowStep, FindStep, Proof, SignInStep } from '../../src/ucwa/sign-in/step.ts';
import { failureKind } from '../failure.ts';
import type { HostAccess } from '../host-access.ts';
import { hostPattern } from '../server-address.ts';
import { type GivenAddress, type GivenProblem, readGivenAddress, type TypedAddress } from './given-address.ts';

/** Discovery asks several hosts one after the other, and each may keep it waiting. */
const findTimeoutMs = 3 * 60_000;

export type AddressScreen = { step: 'address' } | AllowStep | SignInStep | { step: 'added'; account: Account };

export type AddingByAddress = {
  screen: AddressScreen;
  /** What is going on; the screen stays as it is meanwhile. */
  doing?: 'asking' | 'finding' | 'signing-in';
  problem?: GivenProblem;
  failure?: CommandErrorKind;
};

export type AddByAddress = {
  readonly state: ReadonlySignal<AddingByAddress>;
  /** The user edits what is typed: forgets what was said about it. */
  edit(typed: TypedAddress): void;
  /** Looks for the server. Asks for the permission of its hosts before anything else, so call it first thing in the click. */
  start(typed: TypedAddress): Promise<void>;
  /** Allows the hosts that are shown and goes on where they were needed. Call it first thing in the click. */
  allow(): Promise<void>;
  signIn(proof: Proof): Promise<void>;
  /** To the screen before; what is still under way there is not waited for. */
  back(): void;
};

const payloadOf = (proof: Proof) =>
  proof.grant === 'password' ? proof : { grant: proof.grant, userName: '', password: '' };

export function createAddByAddress(hosts: HostAccess, send: typeof command = command): AddByAddress {
  const state = signal<AddingByAddress>({ screen: { step: 'address' } });
  let given: GivenAddress | undefined;
  let approved: string[] = [];
  let proof: Proof | undefined;
  let found: SignInStep | undefined;
  let turn = 0;

  function show(screen: AddressScreen): void {
    if (screen.step === 'sign-in') found = screen;
    if (screen.step !== 'allow') proof = undefined;
    state.value = { screen };
  }

  function ask(): Promise<Account | FindStep> {
    const { address, server } = given ?? { address: '', server: '' };
    const wanted = { address, server, approved };
    return proof
      ? send('account.addWith', { ...wanted, ...payloadOf(proof) }, findTimeoutMs)
      : send('account.find', wanted, findTimeoutMs);
  }

  async function goOn(isAllowed: Promise<boolean>, origins: readonly string[]): Promise<void> {
    turn += 1;
    const own = turn;
    const { screen } = state.value;
    try {
      if (!(await isAllowed)) throw new CommandError('permission', 'the host permission was not given');
      if (own !== turn) return;
      approved = [...new Set([...approved, ...origins])];
      state.value = { screen, doing: proof ? 'signing-in' : 'finding' };
      const answer = await ask();
      if (own === turn) show('step' in answer ? answer : { step: 'added', account: answer });
    } catch (error) {
      if (own !== turn) return;
      const failure = failureKind(error);
      // Allowing the hosts did not help: what was typed before did not fit.
      if (failure !== 'permission' && screen.step === 'allow') show((proof && found) || { step: 'address' });
      state.value = { screen: failure === 'permission' ? screen : state.value.screen, failure };
    }
  }

  return {
    state,
    edit(typed) {
      const { doing, screen } = state.value;
      if (!doing && screen.step === 'address') state.value = { screen };
      const read = readGivenAddress(typed);
      if (read.ok) for (const origin of read.given.origins) void hosts.learn(hostPattern(origin));
    },
    async start(typed) {
      const { screen, doing } = state.value;
      if (doing || screen.step !== 'address') return;
      const read = readGivenAddress(typed);
      if (!read.ok) {
        state.value = { screen, problem: read.problem };
        return;
      }
      const isAllowed = hosts.ask(...read.given.origins.map(hostPattern));
      given = read.given;
      approved = [];
      state.value = { screen, doing: 'asking' };
      await goOn(isAllowed, given.origins);
    },
    async allow() {
      const { screen, doing } = state.value;
      if (doing || screen.step !== 'allow') return;
      const isAllowed = hosts.ask(...screen.origins.map(hostPattern));
      state.value = { screen, doing: 'asking' };
      await goOn(isAllowed, screen.origins);
    },
    async signIn(given) {
      const { screen, doing } = state.value;
      if (doing || screen.step !== 'sign-in') return;
      proof = given;
      state.value = { screen, doing: 'signing-in' };
      await goOn(Promise.resolve(true), []);
    },
    back() {
      // Whoever signs in is added; that is not taken back by looking away.
      if (state.value.doing === 'signing-in') return;
      turn += 1;
      show(state.value.screen.step === 'allow' && proof && found ? found : { step: 'address' });
    },
  };
}
