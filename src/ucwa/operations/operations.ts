// The on-demand operations of UCWA: puts the parts together and owns nothing else. What UCWA does not have is absent: groups'
// rules and links, contact requests, block list, devices, settings at the server.
import type { ContactId } from '../../model/account.ts';
import type { AccountOperations, SendDirect } from '../../service/operations.ts';
import { createComposingOperations } from './composing.ts';
import { createNoteOperations } from './notes.ts';
import { createParticipantOperations } from './participants.ts';
import { createDirectoryOperations, createPeopleOperations } from './people.ts';

/** What can be done at once with a UCWA account; `user` is its signed-in user, `newId` makes fresh UUIDs. */
export function createUcwaOperations(send: SendDirect, user: ContactId, newId: () => string): AccountOperations {
  return {
    composing: createComposingOperations(),
    people: createPeopleOperations(send, user),
    directory: createDirectoryOperations(send, user),
    participants: createParticipantOperations(send, newId),
    notes: createNoteOperations(send),
  };
}
