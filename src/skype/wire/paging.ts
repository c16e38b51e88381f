import * as v from 'valibot';
import { amount, maybe } from './fields.ts';

/** Paging links of a list reply (skype.md 6.4); absolute URLs. `totalCount` is the number of items in this page. */
export const pagingMetadata = v.object({
  backwardLink: maybe(v.string()),
  forwardLink: maybe(v.string()),
  syncState: maybe(v.string()),
  totalCount: maybe(amount),
});

export type PagingMetadata = v.InferOutput<typeof pagingMetadata>;
