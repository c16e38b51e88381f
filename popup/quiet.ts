// Whether quiet hours hold now, for the popup.
import { browser } from '../extension/browser.ts';
import { readQuietHours } from '../extension/quiet-hours.ts';
import { isQuiet, type QuietHours } from '../src/sync/quiet-hours.ts';
import { cell } from './cell.ts';
import { nowMs } from './clock.ts';
import { clockTime } from './times.ts';

const hours = cell<QuietHours | undefined>(undefined);

const read = () =>
  readQuietHours().then(
    (found) => {
      hours.value = found;
    },
    () => {},
  );

/** Reads the quiet hours, now and when they change. */
export function followQuietHours(): void {
  void read();
  browser.storage.onChanged.addListener((_changes, area) => void (area === 'local' && read()));
}

/** The time of the day at which the present quiet ends; undefined while it is not quiet. */
export function quietUntil(): string | undefined {
  const now = new Date(nowMs.value);
  if (!hours.value || !isQuiet(hours.value, now)) return undefined;
  return clockTime(now.setHours(0, hours.value.to, 0, 0));
}
