import { useEffect } from 'preact/hooks';
import { cell } from './cell.ts';

/** When this page was opened. */
export const openedAtMs = Date.now();

/** The time, good enough for "5 minutes ago": renewed every 20 s while the page is visible, and when something ends. */
export const nowMs = cell(openedAtMs);

const renew = () => {
  if (document.visibilityState === 'visible') nowMs.value = Date.now();
};

/** Starts renewing `nowMs`. */
export function startClock(): void {
  setInterval(renew, 20_000);
}

/** Renews `nowMs` when the next of these times has come. */
export function useRenewal(timesMs: readonly number[]): void {
  const nextMs = Math.min(...timesMs.filter((timeMs) => timeMs > nowMs.value));
  useEffect(() => {
    if (nextMs === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(renew, nextMs - Date.now() + 50);
    return () => clearTimeout(timer);
  }, [nextMs]);
}
