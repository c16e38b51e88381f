import type { Page, WebWorker } from 'puppeteer-core';
import type { Benchmark } from '../bench.ts';
import { compare, figureOf } from '../figures.ts';
import { atDesk, blankPath, deskPath, onStage, type Stage } from './stage.ts';

const amounts = { quick: [200, 10_000], full: [2_000, 100_000] } as const;

type Session = { send(method: 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage'): Promise<unknown> };

/** Memory of scripts after what is not needed any more has been collected, MB. */
async function heapMb(session: Session): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usage.usedSize / 1024 / 1024;
}

async function pageHeap(page: Page): Promise<number> {
  return heapMb((await page.createCDPSession()) as unknown as Session);
}

async function popupHeap(stage: Stage, path: string, rounds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await stage.open(path);
    await page.waitForSelector('.row');
    await page.waitForNetworkIdle({ idleTime: 200 });
    samples.push(await pageHeap(page));
    await page.close();
  }
  return samples;
}

/** What the scripts of popup and worker hold on to, beside a page with hardly any. */
export const memory: Benchmark = {
  name: 'memory',
  question: 'how much memory the scripts of popup and worker take',
  run: (size) =>
    onStage(async (stage) => {
      const [conversations, messages] = amounts[size];
      const rounds = size === 'full' ? 7 : 3;
      const desk = await stage.open(deskPath);
      await atDesk(desk, 'fillDatabase', conversations, messages);
      await desk.close();
      const popup = figureOf(await popupHeap(stage, 'popup/index.html', rounds), 'MB');
      const blank = figureOf(await popupHeap(stage, blankPath, rounds), 'MB');
      const worker = (await stage.live.worker()) as WebWorker & { client: Session };
      const workerMb = figureOf([await heapMb(worker.client)], 'MB');
      return [
        compare(`popup, ${conversations} conversations, ${messages} messages`, popup, 'blank Preact page', blank),
        { what: 'worker', ours: workerMb },
      ];
    }),
};
