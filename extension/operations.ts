// What pages do with an account at once. The service's own words are made and read here, in the page that needs them; the
// worker only sends: it holds the tokens and knows where they may go.
import type { Account, AccountKind, ContactId } from '../src/model/account.ts';
import type { AccountOperations, SendDirect } from '../src/service/operations.ts';
import { createSkypeOperations } from '../src/skype/operations/operations.ts';
import { createUcwaOperations } from '../src/ucwa/operations/operations.ts';
import { command } from './commands.ts';

const makers: Partial<Record<AccountKind, (send: SendDirect, user: ContactId) => AccountOperations>> = {
  skype: createSkypeOperations,
  ucwa: (send, user) => createUcwaOperations(send, user, () => crypto.randomUUID()),
};

/**
 * The operations of an account; none for one that is read-only. They reject with `CommandError`, or `ServiceError` when the
 * reply cannot be read: the `kind` of either chooses the sentence for the user.
 */
export function operationsOf(account: Pick<Account, 'id' | 'kind' | 'user'>): AccountOperations {
  return (
    makers[account.kind]?.((request) => command('server.request', { account: account.id, ...request }), account.user) ??
    {}
  );
}
