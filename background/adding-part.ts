// The script of the part `adding`.
import { createAdding } from './adding.ts';
import { offerPart } from './parts.ts';

export type AddingPart = { createAdding: typeof createAdding };

offerPart('adding', { createAdding });
