// Times and sizes as people read them, by the rules of the browser's language.

const dayMs = 86_400_000;
const formats: Record<string, Intl.DateTimeFormat> = {};

function format(ms: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  formats[key] ??= new Intl.DateTimeFormat(undefined, options);
  return formats[key].format(ms);
}

/** Midnight before a time, in the local time zone. */
const startOfDay = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);

/** How many calendar days before `nowMs` a time is: 0 today, 1 yesterday; never negative. */
export function daysAgo(ms: number, nowMs: number): number {
  return Math.max(0, Math.round((startOfDay(nowMs) - startOfDay(ms)) / dayMs));
}

let relative: Intl.RelativeTimeFormat | undefined;

/** A time before now in words that can stand alone: "Yesterday", "5 minutes ago". */
function before(value: number, unit: Intl.RelativeTimeFormatUnit): string {
  relative ??= new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  return relative.format(-Math.round(value), unit).replace(/^./u, (first) => first.toLocaleUpperCase());
}

const isThisYear = (ms: number, nowMs: number) => new Date(ms).getFullYear() === new Date(nowMs).getFullYear();

/** `14:05`. */
export function clockTime(ms: number): string {
  return format(ms, { timeStyle: 'short' });
}

/** The whole of it, for tooltips. */
export function fullTime(ms: number): string {
  return format(ms, { dateStyle: 'full', timeStyle: 'short' });
}

/** As short as a list allows: time, "Yesterday", weekday, day and month, date. */
export function listTime(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days === 0) return clockTime(ms);
  if (days === 1) return before(1, 'day');
  if (days < 7) return format(ms, { weekday: 'short' });
  return format(ms, isThisYear(ms, nowMs) ? { day: 'numeric', month: 'short' } : { dateStyle: 'short' });
}

/** The heading of a day in a conversation. */
export function dayName(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days < 2) return before(days, 'day');
  if (days < 7) return format(ms, { weekday: 'long' });
  return format(
    ms,
    isThisYear(ms, nowMs) ? { weekday: 'short', day: 'numeric', month: 'long' } : { dateStyle: 'long' },
  );
}

/** "5 minutes ago". */
export function timeAgo(ms: number, nowMs: number): string {
  const minutes = Math.max(0, (nowMs - ms) / 60_000);
  if (minutes < 1) return before(0, 'second');
  if (minutes < 60) return before(minutes, 'minute');
  return minutes < 1440 ? before(minutes / 60, 'hour') : before(minutes / 1440, 'day');
}

/** `3:05` or `1:02:09`, for calls. */
export function duration(seconds: number): string {
  const clock = new Date(Math.floor(seconds) * 1000).toISOString().slice(11, 19);
  return clock.replace(/^00:0?|^0/, '');
}
