// Times as people read them, by the rules of the browser's language.

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(ms: number, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(undefined, options);
  formats.set(key, known);
  return known.format(ms);
}

/** Midnight before a time, in the local time zone. */
function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** How many calendar days before `nowMs` a time is: 0 today, 1 yesterday; never negative. */
export function daysAgo(ms: number, nowMs: number): number {
  return Math.max(0, Math.round((startOfDay(nowMs) - startOfDay(ms)) / dayMs));
}

/** True when both times are on the same calendar day. */
export function isSameDay(aMs: number, bMs: number): boolean {
  return startOfDay(aMs) === startOfDay(bMs);
}

let relative: Intl.RelativeTimeFormat | undefined;

function relativeTime(value: number, unit: Intl.RelativeTimeFormatUnit): string {
  relative ??= new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const words = relative.format(value, unit);
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** `14:05`. */
export function clockTime(ms: number): string {
  return format(ms, { hour: 'numeric', minute: '2-digit' });
}

/** The whole of it, for tooltips. */
export function fullTime(ms: number): string {
  return format(ms, { dateStyle: 'full', timeStyle: 'short' });
}

/** As short as a list allows: time, "Yesterday", weekday, day and month, date. */
export function listTime(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days === 0) return clockTime(ms);
  if (days === 1) return relativeTime(-1, 'day');
  if (days < 7) return format(ms, { weekday: 'short' });
  if (new Date(ms).getFullYear() === new Date(nowMs).getFullYear())
    return format(ms, { day: 'numeric', month: 'short' });
  return format(ms, { dateStyle: 'short' });
}

/** The heading of a day in a conversation. */
export function dayName(ms: number, nowMs: number): string {
  const days = daysAgo(ms, nowMs);
  if (days <= 1) return relativeTime(-days, 'day');
  if (days < 7) return format(ms, { weekday: 'long' });
  const isThisYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return format(ms, { weekday: 'short', day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) });
}

/** "5 minutes ago". */
export function timeAgo(ms: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - ms) / 1000));
  if (seconds < 60) return relativeTime(0, 'second');
  if (seconds < 3600) return relativeTime(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return relativeTime(-Math.round(seconds / 3600), 'hour');
  return relativeTime(-Math.round(seconds / 86_400), 'day');
}

/** `3:05` or `1:02:09`, for calls. */
export function duration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "1.2 MB". */
export function fileSize(bytes: number): string {
  const step = Math.min(sizeUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const unit = sizeUnits[step] ?? 'byte';
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: step > 1 ? 1 : 0 } as const;
  return new Intl.NumberFormat(undefined, options).format(bytes / 1000 ** step);
}
