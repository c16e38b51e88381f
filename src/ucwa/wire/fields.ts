// The few readers that the schemas of resources are made of. In XML every value is a text, so numbers, booleans and dates are taken
// as texts too (ucwa.md 1.3); members that a schema does not name are ignored.
import * as v from 'valibot';
import { text } from '../../service/loose-fields.ts';
import { readDate } from './dates.ts';

export { amount, maybe, text, truth } from '../../service/loose-fields.ts';

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
