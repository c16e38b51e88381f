import * as v from 'valibot';
import { amount, maybe } from './fields.ts';

/** How far the upload of an object is (skype.md 7.7): bytes that arrived, and bytes in all as far as that is known. */
export const objectStatus = v.object({ content_length: maybe(amount), content_full_length: maybe(amount) });
