// One install of the built extension in a browser of its own, on a profile that survives the browser.
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { findBrowser } from '../scripts/browsers.ts';
import { type LiveBrowser, launchWithExtension } from '../scripts/live-browser.ts';
import { signInThroughOptions } from '../scripts/live-extension.ts';
import { password } from './people.ts';

export type StoredMessage = {
  conversation: string;
  id: string;
  order: number;
  sender: string;
  text: string;
  incoming: number;
};
export type StoredConversation = { id: string; unread: number; readUpTo: number };
export type OutboxState = { conversation: string; text: string; state: string };
export type Stored = { messages: StoredMessage[]; conversations: StoredConversation[]; outbox: OutboxState[] };

export type Install = {
  signIn(server: string): Promise<void>;
  /** Sends a command of a page; answers its reply. */
  command(name: string, payload: object): Promise<{ ok: boolean; value?: unknown }>;
  account(): Promise<string>;
  stored(): Promise<Stored>;
  badge(): Promise<string>;
  /** Texts that the popup shows at the end of a conversation. */
  shown(conversation: string): Promise<string[]>;
  killWorker(): Promise<void>;
  /** SIGKILL, and a new browser on the same profile. */
  killBrowser(): Promise<void>;
  /** Stops every process of the browser, as a machine that sleeps, and lets it go on. */
  sleep(ms: number): Promise<void>;
  /** The extension may store so many bytes from now on; undefined: as many as it likes. */
  limitStorage(bytes: number | undefined): Promise<void>;
  close(): Promise<void>;
};

const readStored = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('skylark');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const database = opening.result;
    const transaction = database.transaction(['messages', 'conversations', 'outbox']);
    const all = (name) => new Promise((done) => {
      const asking = transaction.objectStore(name).getAll();
      asking.onsuccess = () => done(asking.result);
    });
    Promise.all([all('messages'), all('conversations'), all('outbox')]).then(([messages, conversations, outbox]) => {
      database.close();
      resolve({
        messages: messages.map((row) => ({ conversation: row.conversation, id: row.id, order: row.order, sender: row.sender, text: row.raw.content, incoming: row.incoming })),
        conversations: conversations.map(({ id, unread, readUpTo }) => ({ id, unread, readUpTo })),
        outbox: outbox.map(({ conversation, text, state }) => ({ conversation, text, state })),
      });
    });
  };
})`;

/** Process ids of a browser and all that it started. */
async function processesOf(live: LiveBrowser): Promise<number[]> {
  const first = live.browser.process()?.pid;
  if (first === undefined) return [];
  const { readdir, readFile } = await import('node:fs/promises');
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent) parents.set(Number(name), parent);
  }
  const found = [first];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

function signal(pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself.
    }
  }
}

/** Starts a browser with the extension. @param folder of this install only @param extension the built one */
export async function createInstall(folder: string, extension: string): Promise<Install> {
  const executable = findBrowser('chromium');
  if (!executable) throw new Error('There is no Chromium browser on this machine.');
  const profile = join(folder, 'browser');
  const launch = () => launchWithExtension({ executable, extension, profile, isHeadless: true });
  let live = await launch();
  let page: Page | undefined;

  async function desk(): Promise<Page> {
    if (page && !page.isClosed()) return page;
    page = await live.browser.newPage();
    await page.goto(`chrome-extension://${live.extensionId}/options/index.html`);
    return page;
  }

  const install: Install = {
    signIn: (server) => signInThroughOptions(live, { server, name: 'fred.2', password }),
    async command(name, payload) {
      const call = `chrome.runtime.sendMessage(${JSON.stringify({ 'skylark-command': name, payload })})`;
      return ((await (await desk()).evaluate(call)) ?? { ok: false }) as { ok: boolean; value?: unknown };
    },
    async account() {
      const read = `new Promise((resolve) => {
        const opening = indexedDB.open('skylark');
        opening.onsuccess = () => {
          const asking = opening.result.transaction('accounts').objectStore('accounts').getAllKeys();
          asking.onsuccess = () => { opening.result.close(); resolve(asking.result[0]); };
        };
      })`;
      return String(await (await desk()).evaluate(read));
    },
    stored: async () => (await (await desk()).evaluate(readStored)) as Stored,
    badge: async () => String(await (await desk()).evaluate('chrome.action.getBadgeText({})')),
    async shown(conversation) {
      const account = await install.account();
      const query = new URLSearchParams({ account, conversation });
      const popup = await live.browser.newPage();
      await popup.goto(`chrome-extension://${live.extensionId}/popup/index.html?${query}`);
      await popup.waitForSelector('.log .bubble', { timeout: 30_000 });
      const texts = await popup.$$eval('.log .bubble', (all) => all.map((one) => one.textContent ?? ''));
      await popup.close();
      return texts;
    },
    async killWorker() {
      const target = live.browser
        .targets()
        .find((one) => one.type() === 'service_worker' && one.url().includes(live.extensionId));
      await (await target?.worker())?.close();
    },
    async killBrowser() {
      const pids = await processesOf(live);
      signal(pids, 'SIGKILL');
      await live.ended;
      page = undefined;
      live = await launch();
    },
    async sleep(ms) {
      const pids = await processesOf(live);
      signal(pids, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, ms));
      signal(pids, 'SIGCONT');
    },
    async limitStorage(bytes) {
      const session = await (await desk()).createCDPSession();
      const origin = `chrome-extension://${live.extensionId}`;
      await session.send('Storage.overrideQuotaForOrigin', {
        origin,
        ...(bytes !== undefined && { quotaSize: bytes }),
      });
      await session.detach();
    },
    close: () => live.close(),
  };
  return install;
}
