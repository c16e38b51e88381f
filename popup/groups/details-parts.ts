import type { ConversationDetails } from '../../extension/group-queries.ts';
import type { AccountOperations } from '../../src/service/operations.ts';
import type { Asked } from './AskedQuestion.tsx';
import type { KnownFacts } from './use-group-facts.ts';
import type { Writes } from './use-writes.ts';

/** What every part of the details gets. */
export type DetailsPartProps = {
  details: ConversationDetails;
  operations: AccountOperations;
  known: KnownFacts;
  writes: Writes;
  /** Asks before something that cannot be taken back. */
  ask: (asked: Asked) => void;
  /** Reads again what the server has. */
  refresh: () => Promise<void>;
};
