import type { Benchmark } from '../bench.ts';
import { compare, figureOf, quantile } from '../figures.ts';
import { atDesk, deskPath, onStage } from './stage.ts';

/** 64 KB of malice to a safe tree and its preview, in the browser. */
export const hostileMarkup: Benchmark = {
  name: 'markup',
  question: 'how long the worst message of 64 KB takes',
  run: (size) =>
    onStage(async ({ open }) => {
      const page = await open(deskPath);
      const seed = 20_251;
      const { oursMs, lookMs } = await atDesk(page, 'timeMarkup', seed, size === 'full' ? 2_000 : 300);
      const coldMs: number[] = [];
      for (let index = 0; index < (size === 'full' ? 40 : 8); index += 1) {
        const fresh = await open(deskPath);
        coldMs.push(await atDesk(fresh, 'timeOneMarkup', seed, index));
        await fresh.close();
      }
      const worst = figureOf([quantile(oursMs, 1)], 'ms');
      return [
        compare('a hostile message', figureOf(oursMs, 'ms'), 'one look at each character', figureOf(lookMs, 'ms')),
        { what: `the worst of ${oursMs.length} (seed ${seed})`, ours: worst, bar: { of: 'median', most: 5 } },
        { what: 'the first message of a fresh page', ours: figureOf(coldMs, 'ms') },
      ];
    }),
};
