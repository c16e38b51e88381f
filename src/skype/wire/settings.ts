import * as v from 'valibot';
import { amount, maybe } from './fields.ts';

/** The numbers of all set flags (skype.md 9.1). */
export const flagList = v.array(amount);

/** An option of the old kind: one of the three values is set (skype.md 9.2). */
export const oldOption = v.object({
  optionName: maybe(v.string()),
  optionInt: maybe(amount),
  optionStr: maybe(v.string()),
  optionBin: maybe(v.string()),
});

/** Form body of a write to an old option. */
export const oldOptionBody = v.object({ integerValue: amount });

/** An option of the new kind; absent until set. The same shape is its PUT body. */
export const newOption = v.object({ value: maybe(v.unknown()) });

/** Both names of the call policy, with their values for "anyone" and "contacts only". */
export const callPolicy = {
  oldName: 'OPT_SKYPE_CALL_POLICY',
  oldValues: { anyone: 0, contacts: 2 },
  newName: 'calling.skype-call-policy',
  newValues: { anyone: 'EVERYONE_CAN_CALL', contacts: 'AUTHORIZED_CAN_CALL' },
} as const;

export type OldOption = v.InferOutput<typeof oldOption>;
export type NewOption = { value?: unknown };
