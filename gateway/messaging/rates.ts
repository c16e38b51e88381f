// Counts requests per user in memory: a limit protects this process, and forgetting it at a restart harms nobody.
import { commandRateExceeded } from '../errors.ts';

export type Rate = {
  /** Takes one request of `key`; returns 0 when it is allowed, else the seconds to wait. */
  take(key: number): number;
};

/** A bucket per key: `burst` requests at once, `perSecond` coming back. */
export function createRate(now: () => number, burst: number, perSecond: number): Rate {
  const buckets = new Map<number, { left: number; atMs: number }>();

  function forgetFull(atMs: number): void {
    for (const [key, bucket] of buckets) {
      if (bucket.left + ((atMs - bucket.atMs) / 1000) * perSecond >= burst) buckets.delete(key);
    }
  }

  return {
    take(key) {
      const atMs = now();
      if (buckets.size > 10_000) forgetFull(atMs);
      const bucket = buckets.get(key) ?? { left: burst, atMs };
      const left = Math.min(burst, bucket.left + (Math.max(0, atMs - bucket.atMs) / 1000) * perSecond);
      const isAllowed = left >= 1;
      buckets.set(key, { left: isAllowed ? left - 1 : left, atMs });
      return isAllowed ? 0 : (1 - left) / perSecond;
    },
  };
}

/** Counts one command of a user: a message, an edit, a change of a thread. Throws 429/800 when they come too fast (skype.md 11). */
export function checkCommandRate(context: { readonly rates: { readonly messages: Rate } }, userId: number): void {
  const waitSeconds = context.rates.messages.take(userId);
  if (waitSeconds > 0) throw commandRateExceeded(waitSeconds);
}
