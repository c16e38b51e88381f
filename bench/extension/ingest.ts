import type { Benchmark } from '../bench.ts';
import { compare, figureOf } from '../figures.ts';
import { atDesk, deskPath, onStage } from './stage.ts';

const batchSize = 100;

/** From the text of a poll's reply to committed rows, in real IndexedDB. */
export const ingest: Benchmark = {
  name: 'ingest',
  question: 'how fast messages are decoded, folded and stored, with unread counts and list',
  run: (size) =>
    onStage(async ({ open }) => {
      const page = await open(deskPath);
      const batches = size === 'full' ? 50 : 15;
      const ours: number[] = [];
      const raw: number[] = [];
      await atDesk(page, 'timeIngest', 5, batchSize);
      for (let round = 0; round < (size === 'full' ? 11 : 4); round += 1) {
        ours.push(await atDesk(page, 'timeIngest', batches, batchSize));
        raw.push(await atDesk(page, 'timeRawPuts', batches, batchSize));
      }
      const bar = { of: 'ratio' as const, least: 0.6 };
      return [
        compare(
          `${batches} replies of ${batchSize} messages`,
          figureOf(ours, 'messages/s'),
          'bare puts of the same rows',
          figureOf(raw, 'messages/s'),
          bar,
        ),
      ];
    }),
};
