// What the whole settings page knows: the accounts, Skylark's own settings, the browser's permissions, the open tab. The
// parts of the page get it as an argument and keep only what concerns themselves.
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { browser } from '../extension/browser.ts';
import { type Live, live } from '../extension/ui/live.ts';
import type { AccountId } from '../src/model/account.ts';
import { hostPatternsOf } from './accounts/account-place.ts';
import { type BrowserNotifications, createBrowserNotifications } from './browser-notifications.ts';
import { createHostAccess, type HostAccess } from './host-access.ts';
import { createOwnSettings, type OwnSettings } from './own-settings.ts';
import { type AccountView, readAccounts } from './queries.ts';
import { followHash, type TabName } from './tabs.ts';

export type PageModel = {
  tab: ReadonlySignal<TabName>;
  accounts: Live<AccountView[]>;
  /** The account whose settings are shown; the first one until another is chosen. */
  chosen: ReadonlySignal<AccountView | undefined>;
  choose(account: AccountId): void;
  settings: OwnSettings;
  notifications: BrowserNotifications;
  hosts: HostAccess;
  /** Present time, ms, moving on often enough for "3 minutes ago". */
  nowMs: ReadonlySignal<number>;
  /** Accounts whose host the browser does not let us contact any more. */
  blocked: ReadonlySignal<ReadonlySet<AccountId>>;
};

const clockStepMs = 15_000;

function tickingClock(): Signal<number> {
  const nowMs = signal(Date.now());
  setInterval(() => {
    nowMs.value = Date.now();
  }, clockStepMs);
  return nowMs;
}

/** Makes the model of a page; it lives as long as the page. */
export function createPageModel(): PageModel {
  const accounts = live(['accounts', 'sessions'], readAccounts);
  const hosts = createHostAccess(browser.permissions);
  const settings = createOwnSettings();
  const chosenId = signal<AccountId | undefined>(undefined);

  accounts.value.subscribe((views) => {
    const patterns = new Set(views?.flatMap(({ account }) => hostPatternsOf(account)));
    for (const pattern of patterns) if (!hosts.granted.value.has(pattern)) void hosts.learn(pattern);
  });

  return {
    tab: followHash(),
    accounts,
    chosen: computed(() => {
      const views = accounts.value.value;
      return views?.find(({ account }) => account.id === chosenId.value) ?? views?.[0];
    }),
    choose(account) {
      chosenId.value = account;
    },
    settings,
    notifications: createBrowserNotifications(settings),
    hosts,
    nowMs: tickingClock(),
    blocked: computed(() => {
      const isBlocked = ({ account }: AccountView) =>
        hostPatternsOf(account).some((pattern) => hosts.granted.value.get(pattern) === false);
      return new Set((accounts.value.value ?? []).filter(isBlocked).map(({ account }) => account.id));
    }),
  };
}
