// The history of a conversation (skype.md 6.1, 6.7).
import type { HistoryOperations } from '../../service/group-operations.ts';
import type { SendDirect } from '../../service/operations.ts';

/** Clearing a conversation; works also in one that the user has left. */
export function createHistoryOperations(send: SendDirect): HistoryOperations {
  return {
    async clear(conversation) {
      const path = `/users/ME/conversations/${encodeURIComponent(conversation)}/messages`;
      await send({ place: 'messaging', method: 'DELETE', path });
    },
  };
}
