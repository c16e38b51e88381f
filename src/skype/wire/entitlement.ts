import * as v from 'valibot';
import { amount, anyObject, maybe, text } from './fields.ts';

/** One paid service of an account (skype.md 9.5); dates carry an offset or are null. */
export const entitledService = v.object({
  id: v.string(),
  service: v.string(),
  href: maybe(v.string()),
  active: v.boolean(),
  start: maybe(v.string()),
  end: maybe(v.string()),
  reset: maybe(v.string()),
  balance: maybe(amount),
  balanceFormatted: maybe(text),
  quota: maybe(amount),
  attributes: maybe(anyObject),
  data: maybe(anyObject),
});

export const entitledServices = v.array(entitledService);
export type EntitledService = v.InferOutput<typeof entitledService>;
