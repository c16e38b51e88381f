import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGatewayProcess } from '../../scripts/gateway-process.ts';
import type { Benchmark } from '../bench.ts';
import { compare, figureOf } from '../figures.ts';
import { startBareServer } from './bare-process.ts';

/** Milliseconds until something says that it is ready. */
async function timeStart(start: () => Promise<{ stop(): Promise<unknown> }>): Promise<number> {
  const beganMs = performance.now();
  const running = await start();
  const tookMs = performance.now() - beganMs;
  await running.stop();
  return tookMs;
}

/** Process start to ready line, on a data folder that exists. */
export const startUp: Benchmark = {
  name: 'start-up',
  question: 'how long a gateway takes from its start until it answers',
  async run(size) {
    const folder = await mkdtemp(join(tmpdir(), 'skylark-bench-'));
    const arguments_ = ['--host', '127.0.0.1', '--port', '0', '--data', folder];
    const ours: number[] = [];
    const bare: number[] = [];
    try {
      // The first start makes the database, which happens once in its life.
      const firstMs = await timeStart(() => startGatewayProcess(arguments_));
      for (let round = 0; round < (size === 'full' ? 7 : 3); round += 1) {
        ours.push(await timeStart(() => startGatewayProcess(arguments_)));
        bare.push(await timeStart(startBareServer));
      }
      return [
        { what: 'first start, new data folder', ours: figureOf([firstMs], 'ms') },
        compare('start to ready', figureOf(ours, 'ms'), 'node:http server', figureOf(bare, 'ms')),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
