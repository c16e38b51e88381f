// One install of the built extension in a browser of its own, on a profile that survives the browser.
import { join } from 'node:path';
import type { CDPSession, Page } from 'puppeteer-core';
import { findBrowser } from '../scripts/browsers.ts';
import { launchWithExtension } from '../scripts/live-browser.ts';
import { signInThroughOptions } from '../scripts/live-extension.ts';
import { addUcwaAccount, mendAccount } from './accounts.ts';
import { type UpgradeResult, upgradeFrom } from './older-versions.ts';
import { password } from './people.ts';
import { processesOf, signal } from './processes.ts';
import * as stored from './stored.ts';
import { clockScript, stopScript } from './worker-scripts.ts';

export type CommandReply = { ok: boolean; value?: unknown };

export type Install = {
  /** Adds the account over the Skype protocol. */
  signIn(server: string): Promise<void>;
  /** Adds an account over UCWA, of somebody else. */
  signInOverUcwa(server: string): Promise<void>;
  /** Sends a command of a page; answers its reply. */
  command(name: string, payload: object): Promise<CommandReply>;
  /** Waits for the first messages of the first account. */
  hasMessages(): Promise<void>;
  accounts(): Promise<stored.StoredAccount[]>;
  /** Does what an account asks of the user in the settings: signs in again, or tries again. */
  mend(account: stored.StoredAccount, server: string): Promise<void>;
  stored(account: string): Promise<stored.Stored>;
  amount(account: string): Promise<{ messages: number; waiting: number }>;
  newest(account: string, conversation: string): Promise<number>;
  incidents(): Promise<Record<string, number>>;
  badge(): Promise<string>;
  /** Texts that the popup shows at the end of a conversation. */
  shown(account: string, conversation: string): Promise<string[]>;
  killWorker(): Promise<void>;
  /** Kills the worker before the n-th call it makes after a poll reply; answers the call, or '' when there were fewer. */
  killWorkerAt(step: number, patienceMs: number): Promise<string | undefined>;
  /** Puts the worker's clock off; its next life has the right one. */
  setClock(offsetMs: number): Promise<void>;
  /** Makes the database that of an older version and starts the worker on it. */
  upgrade(version: number): Promise<UpgradeResult>;
  /** SIGKILL, and a new browser on the same profile. */
  killBrowser(): Promise<void>;
  /** Stops every process of the browser, as a machine that sleeps, and lets it go on. */
  sleep(ms: number): Promise<void>;
  /** The extension may store so many bytes from now on; undefined: as many as it likes. */
  limitStorage(bytes: number | undefined): Promise<void>;
  close(): Promise<void>;
};

/** Resolves with undefined when it takes longer. */
const atMost = <T>(ms: number, work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))]);

/** Starts a browser with the extension. @param folder of this install only @param extension the built one */
export async function createInstall(folder: string, extension: string): Promise<Install> {
  const executable = findBrowser('chromium');
  if (!executable) throw new Error('There is no Chromium browser on this machine.');
  const profile = join(folder, 'browser');
  const launch = () => launchWithExtension({ executable, extension, profile, isHeadless: true });
  let live = await launch();
  let page: Page | undefined;

  const addressOf = (path: string) => `chrome-extension://${live.extensionId}/${path}`;

  async function desk(): Promise<Page> {
    if (page && !page.isClosed()) return page;
    page = await live.browser.newPage();
    // Nothing runs on it, and nothing keeps the database open.
    await page.goto(addressOf('manifest.json'));
    return page;
  }

  const workerTarget = () =>
    live.browser.targets().find((one) => one.type() === 'service_worker' && one.url().includes(live.extensionId));

  async function inWorker(script: string, prepare?: (session: CDPSession) => Promise<void>): Promise<boolean> {
    const worker = await workerTarget()?.worker();
    if (!worker) return false;
    await prepare?.(worker.client);
    await worker.evaluate(script);
    return true;
  }

  const install: Install = {
    signIn: (server) => signInThroughOptions(live, { server, name: 'fred.2', password }),
    signInOverUcwa: (server) => addUcwaAccount(install, server),
    async command(name, payload) {
      const call = `chrome.runtime.sendMessage(${JSON.stringify({ 'skylark-command': name, payload })})`;
      const reply = await atMost(60_000, (await desk()).evaluate(call));
      return (reply ?? { ok: false }) as CommandReply;
    },
    async hasMessages() {
      for (let tries = 0; tries < 60; tries += 1) {
        const [account] = await install.accounts();
        if (account && (await install.amount(account.id)).messages > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      throw new Error('no message came to a new install');
    },
    accounts: async () => stored.readAccounts(await desk()),
    mend: (account, server) => mendAccount(live, account, server),
    stored: async (account) => stored.readStored(await desk(), account),
    amount: async (account) => stored.readAmount(await desk(), account),
    newest: async (account, conversation) => stored.readNewest(await desk(), account, conversation),
    incidents: async () => stored.readIncidents(await desk()),
    badge: async () => String(await (await desk()).evaluate('chrome.action.getBadgeText({})')),
    async shown(account, conversation) {
      const query = new URLSearchParams({ account, conversation });
      const popup = await live.browser.newPage();
      try {
        await popup.goto(addressOf(`popup/index.html?${query}`));
        await popup.waitForSelector('.log .bubble', { timeout: 30_000 });
        return await popup.$$eval('.log .bubble', (all) => all.map((one) => one.textContent ?? ''));
      } finally {
        await popup.close();
      }
    },
    async killWorker() {
      const worker = await workerTarget()?.worker();
      // It may have ended by itself meanwhile.
      await worker?.close().catch(() => undefined);
    },
    async killWorkerAt(step, patienceMs) {
      let tell: (name: string) => void = () => {};
      const told = new Promise<string>((resolve) => {
        tell = resolve;
      });
      await inWorker(stopScript(step), async (session) => {
        session.on('Runtime.bindingCalled', ({ name, payload }: { name: string; payload: string }) => {
          if (name === 'skylarkStopped') tell(payload);
        });
        await session.send('Runtime.addBinding', { name: 'skylarkStopped' });
      });
      const name = await atMost(patienceMs, told);
      if (name) await install.killWorker();
      return name;
    },
    setClock: async (offsetMs) => void (await inWorker(clockScript(offsetMs))),
    async upgrade(version) {
      const own = await desk();
      await install.killWorker();
      return upgradeFrom(own, version, () => install.command('wake', {}));
    },
    async killBrowser() {
      signal(await processesOf(live.browser.process()?.pid), 'SIGKILL');
      await live.ended;
      page = undefined;
      live = await launch();
    },
    async sleep(ms) {
      const pids = await processesOf(live.browser.process()?.pid);
      signal(pids, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, ms));
      signal(pids, 'SIGCONT');
    },
    async limitStorage(bytes) {
      const session = await (await desk()).createCDPSession();
      const limit = {
        origin: `chrome-extension://${live.extensionId}`,
        ...(bytes !== undefined && { quotaSize: bytes }),
      };
      await session.send('Storage.overrideQuotaForOrigin', limit);
      await session.detach();
    },
    close: () => live.close(),
  };
  return install;
}
