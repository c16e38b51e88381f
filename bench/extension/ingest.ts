import type { Benchmark } from '../bench.ts';
import { compare, figureOf, type Result } from '../figures.ts';
import { atDesk, deskPath, onStage } from './stage.ts';

const batchSize = 100;

/** In how many conversations the messages of one reply are. */
const spreads = [50, 5, 1];

/**
 * From the text of a poll's reply to committed rows, in real IndexedDB. The bar is against puts of all rows that any client has
 * to write; puts of the messages alone stand beside it.
 */
export const ingest: Benchmark = {
  name: 'ingest',
  question: 'how fast messages are decoded, folded and stored, with unread counts and list',
  run: (size) =>
    onStage(async ({ open }) => {
      const page = await open(deskPath);
      const [batches, rounds] = size === 'full' ? [50, 11] : [15, 4];
      const results: Result[] = [];
      await atDesk(page, 'timeIngest', 5, batchSize, 50);
      for (const people of spreads) {
        const ours: number[] = [];
        const all: number[] = [];
        const alone: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          ours.push(await atDesk(page, 'timeIngest', batches, batchSize, people));
          all.push(await atDesk(page, 'timeRawPuts', batches, batchSize, people, false));
          alone.push(await atDesk(page, 'timeRawPuts', batches, batchSize, people, true));
        }
        const what = `${batchSize} messages a reply, in ${people} conversation${people === 1 ? '' : 's'}`;
        const figure = figureOf(ours, 'messages/s');
        const bar = { of: 'ratio' as const, least: 0.6 };
        results.push(
          compare(what, figure, 'bare puts of the same rows', figureOf(all, 'messages/s'), bar),
          compare('the same', figure, 'bare puts of the messages alone', figureOf(alone, 'messages/s')),
        );
      }
      return results;
    }),
};
