// When the user wants to be left alone. Told by the clock on the wall: where it is set forward or back, quiet hours begin and
// end by what it shows.

/** Minutes of the day at which quiet begins and ends, and the weekdays on which it begins (0 Sunday to 6 Saturday). */
export type QuietHours = { isOn: boolean; from: number; to: number; days: number[] };

/**
 * Whether it is quiet at a local time. Quiet that ends no later than it begins goes on into the next day, and belongs to the
 * day on which it began; where both are the same it lasts a whole day.
 */
export function isQuiet({ isOn, from, to, days }: QuietHours, now: Date): boolean {
  const minute = now.getHours() * 60 + now.getMinutes();
  const isOvernight = to <= from;
  const began = days.includes(now.getDay()) && minute >= from && (isOvernight || minute < to);
  const goesOn = isOvernight && minute < to && days.includes((now.getDay() + 6) % 7);
  return isOn && (began || goesOn);
}
