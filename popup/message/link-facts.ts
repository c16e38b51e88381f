// What the server told about links, for the life of this page: each link is asked about once.
import type { LinkDescription } from '../../src/service/preview-operations.ts';
import { cell } from '../cell.ts';

export type LinkFacts = { state: 'asking' | 'told' | 'failed'; description?: LinkDescription };

const mostLinks = 500;
const known = cell<ReadonlyMap<string, LinkFacts>>(new Map());

const keyOf = (account: string, url: string) => `${account} ${url}`;

/** What is known of a link; undefined while nobody asked. */
export const factsOf = (account: string, url: string): LinkFacts | undefined => known.value.get(keyOf(account, url));

function note(key: string, facts: LinkFacts): void {
  const rest = [...known.value].filter(([other]) => other !== key);
  known.value = new Map([...rest, [key, facts] as const].slice(-mostLinks));
}

/** Asks about a link, unless that has been done. `describe` brings the answer. */
export async function learnLink(
  account: string,
  url: string,
  describe: (url: string) => Promise<LinkDescription>,
): Promise<void> {
  const key = keyOf(account, url);
  const facts = known.value.get(key);
  if (facts && facts.state !== 'failed') return;
  note(key, { state: 'asking' });
  try {
    note(key, { state: 'told', description: await describe(url) });
  } catch {
    note(key, { state: 'failed' });
  }
}
