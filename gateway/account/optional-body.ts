import * as v from 'valibot';

/** The schema of a body that may be missing, with these members; a list is none, although it would read as an empty object. */
export function optionalBody<const Entries extends v.ObjectEntries>(entries: Entries) {
  const isNoList = v.check((value: unknown) => !Array.isArray(value), 'expected an object');
  return v.optional(v.pipe(v.unknown(), isNoList, v.object(entries)), {});
}
