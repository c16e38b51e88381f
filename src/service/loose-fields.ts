// Readers of values that servers write in more than one way: a number sent as a text, a boolean sent as a word, null for absent. They
// hand on one form. Every wire schema of every service is made of them.
import * as v from 'valibot';

/** Text; a number is taken as its decimal text (clients send some ids as numbers). */
export const text = v.union([
  v.string(),
  v.pipe(
    v.number(),
    v.transform((value) => String(value)),
  ),
]);

/** A finite number; its decimal text is accepted too. */
export const amount = v.pipe(
  v.union([v.number(), v.string()]),
  v.check((value) => value !== '' && Number.isFinite(Number(value)), 'Invalid number'),
  v.transform((value) => Number(value)),
);

/** A boolean; the words `true` and `false` in any case are accepted too (skype.md 0.3 rule 7, ucwa.md 1.3). */
export const truth = v.pipe(
  v.union([v.boolean(), v.string()]),
  v.check((value) => typeof value === 'boolean' || /^(true|false)$/i.test(value), 'Invalid boolean'),
  v.transform((value) => String(value).toLowerCase() === 'true'),
);

// The marks let a bundler leave out the schemas that a program does not use: a reader of replies needs no requests.

/** A field that may be absent or null. */
// @__NO_SIDE_EFFECTS__
export function maybe<const S extends v.GenericSchema>(schema: S) {
  return v.nullish(schema);
}
