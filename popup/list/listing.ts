// What the list shows: a bounded read that follows every change, grown as the user scrolls, narrowed to one account.

import type { RequestRow } from '../../extension/database.ts';
import { type Listing, readListing } from '../../extension/queries.ts';
import { type Found, readSearchable, type Searchable, search } from '../../extension/search.ts';
import type { AccountId } from '../../src/model/account.ts';
import { type Cell, cell, type FollowedCell, followedCell } from '../cell.ts';
import { isTab } from '../screen.ts';

/** Rows of each further read. */
export const pageRows = 50;

/** Rows of the first read: as many as a popup has room for. The rest follows by itself, behind the first picture. */
const firstRows = isTab ? pageRows : 9;

const searchStores = ['accounts', 'sessions', 'conversations', 'contacts', 'presence'] as const;
const listingStores = [...searchStores, 'drafts', 'outbox', 'typing'] as const;

export type ListModel = {
  listing: FollowedCell<Listing>;
  /** Who asks to be a contact, of all accounts. */
  requests: FollowedCell<RequestRow[]>;
  /** The account the list is narrowed to; undefined for all. */
  account: Cell<AccountId | undefined>;
  query: Cell<string>;
  /** What the query finds; undefined while nothing is searched or the first read is under way. */
  found(): (Found & { people: Searchable['people'] }) | undefined;
  showMore(): void;
  narrow(account: AccountId | undefined): void;
  setQuery(query: string): void;
};

/** Starts reading the list at once. */
export function openList(): ListModel {
  let limit = firstRows;
  let searching: FollowedCell<Searchable> | undefined;
  const account = cell<AccountId | undefined>(undefined);
  const query = cell('');
  const listing = followedCell(listingStores, (database) => {
    return readListing(database, { limit, ...(account.value !== undefined && { account: account.value }) });
  });
  return {
    listing,
    requests: followedCell(['requests'], (database) => database.getAll('requests')),
    account,
    query,
    found() {
      const searchable = searching?.data.value;
      if (!searchable || !query.value.trim()) return undefined;
      return { ...search(searchable, query.value, pageRows, account.value), people: searchable.people };
    },
    showMore() {
      if (!listing.data.value?.hasMore) return;
      limit += pageRows;
      void listing.refresh();
    },
    narrow(next) {
      account.value = next;
      limit = firstRows;
      void listing.refresh();
    },
    // Everything searchable is read when a search begins and dropped when it ends.
    setQuery(next) {
      if (next) searching ??= followedCell(searchStores, readSearchable);
      else {
        searching?.stop();
        searching = undefined;
      }
      query.value = next;
    },
  };
}
