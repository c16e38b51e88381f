import { type ReadonlySignal, signal } from '@preact/signals';
import { readQuietHours, usualQuietHours, writeQuietHours } from '../../extension/quiet-hours.ts';
import type { QuietHours } from '../../src/sync/quiet-hours.ts';

/** The quiet hours of this browser. */
export type OwnQuietHours = {
  /** Undefined until they are read. */
  readonly value: ReadonlySignal<QuietHours | undefined>;
  /** True when the last change could not be stored. */
  readonly hasFailed: ReadonlySignal<boolean>;
  /** Shown at once, taken back when it cannot be stored. */
  change(change: Partial<QuietHours>): Promise<void>;
};

export function createOwnQuietHours(): OwnQuietHours {
  const value = signal<QuietHours | undefined>(undefined);
  const hasFailed = signal(false);
  readQuietHours().then(
    (stored) => {
      value.value ??= stored ?? usualQuietHours;
    },
    () => {
      hasFailed.value = true;
    },
  );
  return {
    value,
    hasFailed,
    async change(change) {
      const before = value.value;
      if (!before) return;
      const next = { ...before, ...change };
      value.value = next;
      try {
        await writeQuietHours(next);
        hasFailed.value = false;
      } catch {
        value.value = before;
        hasFailed.value = true;
      }
    },
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A minute of the day as `HH:MM`. */
export function clockText(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The minute of the day that `HH:MM` names; undefined for anything else. */
export function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

// The second of January 2000 was a Sunday.
const sundayMs = Date.UTC(2000, 0, 2);

/** The weekdays, 0 for Sunday, from the first day of the user's week on, with their names. */
export function weekdays(): { day: number; short: string; long: string }[] {
  const locale = new Intl.Locale(new Intl.DateTimeFormat().resolvedOptions().locale) as Intl.Locale & {
    weekInfo?: { firstDay: number };
    getWeekInfo?: () => { firstDay: number };
  };
  const first = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
  return [0, 1, 2, 3, 4, 5, 6].map((step) => {
    const day = (first + step) % 7;
    const atMs = sundayMs + day * 86_400_000;
    const name = (weekday: 'short' | 'long') =>
      new Intl.DateTimeFormat(undefined, { weekday, timeZone: 'UTC' }).format(atMs);
    return { day, short: name('short'), long: name('long') };
  });
}
