// One world for an end-to-end test: a real gateway process on a folder of its own, real Chromium with the built extension.
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { findBrowser } from '../../scripts/browsers.ts';
import { type LiveBrowser, launchWithExtension } from '../../scripts/live-browser.ts';
import { fillInSignIn, signInThroughOptions, signInWindow } from '../../scripts/live-extension.ts';
import { createGatewayWorld, dist, type GatewayWorld, password } from './gateway-world.ts';
import { until } from './until.ts';

export { dist, password } from './gateway-world.ts';
export { until } from './until.ts';

export type World = GatewayWorld & {
  readonly live: LiveBrowser;
  /** Ends the browser and starts it again on the same profile. */
  restartBrowser(): Promise<void>;
  /** Signs in through the options page, at the gateway or at something in front of it. */
  signIn(name?: string, server?: string): Promise<void>;
  /** Presses "Sign in again" of an account whose sign-in has ended. */
  signInAgain(server?: string, name?: string): Promise<void>;
  badge(): Promise<{ text: string; title: string }>;
  waitForBadge(text: string, timeoutMs?: number): Promise<void>;
  openPopup(query?: string): Promise<Page>;
  openOptions(hash?: string): Promise<Page>;
  /** Ends the service worker; the next event starts a new one. */
  killWorker(): Promise<void>;
};

export type WorldOptions = {
  gatewayArguments?: readonly string[];
  /** Extension folder; `dist/chrome` when absent. */
  extension?: string;
};

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const executable = findBrowser('chromium');
  if (!executable) throw new Error('no Chromium browser on this machine');
  const place = await createGatewayWorld(options.gatewayArguments);
  const extension = options.extension ?? join(dist, 'chrome');
  const profile = join(place.folder, 'browser');
  const launch = () => launchWithExtension({ executable, extension, profile, isHeadless: true });
  let live = await launch();
  const pageAt = async (path: string) => {
    const page = await live.browser.newPage();
    await page.goto(`chrome-extension://${live.extensionId}/${path}`);
    return page;
  };
  const world: World = {
    ...place,
    get gateway() {
      return place.gateway;
    },
    get live() {
      return live;
    },
    async restartBrowser() {
      await live.close();
      live = await launch();
    },
    signIn: (name = 'fred.2', server = place.gateway.url) => signInThroughOptions(live, { server, name, password }),
    async signInAgain(server = place.gateway.url, name = 'fred.2') {
      const page = await pageAt('options/index.html#accounts');
      await page.locator('::-p-aria([name="Sign in again"][role="button"])').click();
      await fillInSignIn(await signInWindow(live.browser, server), { server, name, password });
      await until('connected again', async () => !(await world.badge()).title.match(/sign in/i));
      await page.close();
    },
    async badge() {
      const worker = await live.worker();
      const read =
        '(async () => ({ text: await chrome.action.getBadgeText({}), title: await chrome.action.getTitle({}) }))()';
      return (await worker.evaluate(read)) as { text: string; title: string };
    },
    // The alarm that brings a worker back may take 30 s: as long must not be the end of patience.
    async waitForBadge(text, timeoutMs = 60_000) {
      await until(`badge "${text}"`, async () => (await world.badge()).text === text, timeoutMs);
    },
    openPopup: (query = '') => pageAt(`popup/index.html${query}`),
    openOptions: (hash = '') => pageAt(`options/index.html${hash}`),
    async killWorker() {
      const worker = await live.worker();
      await worker.close();
    },
    async close() {
      await live.close();
      await place.close();
    },
  };
  return world;
}
