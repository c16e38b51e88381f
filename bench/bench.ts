import type { Result } from './figures.ts';

/** How much is measured: `quick` for a look, `full` for figures that are published. */
export type Size = 'quick' | 'full';

/** One subject. Runs alone; starts and ends everything it needs; says with `note` what it is doing. */
export type Benchmark = {
  name: string;
  /** What it answers, in a sentence. */
  question: string;
  run(size: Size, note: (text: string) => void): Promise<Result[]>;
};
