// One world for a test in Firefox: a real gateway, a real Firefox with the built add-on, temporarily installed. Firefox lets nobody
// navigate to a page of an add-on from outside, so everything begins with the page that Skylark opens by itself after its installation;
// from inside that page every other one can be reached.
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { findBrowser } from '../../scripts/browsers.ts';
import { fillInSignIn, submitServer } from '../../scripts/live-extension.ts';
import { createGatewayWorld, dist, type GatewayWorld, password } from './gateway-world.ts';
import { until } from './until.ts';

/** The smallest part of the extension API that the tests ask for, as a page of the add-on sees it. */
export type PageScope = {
  browser: {
    action: {
      getBadgeText(details: object): Promise<string>;
      getTitle(details: object): Promise<string>;
      openPopup(): Promise<void>;
    };
    extension: { getViews(which?: { type: 'popup' }): Window[] };
    permissions: { contains(permissions: { origins?: string[] }): Promise<boolean> };
  };
};

export type FirefoxWorld = GatewayWorld & {
  readonly browser: Browser;
  /** The page of the add-on; it shows the settings at first. */
  readonly page: Page;
  /** The folder that downloads go to. */
  readonly downloads: string;
  /** Waits for a page whose address fits. */
  waitForPage(fits: (address: string) => boolean): Promise<Page>;
  /** Loads another page of the add-on in place of the present one, as a link in it would. */
  show(path: string): Promise<void>;
  /** Signs in through settings page and sign-in window. */
  signIn(name?: string): Promise<void>;
  badge(): Promise<{ text: string; title: string }>;
  /** Whether the add-on may contact the hosts of a match pattern. */
  hasAccess(hosts: string): Promise<boolean>;
  /** Opens the real popup under the toolbar button. Only the pages of the add-on reach it, by `getViews`. */
  openPopup(): Promise<void>;
  /** Whether the real popup is open. */
  isPopupOpen(): Promise<boolean>;
  /** Whether the background page runs now; asking does not wake it. */
  isBackgroundAlive(): Promise<boolean>;
};

/** Address of a page; Puppeteer itself says `about:blank` for those of an add-on. */
const addressOf = (page: Page) => page.evaluate(() => location.href);

async function findPage(browser: Browser, fits: (address: string) => boolean): Promise<Page> {
  return until('the page', async () => {
    for (const page of await browser.pages()) {
      if (fits(await addressOf(page).catch(() => ''))) return page;
    }
    return undefined;
  });
}

/**
 * @param idleMs how long the background page may be idle before Firefox suspends it; 30 s in real life
 * @param gatewayArguments more arguments for the gateway
 */
export async function createFirefoxWorld(
  idleMs: number,
  gatewayArguments: readonly string[] = [],
): Promise<FirefoxWorld> {
  const executable = findBrowser('firefox');
  if (!executable) throw new Error('no Firefox on this machine');
  const place = await createGatewayWorld(gatewayArguments);
  const downloads = join(place.folder, 'downloads');
  const browser = await launch({
    browser: 'firefox',
    executablePath: executable,
    headless: true,
    extraPrefsFirefox: {
      'extensions.background.idle.timeout': idleMs,
      'extensions.openPopupWithoutUserGesture.enabled': true,
      // Into a folder of the test, without asking.
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.useDownloadDir': true,
    },
  });
  await browser.installExtension(join(dist, 'firefox'));
  const page = await findPage(browser, (address) => /^moz-extension:.*\/options\/index\.html/.test(address));
  const isPopupOpen = () =>
    page.evaluate(() => (globalThis as unknown as PageScope).browser.extension.getViews({ type: 'popup' }).length > 0);
  return {
    ...place,
    get gateway() {
      return place.gateway;
    },
    browser,
    page,
    downloads,
    waitForPage: (fits) => findPage(browser, fits),
    isPopupOpen,
    async openPopup() {
      await page.evaluate(() => (globalThis as unknown as PageScope).browser.action.openPopup());
      await until('the popup', isPopupOpen);
    },
    async show(path) {
      await page.evaluate((target) => {
        location.href = target;
      }, `/${path}`);
      await until(path, async () => (await addressOf(page)).includes(`/${path}`));
    },
    async signIn(name = 'fred.2') {
      const server = place.gateway.url;
      await submitServer(page, server);
      const window = await findPage(browser, (address) => address.startsWith(`${server}/oauth/authorize`));
      await fillInSignIn(window, { server, name, password });
      await page.waitForFunction(
        (host) => [...document.querySelectorAll('.account')].some((card) => card.textContent?.includes(host)),
        {},
        new URL(server).host,
      );
    },
    badge: () =>
      page.evaluate(async () => {
        const { action } = (globalThis as unknown as PageScope).browser;
        return { text: await action.getBadgeText({}), title: await action.getTitle({}) };
      }),
    hasAccess: (hosts) =>
      page.evaluate(
        (wanted) => (globalThis as unknown as PageScope).browser.permissions.contains({ origins: [wanted] }),
        hosts,
      ),
    isBackgroundAlive: () =>
      page.evaluate(() => {
        const views = (globalThis as unknown as PageScope).browser.extension.getViews();
        return views.some((view) => view.location.pathname === '/_generated_background_page.html');
      }),
    async close() {
      await browser.close();
      await place.close();
    },
  };
}
