// How hard the search through interleavings tries. A short search is part of every test; `SKYLARK_INTERLEAVINGS=100` makes a
// hundred times as many, `SKYLARK_INTERLEAVINGS_MINUTES` ends the search then; `SKYLARK_INTERLEAVINGS_SEED` and
// `SKYLARK_INTERLEAVINGS_PATH` repeat one that failed.
import { appendFileSync } from 'node:fs';

const asked = process.env.SKYLARK_INTERLEAVINGS;
const effort = Number(asked ?? 1);
/** What is part of every test is the same each time; a search begins anew. */
const everyday = { seed: 1 };

type Parameters = {
  numRuns: number;
  seed?: number;
  path?: string;
  endOnFailure?: boolean;
  interruptAfterTimeLimit?: number;
};

/** So many interleavings, times the effort that was asked for; or the one that is to be repeated. */
export function interleavings(count: number): Parameters {
  const { SKYLARK_INTERLEAVINGS_SEED: seed, SKYLARK_INTERLEAVINGS_PATH: path } = process.env;
  const minutes = process.env.SKYLARK_INTERLEAVINGS_MINUTES;
  return {
    numRuns: Math.ceil(count * effort),
    ...(asked === undefined && everyday),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path, endOnFailure: true }),
    ...(minutes !== undefined && { interruptAfterTimeLimit: Number(minutes) * 60_000 }),
  };
}

/** How long a search may take, ms. */
export const searchTimeoutMs = 600_000 * Math.max(1, effort);

/** Counts by name, over all interleavings of a search; written to `SKYLARK_INTERLEAVINGS_FIGURES`, where that names a file. */
export class Figures {
  readonly counts: Record<string, number> = {};

  add(name: string, count = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + count;
  }

  write(what: string): void {
    const file = process.env.SKYLARK_INTERLEAVINGS_FIGURES;
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, ...this.counts })}\n`);
  }
}
