// Who takes part in a conversation and in its chat (ucwa.md 8.2, 8.5, 8.8). Nothing is read here: who comes and goes is told by
// the event channel.
import type { ConversationId } from '../../model/account.ts';
import type { SendDirect } from '../../service/operations.ts';
import type { ParticipantOperations } from '../../service/participant-operations.ts';
import { kindOfRejection } from './rejection.ts';

/** `newId` makes the id of each operation, which the server repeats in its events. */
export function createParticipantOperations(send: SendDirect, newId: () => string): ParticipantOperations {
  const request = async (method: 'POST' | 'DELETE', rel: string, conversation: ConversationId, json?: unknown) => {
    const path = `/${rel}?${new URLSearchParams({ conversation })}`;
    await send({ place: 'conversation', method, path, ...(json !== undefined && { json }) });
  };
  /** Ends something: what is over already is done. */
  const end = async (method: 'POST' | 'DELETE', rel: string, conversation: ConversationId) => {
    try {
      await request(method, rel, conversation);
    } catch (error) {
      if (kindOfRejection(error) !== 'not-found') throw error;
    }
  };
  return {
    add: (conversation, contact) =>
      request('POST', 'addParticipant', conversation, { operationId: newId(), to: contact }),
    leaveChat: (conversation) => end('POST', 'stopMessaging', conversation),
    joinChat: (conversation) => request('POST', 'addMessaging', conversation, { operationId: newId() }),
    leave: (conversation) => end('DELETE', 'self', conversation),
  };
}
