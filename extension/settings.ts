// What the user sets in Skylark itself, with defaults; settings of the account live at the server (preferences).
import * as v from 'valibot';
import { browser } from './browser.ts';

const schema = v.object({
  /** How much a desktop notification tells. */
  notificationDetail: v.fallback(v.picklist(['text', 'sender', 'none']), 'text'),
  /** Notifications were switched on here; the browser permission is asked at that click. */
  showNotifications: v.fallback(v.boolean(), false),
  /** Colours of our pages; `account` follows the account's dark theme flag, then the system. */
  theme: v.fallback(v.picklist(['account', 'light', 'dark', 'system']), 'account'),
});

export type Settings = v.InferOutput<typeof schema>;

const key = 'settings';

/** The settings; anything stored that is not valid counts as not set. */
export async function readSettings(): Promise<Settings> {
  const stored = (await browser.storage.local.get(key))[key];
  return v.parse(schema, typeof stored === 'object' && stored !== null ? stored : {});
}

/** Changes some settings and answers all of them. */
export async function changeSettings(change: Partial<Settings>): Promise<Settings> {
  const settings = { ...(await readSettings()), ...change };
  await browser.storage.local.set({ [key]: settings });
  return settings;
}

/** Calls back with the settings whenever they change anywhere, until the returned function is called. */
export function onSettings(listener: (settings: Settings) => void): () => void {
  const changed = (changes: Record<string, unknown>, area: string) => {
    if (area === 'local' && key in changes) void readSettings().then(listener);
  };
  browser.storage.onChanged.addListener(changed);
  return () => browser.storage.onChanged.removeListener(changed);
}
