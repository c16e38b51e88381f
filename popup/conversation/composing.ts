import { operationsOf } from '../../extension/operations.ts';
import type { Account } from '../../src/model/account.ts';
import type { ComposingOperations } from '../../src/service/composing.ts';

const known = new Map<string, ComposingOperations | undefined>();

/** How messages of an account are composed; undefined for one that cannot write. Made once: every message asks. */
export function composingOf(account: Account): ComposingOperations | undefined {
  if (!known.has(account.id)) known.set(account.id, operationsOf(account).composing);
  return known.get(account.id);
}
