// Why something ended (ucwa.md 9): the words of the notes for events.
import type { Reason } from '../../../src/ucwa/wire/reason.ts';

const reason = (code: string, subcode: string, message: string): Reason => ({ code, subcode, message });

export const declinedHere = reason('LocalFailure', 'Declined', 'The invitation was declined.');
export const declinedThere = reason('RemoteFailure', 'Declined', 'The invitation was declined.');
export const unanswered = reason('RemoteFailure', 'Timeout', 'Nobody answered the invitation.');
export const missed = reason('LocalFailure', 'Missed', 'The invitation was not answered in time.');
export const canceledHere = reason('LocalFailure', 'Canceled', 'The invitation was taken back.');
export const canceledThere = reason('RemoteFailure', 'Canceled', 'The invitation was taken back.');
export const answeredElsewhere = reason(
  'Informational',
  'ConnectedElsewhere',
  'The invitation was answered on another device.',
);
export const unknownDestination = reason('NotFound', 'DestinationNotFound', 'Nobody has this address.');
export const anotherPending = reason('Conflict', 'AnotherOperationPending', 'Another invitation is not answered yet.');
export const removed = reason('Informational', 'Removed', 'The user is no longer a member of the conversation.');

/** The messaging domain refused; its sentence says why. */
export const refused = (message: string): Reason => reason('Forbidden', 'NotAllowed', message);
