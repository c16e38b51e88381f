import type { Representation } from './media-type.ts';

/** Reads `/Date(1700000000000)/` (an offset is allowed and changes nothing) or ISO 8601; ms since 1970, undefined when it is neither. */
export function readDate(text: string): number | undefined {
  const ms = /^\\?\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?\/$/.exec(text.trim())?.[1];
  if (ms !== undefined) return Number(ms);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text.trim())) return undefined;
  const parsed = Date.parse(text.trim());
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** A point in time, ms since 1970, in the form of a representation (ucwa.md 1.3). */
export const writeDate = (ms: number, representation: Representation = 'json'): string =>
  representation === 'json' ? `/Date(${Math.trunc(ms)})/` : new Date(ms).toISOString();
