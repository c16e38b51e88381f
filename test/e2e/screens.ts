// What a person sees and does in the popup, for tests.
import type { Page } from 'puppeteer-core';
import { until } from './harness.ts';

export type ShownRow = { name: string; line: string; unread: number };

/** The conversation list as it is shown now. */
export function shownRows(page: Page): Promise<ShownRow[]> {
  return page.$$eval('.list .row', (items) =>
    items.map((item) => ({
      name: item.querySelector('.row-name')?.textContent?.trim() ?? '',
      line: item.querySelector('.row-line')?.textContent?.trim() ?? '',
      unread: Number(item.querySelector('.row-count')?.textContent ?? 0),
    })),
  );
}

/** Waits until the list has a row of this name that fits. */
export function waitForRow(page: Page, name: string, fits: (row: ShownRow) => boolean = () => true): Promise<ShownRow> {
  return until(`row ${name}`, async () => (await shownRows(page)).find((row) => row.name === name && fits(row)));
}

/** Opens a conversation of the list by its name. */
export async function openConversation(page: Page, name: string): Promise<void> {
  await waitForRow(page, name);
  // A row may move between the look at its place and the click: then it is clicked again, as anybody would.
  await until(`the conversation ${name}`, async () => {
    for (const item of await page.$$('.list .row')) {
      const shown = await item.$eval('.row-name', (element) => element.textContent?.trim()).catch(() => undefined);
      if (shown === name) await item.click().catch(() => undefined);
    }
    return page.waitForSelector('.conversation', { timeout: 3_000 }).catch(() => undefined);
  });
}

/** Texts of all message bubbles, oldest first; `group-own` ones are the user's. */
export function shownMessages(page: Page): Promise<string[]> {
  return page.$$eval('.bubble', (bubbles) => bubbles.map((bubble) => bubble.textContent?.trim() ?? ''));
}

export function waitForMessage(page: Page, text: string): Promise<string> {
  return until(`message "${text}"`, async () => (await shownMessages(page)).find((shown) => shown.includes(text)));
}

/** Types an answer and sends it with Enter. */
export async function reply(page: Page, text: string): Promise<void> {
  await page.type('.reply textarea', text);
  await page.keyboard.press('Enter');
}

/** Every word on the page, as a reader of the screen gets it: texts, labels and tooltips. */
export function everythingShown(page: Page): Promise<string> {
  return page.evaluate(() => {
    const labels = [...document.querySelectorAll('[title], [aria-label]')].map(
      (element) => `${element.getAttribute('title') ?? ''} ${element.getAttribute('aria-label') ?? ''}`,
    );
    return [document.body.textContent ?? '', ...labels].join('\n');
  });
}

/** Scrolls a conversation to its newest message, as reading it to the end does. */
export async function scrollToNewest(page: Page): Promise<void> {
  await page.waitForSelector('.log .bubble');
  await page.$eval('.log', (log) => {
    log.scrollTop = log.scrollHeight;
  });
}

/** Opens the menu of the own face and chooses a status by its name. */
export async function choosePresence(page: Page, name: string): Promise<void> {
  await page.locator('.own-face').click();
  await page.waitForSelector('.menu:popover-open [role="menuitemradio"]');
  const items = await page.$$('.menu:popover-open [role="menuitemradio"]');
  for (const item of items) {
    if ((await item.$eval('.menu-words > span', (label) => label.textContent?.trim())) !== name) continue;
    await item.click();
    return;
  }
  throw new Error(`no status ${name} in the menu`);
}

/** What is said while a list or a page has nothing to show; undefined while it has. */
export async function emptyState(page: Page): Promise<string | undefined> {
  const title = await page.$('.empty h2');
  return title ? title.evaluate((element) => element.textContent?.trim()) : undefined;
}
