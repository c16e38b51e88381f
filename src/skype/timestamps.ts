// Times on the wire: ISO text with or without a fraction, ms or s as decimal text, and the malformed ones of the notes.

const isoPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d{0,6}(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads an ISO time. Takes text such as `2016-01-01T00:00:00.000Z`; returns ms, or undefined when it is not a time
 * (the notes show a year `22016`, skype.md 7.1). A time without an offset is UTC.
 */
export function parseIsoTime(text: string | null | undefined): number | undefined {
  const match = isoPattern.exec(text ?? '');
  if (!match) return undefined;
  const ms = Date.parse(`${match[1]}${match[2] ?? 'Z'}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The same with fixed three decimals, as messages need it: `2016-01-01T00:00:00.000Z`. */
export const formatMessageTime = (ms: number): string => new Date(ms).toISOString();

/** Whole seconds, as event envelopes and contact requests need it: `2016-01-01T00:00:00Z`. */
export const formatEventTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

// 1990 to 2100: outside of it a number is a sequence number or garbage, not the time of a message.
const earliestMs = 631_152_000_000;
const latestMs = 4_102_444_800_000;

const isPlausible = (ms: number): boolean => ms >= earliestMs && ms < latestMs;

/** Reads ms as decimal text (message ids, `eventtime`, `clearedat`); undefined when it is no plausible time. */
export function parseMsText(text: string | null | undefined): number | undefined {
  if (!text || !/^\d{12,14}$/.test(text)) return undefined;
  const ms = Number(text);
  return isPlausible(ms) ? ms : undefined;
}

/** Reads seconds as decimal text (`timestamp` of a quote); ms are recognised by their length. */
export function parseSecondsText(text: string | null | undefined): number | undefined {
  if (!text || !/^\d{9,14}$/.test(text)) return undefined;
  if (text.length > 11) return parseMsText(text);
  const ms = Number(text) * 1000;
  return isPlausible(ms) ? ms : undefined;
}

/** The first of several time texts that is a plausible time, in ms. */
export function firstTime(...texts: (string | null | undefined)[]): number | undefined {
  for (const text of texts) {
    const ms = parseIsoTime(text) ?? parseMsText(text);
    if (ms !== undefined && isPlausible(ms)) return ms;
  }
  return undefined;
}
