// Why an invitation or a message did not get through (ucwa.md 8.4, 9), as errors of the service contract.
import { ServiceError, type ServiceErrorKind } from '../../service/error.ts';
import type { Outcome } from './state.ts';

// A map: the server's word may be one that every object has a member for.
const kindOfSubcode: ReadonlyMap<string, ServiceErrorKind> = new Map([
  ['DestinationNotFound', 'not-found'],
  ['ConversationNotFound', 'not-found'],
  ['Declined', 'declined'],
  ['Busy', 'declined'],
  ['DoNotDisturb', 'declined'],
  // Nobody answered: inviting again by itself would ring for minutes. The user may.
  ['Unreachable', 'unanswered'],
  ['Timeout', 'unanswered'],
  ['Missed', 'unanswered'],
  ['Expired', 'unanswered'],
  ['Ended', 'not-found'],
  ['AnotherOperationPending', 'server'],
  ['MigrationInProgress', 'server'],
  ['TemporarilyUnavailable', 'server'],
  ['ServiceUnavailable', 'server'],
  ['ServiceFailure', 'server'],
  ['TooManyRequests', 'rate-limited'],
  ['EntityTooLarge', 'invalid'],
  ['TooManyConversations', 'conflict'],
  ['TooManyParticipants', 'conflict'],
]);

/** The error for an outcome that is none of success. Whatever else the other side says is a no. */
export function refusalOf({ subcode }: Outcome): ServiceError {
  const kind = kindOfSubcode.get(subcode ?? '') ?? 'forbidden';
  const name = /^\w{1,60}$/.test(subcode ?? '') ? ` with ${subcode}` : '';
  return new ServiceError(kind, `the other side could not be reached${name}`);
}
