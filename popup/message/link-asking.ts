// Asking the server about a link. A part of its own: it brings the operations along.
import { operationsOf } from '../../extension/operations.ts';
import type { Account } from '../../src/model/account.ts';
import { learnLink } from './link-facts.ts';

/** Asks the account's server about a link, if it knows about links and has not been asked yet. */
export async function askAboutLink(owner: Account, url: string): Promise<void> {
  const { previews } = operationsOf(owner);
  if (previews) await learnLink(owner.id, url, (link) => previews.describe(link));
}
