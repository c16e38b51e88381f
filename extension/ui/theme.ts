// Light or dark: what the user set in Skylark, else the account's dark theme flag, else the system.
import { isPreferenceOn } from '../preferences.ts';
import { readOldestPreferences } from '../queries.ts';
import { onSettings, readSettings, type Settings } from '../settings.ts';
import { live } from './live.ts';

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
  let setting: Settings['theme'] = 'account';
  const preferences = live(['preferences', 'accounts'], readOldestPreferences);
  function apply(): void {
    const theme = chooseTheme(setting, preferences.value.value?.flags);
    localStorage.setItem(rememberedKey, theme);
    show(theme);
  }
  const settle = (settings: Settings) => {
    setting = settings.theme;
    apply();
  };
  onSettings(settle);
  void readSettings()
    .then((settings) => {
      setting = settings.theme;
      return preferences.refresh();
    })
    .then(() => preferences.value.subscribe(apply));
}
