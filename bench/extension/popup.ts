import type { Page } from 'puppeteer-core';
import type { Benchmark, Size } from '../bench.ts';
import { compare, figureOf, type Result } from '../figures.ts';
import { atDesk, blankPath, deskPath, onStage, type Stage } from './stage.ts';

const amounts: Record<Size, readonly (readonly [conversations: number, messages: number])[]> = {
  quick: [[200, 10_000]],
  full: [
    [10, 500],
    [200, 10_000],
    [2_000, 100_000],
  ],
};

type Opening = { firstPaintMs: number; shownMs: number };

/** Says in the page when the first row was painted: after the frame in which it appeared. */
const watchRows = `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.row')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { globalThis.shownAtMs = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });`;

async function timeOpening({ live }: Stage, path: string): Promise<Opening> {
  const page = await live.browser.newPage();
  await page.setViewport({ width: 400, height: 600 });
  await page.evaluateOnNewDocument(watchRows);
  await page.goto(`chrome-extension://${live.extensionId}/${path}`);
  await page.waitForFunction(
    'globalThis.shownAtMs !== undefined && performance.getEntriesByName("first-contentful-paint").length > 0',
  );
  const opening = (await page.evaluate(
    '({ shownMs: shownAtMs, firstPaintMs: performance.getEntriesByName("first-contentful-paint")[0].startTime })',
  )) as Opening;
  await page.close();
  return opening;
}

/** Ends the worker and waits until it is gone. */
async function killWorker({ live }: Stage): Promise<void> {
  const find = () => live.browser.targets().find((one) => one.type() === 'service_worker');
  await (await find()?.worker())?.close();
  while (find()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function timeConversation(stage: Stage): Promise<number> {
  const page: Page = await stage.open('popup/index.html');
  await page.waitForSelector('.list .row');
  // The part for conversations is loaded behind the list.
  await page.waitForNetworkIdle({ idleTime: 200 });
  const tookMs = (await page.evaluate(`new Promise((resolve) => {
    const beganMs = performance.now();
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.log .bubble')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - beganMs)));
    }).observe(document, { childList: true, subtree: true });
    document.querySelector('.list .row').click();
  })`)) as number;
  await page.close();
  return tookMs;
}

async function measure(conversations: number, messages: number, rounds: number): Promise<Result[]> {
  return onStage(async (stage) => {
    const desk = await stage.open(deskPath);
    await atDesk(desk, 'fillDatabase', conversations, messages);
    await desk.close();
    const ours: Opening[] = [];
    const blank: Opening[] = [];
    const opened: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      // A living worker has a process running that the page then finds warm: both pages start without.
      await killWorker(stage);
      const one = await timeOpening(stage, 'popup/index.html');
      await killWorker(stage);
      const other = await timeOpening(stage, blankPath);
      const openedMs = await timeConversation(stage);
      if (round < 0) continue;
      ours.push(one);
      blank.push(other);
      opened.push(openedMs);
    }
    const of = (openings: readonly Opening[], key: keyof Opening) =>
      figureOf(
        openings.map((opening) => opening[key]),
        'ms',
      );
    const what = `${conversations} conversations, ${messages} messages`;
    const name = 'blank Preact page';
    return [
      compare(`first paint, ${what}`, of(ours, 'firstPaintMs'), name, of(blank, 'firstPaintMs'), {
        of: 'ratio',
        most: 1.3,
      }),
      compare(`list shown, ${what}`, of(ours, 'shownMs'), name, of(blank, 'shownMs'), { of: 'ratio', most: 2 }),
      { what: 'click to conversation shown', ours: figureOf(opened, 'ms') },
    ];
  });
}

/** The popup as it opens with a dead worker, against the least that a page can be. */
export const popup: Benchmark = {
  name: 'popup',
  question: 'how fast the popup paints, shows its list and opens a conversation, with the worker dead',
  async run(size, note) {
    const results: Result[] = [];
    for (const [conversations, messages] of amounts[size]) {
      note(`${conversations} conversations, ${messages} messages`);
      results.push(...(await measure(conversations, messages, size === 'full' ? 21 : 5)));
    }
    return results;
  },
};
