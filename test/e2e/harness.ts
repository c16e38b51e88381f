// One world for an end-to-end test: a real gateway process on a folder of its own, real Chromium with the built extension.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { findBrowser } from '../../scripts/browsers.ts';
import { type GatewayProcess, startGatewayProcess } from '../../scripts/gateway-process.ts';
import { type LiveBrowser, launchWithExtension } from '../../scripts/live-browser.ts';
import { fillInSignIn, signInThroughOptions, signInWindow } from '../../scripts/live-extension.ts';
import { RawClient } from '../support/raw-client.ts';

export const dist = join(import.meta.dirname, '..', '..', 'dist');
export const password = 'skylark-demo';

/** Polls a condition until it answers something true-like; the last error or a plain one after the time is up. */
export async function until<T>(
  what: string,
  condition: () => Promise<T> | T,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const endMs = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < endMs) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((tick) => setTimeout(tick, 50));
  }
  throw new Error(`${what}: not within ${timeoutMs} ms`, { cause: last });
}

export type World = {
  readonly gateway: GatewayProcess;
  readonly live: LiveBrowser;
  /** The gateway's data folder, for looking into it while the gateway is stopped. */
  data: string;
  /** Ends the browser and starts it again on the same profile. */
  restartBrowser(): Promise<void>;
  /** Port stays the same over restarts of the gateway. */
  restartGateway(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  stopGateway(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  startGateway(): Promise<void>;
  /** Another user's (or another own) client, speaking the protocol. */
  connect(name: string, status?: string): Promise<RawClient>;
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
  close(): Promise<void>;
};

export type WorldOptions = {
  gatewayArguments?: readonly string[];
  /** Extension folder; `dist/chrome` when absent. */
  extension?: string;
  seed?: string;
};

/** A gateway data folder with the demo people and no demo life; copied for every world. */
let seeded: Promise<string> | undefined;

async function seedFolder(): Promise<string> {
  const { seedGatewayFolder } = await import('./seed.ts');
  const folder = await mkdtemp(join(tmpdir(), 'skylark-seed-'));
  await seedGatewayFolder(folder);
  process.once('exit', () => void rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  seeded ??= seedFolder();
  const folder = await mkdtemp(join(tmpdir(), 'skylark-world-'));
  const data = join(folder, 'gateway');
  await cp(await seeded, data, { recursive: true });
  const executable = findBrowser('chromium');
  if (!executable) throw new Error('no Chromium browser on this machine');

  let port = '0';
  const argv = () => ['--host', '127.0.0.1', '--port', port, '--data', data, ...(options.gatewayArguments ?? [])];
  let gateway = await startGatewayProcess(argv());
  port = new URL(gateway.url).port;
  const extension = options.extension ?? join(dist, 'chrome');
  const launch = () =>
    launchWithExtension({ executable, extension, profile: join(folder, 'browser'), isHeadless: true });
  let live = await launch();
  const pageAt = async (path: string) => {
    const page = await live.browser.newPage();
    await page.goto(`chrome-extension://${live.extensionId}/${path}`);
    return page;
  };
  const world: World = {
    get gateway() {
      return gateway;
    },
    get live() {
      return live;
    },
    data,
    async restartBrowser() {
      await live.close();
      live = await launch();
    },
    async stopGateway(signal = 'SIGTERM') {
      await gateway.stop(signal);
    },
    async startGateway() {
      gateway = await startGatewayProcess(argv());
    },
    async restartGateway(signal = 'SIGTERM') {
      await gateway.stop(signal);
      gateway = await startGatewayProcess(argv());
    },
    connect: (name, status) => RawClient.connect(gateway.url, name, password, status),
    signIn: (name = 'fred.2', server = gateway.url) => signInThroughOptions(live, { server, name, password }),
    async signInAgain(server = gateway.url, name = 'fred.2') {
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
    async waitForBadge(text, timeoutMs) {
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
      await gateway.stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}
