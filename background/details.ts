// Members and topic of a conversation that is known by its messages only.
import type { ConversationId } from '../src/model/account.ts';
import { ServiceError } from '../src/service/error.ts';
import type { Committed } from './addition.ts';
import type { Apply } from './apply.ts';
import type { Link } from './link.ts';

export type ReadDetails = (link: Link, conversation: ConversationId) => Promise<void>;

export function createReadDetails(apply: Apply, afterCommit: (link: Link, committed: Committed) => void): ReadDetails {
  return async (link, conversation) => {
    try {
      const batch = await link.call((service) => service.readConversation(conversation));
      afterCommit(link, { ...(await apply(link.account, batch)), blanks: [] });
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  };
}

/** One conversation that the server will not show must not keep anything else from going on. */
export function isRefusal(error: unknown): boolean {
  const kind = error instanceof ServiceError ? error.kind : undefined;
  return kind === 'forbidden' || kind === 'not-found' || kind === 'invalid' || kind === 'unreadable';
}
