// Quiet hours as they are stored in this browser. Apart from the other settings, which every page reads at its start.
import * as v from 'valibot';
import type { QuietHours } from '../src/sync/quiet-hours.ts';
import { browser } from './browser.ts';

const key = 'quietHours';

const schema = v.object({
  isOn: v.boolean(),
  from: v.number(),
  to: v.number(),
  days: v.array(v.number()),
});

/** Off, and ready to be turned on: every night from ten to seven. */
export const usualQuietHours: QuietHours = { isOn: false, from: 22 * 60, to: 7 * 60, days: [0, 1, 2, 3, 4, 5, 6] };

/** The quiet hours that the user set; undefined for anything stored that is none. */
export async function readQuietHours(): Promise<QuietHours | undefined> {
  const stored = v.safeParse(schema, (await browser.storage.local.get(key))[key]);
  return stored.success ? stored.output : undefined;
}

export const writeQuietHours = (hours: QuietHours): Promise<void> => browser.storage.local.set({ [key]: hours });
