// A Chromium browser with the built extension loaded, driven over a pipe.
import puppeteer, { type Browser, type Target, type WebWorker } from 'puppeteer-core';

export type LiveBrowser = {
  browser: Browser;
  /** Id of the loaded extension; its pages are at `chrome-extension://<id>/`. */
  extensionId: string;
  /** The running service worker; waits for it when it is not running. */
  worker(): Promise<WebWorker>;
  close(): Promise<void>;
  /** Settles when the browser has ended, whoever ended it. */
  ended: Promise<void>;
};

export type LaunchOptions = {
  executable: string;
  /** Folder with the unpacked extension. */
  extension: string;
  /** Profile folder; a throw-away one when absent. */
  profile?: string;
  isHeadless: boolean;
  args?: readonly string[];
};

const isWorkerOf = (extensionId: string) => (target: Target) =>
  target.type() === 'service_worker' && target.url().startsWith(`chrome-extension://${extensionId}/`);

function launchArguments(isHeadless: boolean): string[] {
  const always = ['--no-first-run', '--no-default-browser-check', '--disable-component-update', '--disable-sync'];
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const headless = ['--disable-gpu', '--disable-quic', '--disable-background-networking'];
  return [...always, ...asRoot, ...(isHeadless ? headless : [])];
}

/** The alarm that brings a worker back may take 30 s. */
const workerWithinMs = 45_000;

/** The browser may end a worker and start it again at any moment: then another is looked for. */
async function findReadyWorker(browser: Browser, extensionId: string): Promise<WebWorker> {
  const endMs = Date.now() + workerWithinMs;
  for (let failure: unknown; ; ) {
    const timeout = Math.max(1, endMs - Date.now());
    const target = await browser.waitForTarget(isWorkerOf(extensionId), { timeout });
    const worker = await target.worker();
    // One that is only just starting can be asked before the browser has given it anything.
    const question = worker?.evaluate('typeof chrome === "object" && chrome.runtime !== undefined');
    const isReady = await question?.catch((error: unknown) => {
      failure = error;
    });
    if (worker && isReady) return worker;
    if (Date.now() > endMs)
      throw new Error('the service worker of the extension cannot be reached', { cause: failure });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Starts the browser and loads the extension. @throws when the browser does not start or refuses the extension. */
export async function launchWithExtension(options: LaunchOptions): Promise<LiveBrowser> {
  const browser = await puppeteer.launch({
    executablePath: options.executable,
    headless: options.isHeadless,
    pipe: true,
    enableExtensions: true,
    defaultViewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ...(options.profile ? { userDataDir: options.profile } : {}),
    args: [...launchArguments(options.isHeadless), ...(options.args ?? [])],
  });
  const extensionId = await browser.installExtension(options.extension);
  const findWorker = () => findReadyWorker(browser, extensionId);
  const ended = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()));
  return { browser, extensionId, worker: findWorker, close: () => browser.close(), ended };
}
