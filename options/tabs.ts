// The tabs of the page, each with an address of its own (`#privacy`), so that it can be linked to and reloaded.
import { type ReadonlySignal, signal } from '@preact/signals';

export const tabNames = [
  'accounts',
  'notifications',
  'messaging',
  'privacy',
  'personalisation',
  'profile',
  'devices',
  'storage',
] as const;
export type TabName = (typeof tabNames)[number];

/** The tab that an address fragment names; Accounts for anything else. */
export function tabOfHash(hash: string): TabName {
  const name = hash.replace(/^#/, '').toLowerCase();
  return tabNames.find((candidate) => candidate === name) ?? 'accounts';
}

/** The open tab, following the address of the page. */
export function followHash(): ReadonlySignal<TabName> {
  const tab = signal(tabOfHash(location.hash));
  addEventListener('hashchange', () => {
    tab.value = tabOfHash(location.hash);
  });
  return tab;
}

/** Opens a tab by its address, so that Back leads to the one before. */
export function openTab(name: TabName): void {
  location.hash = name;
}
