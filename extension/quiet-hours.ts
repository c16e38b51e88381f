// Quiet hours as they are stored in this browser. Apart from the other settings, which every page reads at its start.
import type { QuietHours } from '../src/sync/quiet-hours.ts';
import { browser } from './browser.ts';

const key = 'quietHours';

/** Off, and ready to be turned on: every night from ten to seven. */
export const usualQuietHours: QuietHours = { isOn: false, from: 22 * 60, to: 7 * 60, days: [0, 1, 2, 3, 4, 5, 6] };

/** The quiet hours that the user set; undefined for anything stored that is none. Read by hand, for the size of the worker. */
export async function readQuietHours(): Promise<QuietHours | undefined> {
  const stored = (await browser.storage.local.get(key))[key] as Partial<QuietHours> | undefined;
  const isReadable = Array.isArray(stored?.days) && [stored.from, stored.to].every(Number.isInteger);
  return isReadable ? (stored as QuietHours) : undefined;
}

export const writeQuietHours = (hours: QuietHours): Promise<void> => browser.storage.local.set({ [key]: hours });
