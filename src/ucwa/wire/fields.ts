// The few readers that the schemas of resources are made of. In XML every value is a text, so numbers, booleans and dates are taken
// as texts too (ucwa.md 1.3); members that a schema does not name are ignored.
import * as v from 'valibot';
import { readDate } from './dates.ts';

/** Text; a number is taken as its decimal text. */
export const text = v.union([
  v.string(),
  v.pipe(
    v.number(),
    v.transform((value) => String(value)),
  ),
]);

/** A finite number, or its decimal text. */
export const amount = v.pipe(
  v.union([v.number(), v.string()]),
  v.check((value) => value !== '' && Number.isFinite(Number(value)), 'Invalid number'),
  v.transform((value) => Number(value)),
);

/** A boolean, or `True` and `False` in any letter case. */
export const truth = v.pipe(
  v.union([v.boolean(), v.string()]),
  v.check((value) => typeof value === 'boolean' || /^(true|false)$/i.test(value), 'Invalid boolean'),
  v.transform((value) => String(value).toLowerCase() === 'true'),
);

/** A point in time in either form (or ready made, by a writer); ms since 1970. */
export const date = v.pipe(
  v.union([v.string(), v.date()]),
  v.transform((value) => (typeof value === 'string' ? readDate(value) : value.getTime())),
  v.check((value) => value !== undefined, 'Invalid date'),
  v.transform((value) => value ?? 0),
);

/** A list of texts; one text alone is a list of one, as it comes in a query. */
export const texts = v.pipe(
  v.union([v.array(text), text]),
  v.transform((value) => (Array.isArray(value) ? value : [value])),
);

/** A member that may be absent or null. */
// @__NO_SIDE_EFFECTS__
export function maybe<const S extends v.GenericSchema>(schema: S) {
  return v.nullish(schema);
}

/** A member that is dropped when it cannot be read: nothing important hangs on it. */
// @__NO_SIDE_EFFECTS__
export function tolerated<const S extends v.GenericSchema>(schema: S) {
  return v.fallback(v.nullish(schema), undefined);
}

/** A text of at most so many characters. */
// @__NO_SIDE_EFFECTS__
export function textUpTo(length: number) {
  return v.pipe(text, v.maxLength(length, `expected at most ${length} characters`));
}
