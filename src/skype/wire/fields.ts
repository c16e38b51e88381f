// The few readers every wire schema is made of; unknown keys are dropped by `v.object`.
import * as v from 'valibot';

export { amount, maybe, text, truth } from '../../service/loose-fields.ts';

/** A list that may be absent or null. */
// @__NO_SIDE_EFFECTS__
export function maybeList<const S extends v.GenericSchema>(item: S) {
  return v.nullish(v.array(item));
}

/** An object with free keys. */
export const anyObject = v.record(v.string(), v.unknown());
