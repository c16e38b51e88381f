import { type ReadonlySignal, signal } from '@preact/signals';
import { changeSettings, onSettings, readSettings, type Settings } from '../extension/settings.ts';

/** Skylark's own settings in this browser, live. */
export type OwnSettings = {
  /** Undefined until they are read. */
  readonly value: ReadonlySignal<Settings | undefined>;
  /** True when the last change could not be stored. */
  readonly hasFailed: ReadonlySignal<boolean>;
  /** Shown at once, taken back when it cannot be stored. */
  change(change: Partial<Settings>): Promise<boolean>;
};

export function createOwnSettings(): OwnSettings {
  const value = signal<Settings | undefined>(undefined);
  const hasFailed = signal(false);
  const show = (settings: Settings) => {
    value.value = settings;
  };
  onSettings(show);
  readSettings().then(show, () => {
    hasFailed.value = true;
  });
  return {
    value,
    hasFailed,
    async change(change) {
      const before = value.value;
      if (before) show({ ...before, ...change });
      try {
        show(await changeSettings(change));
        hasFailed.value = false;
        return true;
      } catch {
        value.value = before;
        hasFailed.value = true;
        return false;
      }
    },
  };
}
