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

/** A page of the extension in a tab of the given size. */
export async function openSized(live: LiveBrowser, path: string, size: Size): Promise<Page> {
  const page = await live.browser.newPage();
  await page.setViewport({ ...size, deviceScaleFactor: 2 });
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

/** Names of the conversations in the list. */
function shownNames(page: Page): Promise<string[]> {
  return page.$$eval('.list .row-name', (names) => names.map((name) => name.textContent?.trim() ?? ''));
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

/** Opens a conversation of the list by its name, or the first one where there is none of that name. */
export async function openByName(page: Page, name: string): Promise<void> {
  const at = Math.max(0, (await shownNames(page)).indexOf(name));
  const row = (await page.$$('.list .row'))[at];
  if (!row) throw new Error('the list is empty');
  await row.click();
  await page.waitForSelector('.log .bubble', { timeout: waitMs });
}

/** Pictures of the popup: the list, and the group's conversation. */
export async function photographPopup(live: LiveBrowser, folder: string): Promise<string[]> {
  const page = await openSized(live, 'popup/index.html', popupSize);
  await waitForLife(page);
  const pictures = await photograph(page, folder, 'popup');
  await openByName(page, 'Team chat');
  pictures.push(...(await photograph(page, folder, 'conversation')));
  await page.close();
  return pictures;
}
