// What can be done with an account that is here already. Each is an action with its own running and failed state.
import { CommandError, command } from '../../extension/commands.ts';
import type { Account } from '../../src/model/account.ts';
import { type Action, createAction } from '../action.ts';
import type { HostAccess } from '../host-access.ts';
import { hostPatternsOf } from './account-place.ts';
import { signInTimeoutMs } from './add-account.ts';

export type AccountActions = {
  /** Asks for the host permission where it is missing, so run it in the click. */
  signIn: Action<[]>;
  retry: Action<[]>;
  goOnline: Action<[]>;
  /** Asks for the withdrawn host permission and connects. Run it in the click. */
  allowHost: Action<[]>;
  signOut: Action<[keepMessages: boolean]>;
  remove: Action<[]>;
};

/** The actions of one account. */
export function createAccountActions(
  whose: Account,
  hosts: HostAccess,
  send: typeof command = command,
): AccountActions {
  const account = whose.id;
  async function whenAllowed(answer: Promise<boolean>): Promise<void> {
    if (!(await answer)) throw new CommandError('permission', 'the host permission was not given');
  }
  const ask = () => whenAllowed(hosts.ask(...hostPatternsOf(whose)));
  return {
    signIn: createAction(() => ask().then(() => send('account.signIn', { account }, signInTimeoutMs))),
    retry: createAction(() => send('connection.retry', { account })),
    goOnline: createAction(() => send('presence.set', { account, presence: 'online' })),
    allowHost: createAction(() => ask().then(() => send('connection.retry', { account }))),
    signOut: createAction((keepMessages) => send('account.signOut', { account, keepMessages })),
    remove: createAction(() => send('account.remove', { account })),
  };
}
