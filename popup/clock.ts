import { cell } from './cell.ts';

/** The time, good enough for "5 minutes ago": renewed every 20 s while the page is visible. */
export const nowMs = cell(Date.now());

/** Starts renewing `nowMs`. */
export function startClock(): void {
  setInterval(() => {
    if (document.visibilityState === 'visible') nowMs.value = Date.now();
  }, 20_000);
}
