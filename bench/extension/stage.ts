// What the benchmarks of the extension run on: the extension as it is shipped, with two pages more, in a browser of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { build } from 'vite';
import { findBrowser } from '../../scripts/browsers.ts';
import { type BundleSizes, bundleExtension, root } from '../../scripts/bundle.ts';
import { type LiveBrowser, launchWithExtension } from '../../scripts/live-browser.ts';
import type { Desk } from './lab/desk.ts';

export type Stage = {
  sizes: BundleSizes;
  live: LiveBrowser;
  open(path: string): Promise<Page>;
  /** Ends the browser and starts it again on the same profile. */
  restart(): Promise<void>;
};

let built: Promise<{ folder: string; extension: string; sizes: BundleSizes }> | undefined;

async function buildLab() {
  const folder = await mkdtemp(join(tmpdir(), 'skylark-bench-'));
  const sizes = await bundleExtension(folder);
  const extension = join(folder, 'chrome');
  const pages = ['blank', 'desk'].map((name) => join(root, 'bench', 'extension', 'lab', `${name}.html`));
  await build({
    ...{ root, base: './', configFile: false, logLevel: 'warn', publicDir: false, mode: 'production' },
    build: {
      ...{ outDir: extension, emptyOutDir: false, modulePreload: false, target: 'es2022', reportCompressedSize: false },
      rolldownOptions: {
        input: pages,
        output: { entryFileNames: 'bench/[name].js', chunkFileNames: 'bench/[name].js' },
      },
    },
  });
  return { folder, extension, sizes };
}

/** The built extension; built once in a run. */
export function lab() {
  built ??= buildLab();
  return built;
}

/** Deletes what was built. */
export async function clearLab(): Promise<void> {
  if (built) await rm((await built).folder, { recursive: true, force: true });
  built = undefined;
}

/** Runs `work` in a fresh browser. */
export async function onStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const executable = findBrowser('chromium');
  if (!executable) throw new Error('There is no Chromium browser on this machine.');
  const { extension, sizes } = await lab();
  const profile = await mkdtemp(join(tmpdir(), 'skylark-bench-'));
  const launch = () => launchWithExtension({ executable, extension, profile, isHeadless: true });
  let live = await launch();
  try {
    return await work({
      sizes,
      get live() {
        return live;
      },
      async open(path) {
        const page = await live.browser.newPage();
        await page.goto(`chrome-extension://${live.extensionId}/${path}`);
        return page;
      },
      async restart() {
        await live.close();
        live = await launch();
      },
    });
  } finally {
    await live.close();
    await rm(profile, { recursive: true, force: true });
  }
}

export const deskPath = 'bench/extension/lab/desk.html';
export const blankPath = 'bench/extension/lab/blank.html';

/** Calls one of the functions of the desk page. */
export async function atDesk<Name extends keyof Desk>(
  page: Page,
  name: Name,
  ...parameters: Parameters<Desk[Name]>
): Promise<Awaited<ReturnType<Desk[Name]>>> {
  const call = `desk.${name}(...${JSON.stringify(parameters)})`;
  return (await page.evaluate(call)) as Awaited<ReturnType<Desk[Name]>>;
}
