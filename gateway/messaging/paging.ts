// Pages of a list that is ordered by a key that never repeats (a tick), with the links that lead on (skype.md 6.4). Pure but for
// the source it is given.

/** What a state remembers: the newest and the oldest key that were delivered. */
export type Edges = { readonly upper: number; readonly lower: number };

/**
 * Where a page begins. `start`: the newest items. `continue` (syncState): everything newer than the upper edge, then older
 * items to fill the page. `older` and `newer`: one side only (backwardLink, forwardLink).
 */
export type Position = { readonly kind: 'start' } | ({ readonly kind: 'continue' | 'older' | 'newer' } & Edges);

export type KeyRange = {
  readonly newerThan?: number;
  readonly olderThan?: number;
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
};

export type Keyed = { readonly key: number };
export type Source<Item extends Keyed> = (range: KeyRange) => Promise<Item[]>;

/** `items` newest first. */
export type Page<Item> = Edges & { readonly items: readonly Item[] };

/** "Everything newer" is bounded by this; what is left follows in the next page, without a gap. */
const mostNewItems = 200;

function pageOf<Item extends Keyed>(items: readonly Item[], before: Edges): Page<Item> {
  const first = items[0]?.key ?? before.upper;
  const last = items.at(-1)?.key ?? before.lower;
  return {
    items,
    upper: Math.max(before.upper, first),
    lower: before.lower === 0 ? last : Math.min(before.lower, last),
  };
}

async function readNewer<Item extends Keyed>(source: Source<Item>, upper: number, limit: number): Promise<Item[]> {
  return (await source({ newerThan: upper, order: 'oldest', limit })).reverse();
}

/** Reads one page of at most `size` items; more only when more than that are newer than the upper edge of a state. */
export async function readPage<Item extends Keyed>(
  source: Source<Item>,
  position: Position,
  size: number,
): Promise<Page<Item>> {
  if (position.kind === 'start') {
    return pageOf(await source({ order: 'newest', limit: size }), { upper: 0, lower: 0 });
  }
  if (position.kind === 'newer') return pageOf(await readNewer(source, position.upper, size), position);
  const newer = position.kind === 'continue' ? await readNewer(source, position.upper, mostNewItems) : [];
  const room = size - newer.length;
  const older = room > 0 ? await source({ olderThan: position.lower, order: 'newest', limit: room }) : [];
  return pageOf([...newer, ...older], position);
}
