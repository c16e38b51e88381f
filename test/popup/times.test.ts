import { describe, expect, it } from 'vitest';
import { clockTime, dayName, daysAgo, duration, listTime, timeAgo } from '../../popup/times.ts';

const now = new Date(2026, 2, 10, 12).getTime();
const hour = 3_600_000;
const daysBefore = (days: number) => now - days * 24 * hour;

describe('times', () => {
  it('count calendar days, not periods of 24 hours', () => {
    expect(daysAgo(now - 11 * hour, now)).toBe(0);
    expect(daysAgo(now - 13 * hour, now)).toBe(1);
    expect(daysAgo(now + 2 * hour, now)).toBe(0);
  });

  it('are as short in the list as their age allows', () => {
    expect(listTime(now, now)).toBe(clockTime(now));
    expect(listTime(daysBefore(1), now)).toBe('Yesterday');
    expect(listTime(daysBefore(3), now)).toBe('Sat');
    expect(listTime(daysBefore(20), now)).toBe('Feb 18');
    expect(listTime(daysBefore(400), now)).toBe('2/3/25');
  });

  it('name the days of a conversation', () => {
    const names = [0, 1, 3, 20, 400].map((days) => dayName(daysBefore(days), now));
    expect(names).toEqual(['Today', 'Yesterday', 'Saturday', 'Wed, February 18', 'February 3, 2025']);
  });

  it('tell how long ago something was', () => {
    const ages = [5_000, 5 * 60_000, 3 * hour, 50 * hour].map((ms) => timeAgo(now - ms, now));
    expect(ages).toEqual(['Now', '5 minutes ago', '3 hours ago', '2 days ago']);
  });

  it.each([
    [5, '0:05'],
    [65, '1:05'],
    [754, '12:34'],
    [3_725, '1:02:05'],
    [45_296, '12:34:56'],
  ])('show a call of %d seconds as %s', (seconds, shown) => {
    expect(duration(seconds)).toBe(shown);
  });
});
