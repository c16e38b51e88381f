// Adding an account: the typed address, the host permission, the sign-in window, the account.
import { type ReadonlySignal, signal } from '@preact/signals';
import { CommandError, type CommandErrorKind, command } from '../../extension/commands.ts';
import type { Account } from '../../src/model/account.ts';
import { failureKind } from '../failure.ts';
import type { HostAccess } from '../host-access.ts';
import { type AddressProblem, readServerAddress } from '../server-address.ts';

/** Time a person may take in the sign-in window. */
export const signInTimeoutMs = 10 * 60_000;

export type Adding =
  | { step: 'ready' }
  | { step: 'problem'; problem: AddressProblem }
  | { step: 'asking' | 'signing-in'; server: string }
  | { step: 'failed'; kind: CommandErrorKind }
  | { step: 'added'; account: Account };

export type AddAccount = {
  readonly state: ReadonlySignal<Adding>;
  /** The user edits the address: forgets what was said about the old one. */
  edit(typed: string): void;
  /** Asks for the host permission before anything else, so call it first thing in the click. */
  start(typed: string): Promise<void>;
};

export function createAddAccount(hosts: HostAccess, send: typeof command = command): AddAccount {
  const state = signal<Adding>({ step: 'ready' });
  const isBusy = () => state.value.step === 'asking' || state.value.step === 'signing-in';

  async function finish(server: string, isAllowed: Promise<boolean>): Promise<void> {
    try {
      if (!(await isAllowed)) throw new CommandError('permission', 'the host permission was not given');
      state.value = { step: 'signing-in', server };
      state.value = { step: 'added', account: await send('account.add', { server }, signInTimeoutMs) };
    } catch (error) {
      state.value = { step: 'failed', kind: failureKind(error) };
    }
  }

  return {
    state,
    edit(typed) {
      if (!isBusy()) state.value = { step: 'ready' };
      const address = readServerAddress(typed);
      if (address.ok) void hosts.learn(address.pattern);
    },
    start(typed) {
      if (isBusy()) return Promise.resolve();
      const address = readServerAddress(typed);
      if (!address.ok) {
        state.value = { step: 'problem', problem: address.problem };
        return Promise.resolve();
      }
      const isAllowed = hosts.ask(address.pattern);
      state.value = { step: 'asking', server: address.origin };
      return finish(address.origin, isAllowed);
    },
  };
}
