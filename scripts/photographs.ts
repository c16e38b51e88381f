// Takes pictures of Skylark's pages as they are, light and dark.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import type { LiveBrowser } from './live-browser.ts';
import { pageAddress } from './live-extension.ts';

export type Size = { width: number; height: number };

/** The popup as the toolbar button opens it, CSS pixels. */
export const popupSize: Size = { width: 400, height: 600 };

const waitMs = 30_000;

/** A page of the extension in a tab of the given size; `scale` is how many dots of a picture make a CSS pixel. */
export async function openSized(live: LiveBrowser, path: string, size: Size, scale = 2): Promise<Page> {
  const page = await live.browser.newPage();
  await page.setViewport({ ...size, deviceScaleFactor: scale });
  await page.goto(pageAddress(live, path));
  return page;
}

/** Pictures of a page, `<name>-light.png` and `<name>-dark.png`; answers their paths. */
export async function photograph(page: Page, folder: string, name: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    const path = join(folder, `${name}-${scheme}.png`) as `${string}.png`;
    await page.screenshot({ path });
    paths.push(path);
  }
  return paths;
}

/** Presses the row of this name, or the first one where there is none. */
export async function pressRow(page: Page, name: string): Promise<void> {
  const names = await page.$$eval('.list .row-name', (all) => all.map((one) => one.textContent?.trim()));
  const row = (await page.$$('.list .row'))[Math.max(0, names.indexOf(name))];
  if (!row) throw new Error('the list is empty');
  await row.click();
}

/**
 * Waits until the demo lives: we are connected, the group is there, somebody has written and somebody is around. A user who left the
 * group or blocked somebody has another demo, so after a while the picture is of what there is.
 */
export async function waitForLife(page: Page): Promise<void> {
  await page.waitForSelector('.list .row', { timeout: waitMs });
  const isAlive = () =>
    [...document.querySelectorAll('.list .row-name')].some((name) => name.textContent?.trim() === 'Team chat') &&
    document.querySelectorAll('.list .row').length > 2 &&
    document.querySelector('.bar .presence') !== null &&
    document.querySelector('.list .presence') !== null &&
    document.querySelector('.list .row-line-typing') === null;
  await page.waitForFunction(isAlive, { timeout: 15_000 }).catch(() => {});
}

/** Pictures of the popup: the list, and the group's conversation. */
export async function photographPopup(live: LiveBrowser, folder: string): Promise<string[]> {
  const page = await openSized(live, 'popup/index.html', popupSize);
  await waitForLife(page);
  const pictures = await photograph(page, folder, 'popup');
  await pressRow(page, 'Team chat');
  await page.waitForSelector('.log .bubble', { timeout: waitMs });
  pictures.push(...(await photograph(page, folder, 'conversation')));
  await page.close();
  return pictures;
}
