// What the list shows: a bounded read that follows every change, grown as the user scrolls, narrowed to one account.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Listing, readListing } from '../../extension/queries.ts';
import { type Found, readSearchable, type Searchable, search } from '../../extension/search.ts';
import { type Live, live } from '../../extension/ui/live.ts';
import type { AccountId } from '../../src/model/account.ts';

/** Rows of the first read and of each further one. */
export const pageRows = 50;

const listingStores = [
  'accounts',
  'sessions',
  'conversations',
  'contacts',
  'presence',
  'drafts',
  'outbox',
  'typing',
] as const;
const searchStores = ['accounts', 'sessions', 'conversations', 'contacts', 'presence'] as const;

export type ListModel = {
  listing: Live<Listing>;
  /** The account the list is narrowed to; undefined for all. */
  account: ReadonlySignal<AccountId | undefined>;
  query: ReadonlySignal<string>;
  /** What the query finds; undefined while nothing is searched or the first read is under way. */
  found: ReadonlySignal<Found | undefined>;
  searchable: ReadonlySignal<Searchable | undefined>;
  showMore(): void;
  narrow(account: AccountId | undefined): void;
  setQuery(query: string): void;
};

/** Starts reading the list at once. */
export function openList(): ListModel {
  const limit = signal(pageRows);
  const account = signal<AccountId | undefined>(undefined);
  const query = signal('');
  const reading = signal<Live<Searchable> | undefined>(undefined);
  const listing = live(listingStores, (database) => {
    return readListing(database, {
      limit: limit.value,
      ...(account.value !== undefined && { account: account.value }),
    });
  });
  const searchable = computed(() => reading.value?.value.value);
  const found = computed(() =>
    searchable.value && query.value.trim() ? search(searchable.value, query.value, pageRows, account.value) : undefined,
  );
  return {
    listing,
    account,
    query,
    found,
    searchable,
    showMore() {
      if (!listing.value.value?.hasMore) return;
      limit.value += pageRows;
      void listing.refresh();
    },
    narrow(next) {
      account.value = next;
      limit.value = pageRows;
      void listing.refresh();
    },
    // Everything searchable is read when a search begins and dropped when it ends.
    setQuery(next) {
      query.value = next;
      if (next && !reading.value) reading.value = live(searchStores, readSearchable);
      if (!next && reading.value) {
        reading.value.stop();
        reading.value = undefined;
      }
    },
  };
}
