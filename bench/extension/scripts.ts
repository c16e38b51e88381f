import { budgets } from '../../scripts/bundle.ts';
import type { Benchmark } from '../bench.ts';
import { figureOf } from '../figures.ts';
import { lab } from './stage.ts';

/** Gzip sizes of what browsers load. */
export const scriptSizes: Benchmark = {
  name: 'scripts',
  question: 'how large the scripts are',
  async run() {
    const { sizes } = await lab();
    return Object.entries(sizes).map(([what, bytes]) => {
      const budget = (budgets as Record<string, number>)[what];
      return {
        what: `${what}, gzip`,
        ours: figureOf([bytes / 1024], 'KB'),
        ...(budget !== undefined && { bar: { of: 'median' as const, most: budget / 1024 } }),
      };
    });
  },
};
