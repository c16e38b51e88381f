// What the user sets in Skylark itself, with defaults; settings of the account live at the server (preferences).
import { browser } from './browser.ts';

const choices = {
  /** How much a desktop notification tells. */
  notificationDetail: ['text', 'sender', 'none'],
  /** Whether pictures in messages are fetched when they come into view, or on a click. */
  showPictures: ['ask', 'always'],
  /** Colours of our pages; `account` follows the account's dark theme flag, then the system. */
  theme: ['account', 'light', 'dark', 'system'],
} as const;

export type Settings = {
  notificationDetail: (typeof choices.notificationDetail)[number];
  /** Notifications were switched on here; the browser permission is asked at that click. */
  showNotifications: boolean;
  showPictures: (typeof choices.showPictures)[number];
  theme: (typeof choices.theme)[number];
};

const key = 'settings';

/** A stored choice, or the first one for anything else. Read by hand: a schema library would be a tenth of the popup. */
function readChoice<Choice extends string>(stored: unknown, allowed: readonly [Choice, ...Choice[]]): Choice {
  return allowed.find((choice) => choice === stored) ?? allowed[0];
}

/** The settings; anything stored that is not valid counts as not set. */
export async function readSettings(): Promise<Settings> {
  const stored: unknown = (await browser.storage.local.get(key))[key];
  const values = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  return {
    notificationDetail: readChoice(values.notificationDetail, choices.notificationDetail),
    showNotifications: values.showNotifications === true,
    showPictures: readChoice(values.showPictures, choices.showPictures),
    theme: readChoice(values.theme, choices.theme),
  };
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
