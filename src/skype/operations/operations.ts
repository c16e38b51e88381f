// The on-demand operations of the Skype protocol: puts the parts together and owns nothing else.
import type { ContactId } from '../../model/account.ts';
import type { AccountOperations, SendDirect } from '../../service/operations.ts';
import { createGroupOperations } from './groups.ts';

/** What can be done at once with an account of the Skype protocol; `user` is its signed-in user. */
export function createSkypeOperations(send: SendDirect, user: ContactId): AccountOperations {
  return { groups: createGroupOperations(send, user) };
}
