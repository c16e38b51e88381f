/** Longer than a day is no time after which somebody is inactive. */
const mostMs = 24 * 3600 * 1000;

const amount = (text: string | undefined): number => Number(text ?? 0);

/**
 * A time span in ms; undefined for what is none, or more than a day. No page shows how `inactiveTimeout` is written (ucwa.md 12,
 * point 7), so both forms that servers of this kind use are read: `PT5M` (XML Schema) and `00:05:00` (.NET).
 */
export function readTimeSpan(text: string): number | undefined {
  const iso = /^P(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6}(?:\.\d+)?)S)?)?$/.exec(text.trim());
  const net = /^(?:(\d{1,3})\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text.trim());
  const [, days, hours, minutes, seconds] = iso ?? net ?? [];
  if ((!iso && !net) || [days, hours, minutes, seconds].every((part) => part === undefined)) return undefined;
  const ms = (((amount(days) * 24 + amount(hours)) * 60 + amount(minutes)) * 60 + amount(seconds)) * 1000;
  return ms > 0 && ms <= mostMs ? Math.round(ms) : undefined;
}
