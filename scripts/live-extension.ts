// Does in a live browser what a person would do with Skylark: add an account through the options page and the server's own
// sign-in page, open the popup. There is no other way in: the extension has no back door.
import type { Browser, Page, Target } from 'puppeteer-core';
import type { LiveBrowser } from './live-browser.ts';

export type Credentials = { server: string; name: string; password: string };

const waitMs = 30_000;

export function pageAddress(live: LiveBrowser, path: string): string {
  return `chrome-extension://${live.extensionId}/${path}`;
}

/** Fills in the server's sign-in page and sends it off. The window closes by itself. */
export async function fillInSignIn(page: Page, { name, password }: Credentials): Promise<void> {
  await page.waitForSelector('#password', { timeout: waitMs });
  await page.type('#username', name);
  await page.type('#password', password);
  await page.click('button[value="sign-in"]');
}

/** The sign-in window that the extension opens at this server. */
export async function signInWindow(browser: Browser, server: string): Promise<Page> {
  const isIt = (target: Target) => target.type() === 'page' && target.url().startsWith(`${server}/oauth/authorize`);
  const page = await (await browser.waitForTarget(isIt, { timeout: waitMs })).page();
  if (!page) throw new Error('the sign-in window cannot be reached');
  return page;
}

/** Which accounts the options page shows, as the text of their cards. */
async function shownAccounts(page: Page): Promise<string[]> {
  return page.$$eval('.account', (cards) => cards.map((card) => card.textContent ?? ''));
}

async function openForm(page: Page): Promise<void> {
  await page.waitForSelector('.account, .add-account', { timeout: waitMs });
  if (await page.$('.add-account')) return;
  await page.locator('::-p-aria([name="Add another account"][role="button"])').setTimeout(waitMs).click();
  await page.waitForSelector('.add-account', { timeout: waitMs });
}

/** Types a server address into the form of the options page and presses Continue. */
export async function submitServer(page: Page, server: string): Promise<void> {
  await openForm(page);
  const field = await page.waitForSelector('.add-account input', { timeout: waitMs });
  await field?.evaluate((input) => (input as HTMLInputElement).select());
  await field?.type(server);
  await page.click('.add-account button[type="submit"]');
}

/** Waits until the options page shows an account of this server. @throws with what it shows instead. */
export async function waitForAccount(page: Page, host: string): Promise<void> {
  const isShown = (shown: string) =>
    [...document.querySelectorAll('.account')].some((card) => card.textContent?.includes(shown));
  try {
    await page.waitForFunction(isShown, { timeout: waitMs }, host);
  } catch {
    const words = await page.$eval('main', (main) => main.textContent ?? '').catch(() => 'nothing');
    throw new Error(`The account at ${host} did not appear in the settings, which show: ${words}`);
  }
}

/**
 * Signs in through options page and sign-in page; an account of this server that is there already is left alone.
 * @throws when a window or an answer does not come within half a minute.
 */
export async function signInThroughOptions(live: LiveBrowser, credentials: Credentials): Promise<void> {
  const page = await live.browser.newPage();
  await page.goto(pageAddress(live, 'options/index.html#accounts'));
  await page.waitForSelector('.account, .add-account', { timeout: waitMs });
  const host = new URL(credentials.server).host;
  const isThere = (await shownAccounts(page)).some((card) => card.includes(host));
  if (!isThere) {
    await submitServer(page, credentials.server);
    await fillInSignIn(await signInWindow(live.browser, credentials.server), credentials);
  }
  await waitForAccount(page, host);
  await page.close();
}

/** Opens the real popup of the toolbar button and answers its page. @throws when the browser does not open it. */
export async function openPopup(live: LiveBrowser): Promise<Page> {
  const popup = live.browser.waitForTarget((target) => target.url().startsWith(pageAddress(live, 'popup/')), {
    timeout: waitMs,
  });
  popup.catch(() => {});
  const worker = await live.worker();
  await worker.evaluate('chrome.action.openPopup()');
  return (await popup).asPage();
}
