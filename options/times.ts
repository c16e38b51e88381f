import { text } from '../extension/text.ts';

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago something was, in words: "just now", "3 minutes ago", "yesterday". A clock set back counts as now. */
export function timeAgo(atMs: number, nowMs: number): string {
  const ageMs = Math.max(0, nowMs - atMs);
  const [unit, lengthMs] = units.find(([, length]) => ageMs >= length) ?? [];
  if (!unit || !lengthMs) return text('optionsJustNow');
  return new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(-Math.floor(ageMs / lengthMs), unit);
}

/** Date and time, short. */
export function dateAndTime(atMs: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(atMs);
}
