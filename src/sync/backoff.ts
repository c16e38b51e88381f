/** The longest pause between two tries, ms, unless the server asks for more. */
export const longestBackoffMs = 120_000;

const firstBackoffMs = 1_000;
/** A server that asks for longer is not believed: an hour is long enough to notice that it lives again. */
const longestRetryAfterMs = 3_600_000;

/**
 * How long to wait before the next try, ms: full jitter over a doubling range, or exactly what the server asked for.
 * @param failures how many tries have failed in a row, from 1
 * @param random in [0, 1)
 */
export function backoffMs(failures: number, random: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined && retryAfterMs > 0) return Math.min(retryAfterMs, longestRetryAfterMs);
  return random * Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(Math.max(failures, 1), 16));
}

/**
 * True when a pause has passed. A clock that was set back counts as passed, so that it cannot stop anything for long.
 * @param sinceMs when the pause began, by the same clock as `nowMs`
 */
export function hasPassed(sinceMs: number, untilMs: number, nowMs: number): boolean {
  return nowMs >= untilMs || nowMs < sinceMs;
}
