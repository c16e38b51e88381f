// Light or dark: what the user set in Skylark, else the account's dark theme flag, else the system.
import { isPreferenceOn } from '../preferences.ts';
import { readOldestPreferences } from '../queries.ts';
import { onSettings, readSettings, type Settings } from '../settings.ts';
import { follow } from './follow.ts';

// The page paints before the settings are read; what was right last time is put in place synchronously.
const rememberedKey = 'theme';

function show(theme: 'light' | 'dark' | 'system'): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The colours to show; `system` leaves it to the browser. */
export function chooseTheme(setting: Settings['theme'], flags: number[] | undefined): 'light' | 'dark' | 'system' {
  if (setting !== 'account') return setting;
  return flags && isPreferenceOn('darkTheme', { flags }) ? 'dark' : 'system';
}

/** Applies the theme to this page and keeps it right for as long as the page lives. */
export function followTheme(): void {
  const remembered = localStorage.getItem(rememberedKey);
  if (remembered === 'light' || remembered === 'dark') show(remembered);
  let setting: Settings['theme'] | undefined;
  let flags: number[] | undefined;
  let isRead = false;
  function apply(): void {
    if (!setting || !isRead) return;
    const theme = chooseTheme(setting, flags);
    localStorage.setItem(rememberedKey, theme);
    show(theme);
  }
  const settle = (settings: Settings) => {
    setting = settings.theme;
    apply();
  };
  const learn = (preferences?: { flags: number[] }) => {
    flags = preferences?.flags;
    isRead = true;
    apply();
  };
  onSettings(settle);
  void readSettings().then(settle);
  follow(['preferences', 'accounts'], readOldestPreferences, learn, () => learn());
}
