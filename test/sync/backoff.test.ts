import { describe, expect, it } from 'vitest';
import { backoffMs, hasPassed, longestBackoffMs } from '../../src/sync/backoff.ts';

describe('the pause between two tries', () => {
  it('is drawn from a range that doubles with every failure, up to two minutes', () => {
    const longest = [1, 2, 3, 6, 7, 8, 50].map((failures) => backoffMs(failures, 0.999_999));
    expect(longest.map((ms) => Math.round(ms / 1000))).toEqual([2, 4, 8, 64, 120, 120, 120]);
    expect(backoffMs(50, 0.999_999)).toBeLessThan(longestBackoffMs);
    expect(backoffMs(9, 0)).toBe(0);
  });

  it('is what the server asks for, when it asks', () => {
    expect(backoffMs(1, 0.5, 300_000)).toBe(300_000);
    expect(backoffMs(9, 0.5, 1_000)).toBe(1_000);
  });

  it('is an hour at most, whatever the server asks for', () => {
    expect(backoffMs(1, 0.5, 1e12)).toBe(3_600_000);
  });

  it('has passed at its end, and when the clock was set back behind its beginning', () => {
    expect(hasPassed(1_000, 2_000, 1_999)).toBe(false);
    expect(hasPassed(1_000, 2_000, 2_000)).toBe(true);
    expect(hasPassed(1_000, 2_000, 999)).toBe(true);
  });
});
