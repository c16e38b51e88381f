import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isQuiet, type QuietHours } from '../../src/sync/quiet-hours.ts';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const night: QuietHours = { isOn: true, from: 22 * 60, to: 7 * 60, days: everyDay };
const noon: QuietHours = { isOn: true, from: 12 * 60, to: 13 * 60 + 30, days: everyDay };

/** A local time in November 2026; the 22nd is a Sunday. */
const at = (day: number, hour: number, minute = 0, second = 0) => new Date(2026, 10, day, hour, minute, second);

describe('quiet hours', () => {
  it.each([
    ['before they begin', at(22, 11, 59, 59), false],
    ['when they begin', at(22, 12), true],
    ['in their last minute', at(22, 13, 29, 59), true],
    ['when they end', at(22, 13, 30), false],
  ])('of one day: %s', (_when, now, expected) => expect(isQuiet(noon, now)).toBe(expected));

  it.each([
    ['in the evening before they begin', at(22, 21, 59, 59), false],
    ['when they begin', at(22, 22), true],
    ['in the last minute of the day', at(22, 23, 59, 59), true],
    ['at midnight', at(23, 0), true],
    ['in their last minute', at(23, 6, 59, 59), true],
    ['when they end', at(23, 7), false],
  ])('across midnight: %s', (_when, now, expected) => expect(isQuiet(night, now)).toBe(expected));

  it.each([
    ['the evening of the day', at(22, 23), true],
    ['the morning after it, though that day is not chosen', at(23, 6), true],
    ['the morning of the day, which belongs to the day before', at(22, 6), false],
    ['the evening after', at(23, 23), false],
  ])('that begin on Sundays only: %s', (_when, now, expected) =>
    expect(isQuiet({ ...night, days: [0] }, now)).toBe(expected),
  );

  it('that begin on Saturdays go on into Sunday, over the end of the week', () => {
    const hours = { ...night, days: [6] };
    expect(isQuiet(hours, at(28, 23))).toBe(true);
    expect(isQuiet(hours, at(29, 1))).toBe(true);
    expect(isQuiet(hours, at(29, 23))).toBe(false);
  });

  it('that end when they begin last a whole day', () => {
    const hours = { isOn: true, from: 8 * 60, to: 8 * 60, days: [1] };
    expect(isQuiet(hours, at(23, 7, 59))).toBe(false);
    expect(isQuiet(hours, at(23, 8))).toBe(true);
    expect(isQuiet(hours, at(24, 7, 59))).toBe(true);
    expect(isQuiet(hours, at(24, 8))).toBe(false);
  });

  it('that end at midnight end with their day', () => {
    const hours = { isOn: true, from: 20 * 60, to: 0, days: [0] };
    expect(isQuiet(hours, at(22, 23, 59))).toBe(true);
    expect(isQuiet(hours, at(23, 0))).toBe(false);
  });

  it('that are off, or that no day has, are never', () => {
    expect(isQuiet({ ...night, isOn: false }, at(22, 23))).toBe(false);
    expect(isQuiet({ ...night, days: [] }, at(22, 23))).toBe(false);
  });
});

describe('quiet hours where the clock is changed', () => {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = 'Europe/London';
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });
  const untilTwo: QuietHours = { isOn: true, from: 23 * 60, to: 2 * 60, days: everyDay };

  it('end when the clock shows it, an hour early in spring', () => {
    // On 29 March 2026 one o'clock becomes two.
    expect(new Date('2026-03-29T01:00:00Z').getHours()).toBe(2);
    expect(isQuiet(untilTwo, new Date('2026-03-29T00:59:59Z'))).toBe(true);
    expect(isQuiet(untilTwo, new Date('2026-03-29T01:00:00Z'))).toBe(false);
  });

  it('stay for the hour that comes twice in autumn', () => {
    // On 25 October 2026 two o'clock becomes one.
    expect(new Date('2026-10-25T01:30:00Z').getHours()).toBe(1);
    expect(isQuiet(untilTwo, new Date('2026-10-25T00:30:00Z'))).toBe(true);
    expect(isQuiet(untilTwo, new Date('2026-10-25T01:30:00Z'))).toBe(true);
    expect(isQuiet(untilTwo, new Date('2026-10-25T02:00:00Z'))).toBe(false);
  });
});
