// Looks for faults that axe can find, in the page as a person has it in front of them: after animations, in light and dark.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'puppeteer-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Axe = {
  run(
    context: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] }>;
};

async function findFaults(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  // Handed over by the debugger, so that the page's own policy, which allows no foreign script, stays as it is.
  await page.evaluate(await source);
  return page.evaluate(async (colours) => {
    const finite = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.all(finite.map((animation) => animation.finished.catch(() => undefined)));
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${colours}: ${id} at ${String(target)}: ${failureSummary}`),
    );
  }, scheme);
}

/** Everything that axe finds fault with on a page, in light and in dark; empty when all is well. */
export async function faultsOf(page: Page): Promise<string[]> {
  if (await page.evaluate(() => document.hidden)) await page.bringToFront();
  const faults = [...(await findFaults(page, 'light')), ...(await findFaults(page, 'dark'))];
  await page.emulateMediaFeatures([]);
  return faults;
}
