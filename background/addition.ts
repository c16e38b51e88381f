// What goes into the transaction of a batch beside the batch, and what comes out of it.
import type { MessageRow } from '../extension/database.ts';
import type { ContactId, ConversationId } from '../src/model/account.ts';
import type { ContactRequest } from '../src/model/contact.ts';
import type { ApplyTransaction } from './apply-read.ts';

export type Addition = {
  /**
   * How far back the history of a conversation is complete now, and where older messages continue. With `from`, where they continued when
   * this was asked for: when that is another place by now, a gap has opened meanwhile, and what is older than the gap must not hide it.
   */
  history?: {
    conversation: ConversationId;
    completeTo?: number;
    older?: string;
    forgetBelow?: number;
    from?: string | undefined;
  };
  /** People about whom the server was asked: what it did not tell is not asked again. */
  resolved?: readonly ContactId[];
  /** Everybody who asks to be a contact now. */
  requests?: readonly ContactRequest[];
  /** More to write in the same transaction. */
  beside?: (transaction: ApplyTransaction) => Promise<unknown>;
};

export type Committed = {
  /** Messages that were not stored before and that count as unread for the user. */
  arrivals: MessageRow[];
  /** People who were touched and of whom no more is known than a name on a message. */
  strangers: ContactId[];
  /** Conversations that were not known before and of which hardly more than an id is known now. */
  blanks: ConversationId[];
};
