// Builds the extension: one source, one manifest, two browsers. Pages and worker are bundled once; the browsers differ in
// the manifest only.
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { build, type InlineConfig, type Plugin } from 'vite';
import { createBorrowing } from './lending.ts';
import { deriveManifest, type TargetBrowser } from './manifest.ts';

export const root = join(import.meta.dirname, '..');
export const targets: readonly TargetBrowser[] = ['chrome', 'firefox'];

/** Upper limits of script sizes, gzip bytes (docs/architecture.md, "Budgets"). */
export const budgets = { popup: 25 * 1024, background: 40 * 1024, ucwa: 25 * 1024 } as const;

/**
 * `popup` is what shows the list of conversations; `popupParts` what is loaded after it, on demand. `adding` and `ucwa` are what the
 * worker loads on demand.
 */
export type BundleSizes = Record<'popup' | 'popupParts' | 'options' | 'background' | 'adding' | 'ucwa', number>;

/**
 * Takes out of Preact the one place where it could turn text into markup (`dangerouslySetInnerHTML`). Trusted Types forbid its use
 * anyway; what is not in the file needs no proof. Fails the build when Preact looks different.
 */
const withoutInnerHtml: Plugin = {
  name: 'skylark-without-inner-html',
  transform(code, id) {
    if (!/[\\/]preact[\\/]dist[\\/]preact\.mjs$/.test(id)) return undefined;
    const assignment =
      /\w+\|\|\w+&&\(\w+\.__html==\w+\.__html\|\|\w+\.__html==\w+\.innerHTML\)\|\|\(\w+\.innerHTML=\w+\.__html\),/;
    const without = code.replace(assignment, '');
    if (without.includes('innerHTML')) throw new Error('Preact sets innerHTML in a place that the build does not know');
    return { code: without, map: null };
  },
};

/**
 * Takes out of idb what lets `for await` walk over stores: nobody here does (the architecture test looks), it is a large part of the library,
 * and every access to a store would pass it. Fails the build when idb looks different.
 */
const withoutStoreIteration: Plugin = {
  name: 'skylark-without-store-iteration',
  transform(code, id) {
    if (!/[\\/]idb[\\/]build[\\/]index\.js$/.test(id)) return undefined;
    const [before, iteration, ...rest] = code.split(/^const advanceMethodProps = |^export {/m);
    if (!iteration?.includes('async function* iterate') || before?.includes('iterate') || rest.length !== 1)
      throw new Error('idb walks over stores in a place that the build does not know');
    return { code: `${before}export {${rest[0]}`, map: null };
  },
};

/** Where every byte counts, a second minifier finds another 2 to 3 % behind the bundler's own. */
const budgeted: ReadonlySet<string> = new Set(['popup/main.js', 'background.js', 'ucwa.js']);

const minifiedTwice: Plugin = {
  name: 'skylark-minified-twice',
  enforce: 'post',
  async generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk' || !budgeted.has(file.fileName)) continue;
      const compress = { passes: 3, ecma: 2020 as const, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false };
      const { code } = await minify(file.code, { module: true, ecma: 2020, compress });
      if (code) file.code = code;
    }
  },
};

/** The bundler finds it worth a remark that a minifier takes longest of all. */
const checks = { pluginTimings: false };

const shared: InlineConfig = {
  root,
  base: './',
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [withoutInnerHtml, withoutStoreIteration, minifiedTwice],
  // Parts of a page are files of our own on the same disk: nothing is won by preloading them, and one style sheet serves all.
  build: {
    modulePreload: false,
    cssCodeSplit: false,
    target: 'es2022',
    emptyOutDir: false,
    reportCompressedSize: false,
  },
};

function page(name: 'popup' | 'options', outDir: string): InlineConfig {
  return {
    ...shared,
    build: {
      ...shared.build,
      outDir,
      rolldownOptions: {
        checks,
        input: join(root, name, 'index.html'),
        output: {
          entryFileNames: `${name}/main.js`,
          chunkFileNames: `${name}/[name].js`,
          assetFileNames: `${name}/[name][extname]`,
          // What the page starts with is one file; parts that are loaded later share it.
          codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] },
        },
      },
    },
  };
}

/** Scripts of the worker: its own, and its parts. Classic ones: only into those can a service worker import others later. */
const workerScripts = { background: 'index.ts', adding: 'adding-part.ts', ucwa: 'ucwa-part.ts' } as const;

function worker(name: keyof typeof workerScripts, outDir: string): InlineConfig {
  return {
    ...shared,
    plugins: [shared.plugins, name !== 'background' && createBorrowing(root)],
    build: {
      ...shared.build,
      outDir,
      rolldownOptions: {
        checks,
        input: join(root, 'background', workerScripts[name]),
        output: { format: 'iife', entryFileNames: `${name}.js`, codeSplitting: false },
      },
    },
  };
}

/** Folder of the texts: one folder for each language, in parts. */
export const localesFolder = join(root, 'extension', '_locales');

/** Joins the parts of each language into the one file that browsers read. @throws on a key that two parts define. */
export async function joinLocales(outDir: string, source = localesFolder): Promise<void> {
  for (const language of await readdir(source)) {
    const messages: Record<string, unknown> = {};
    for (const part of (await readdir(join(source, language))).sort()) {
      const texts = JSON.parse(await readFile(join(source, language, part), 'utf8')) as Record<string, unknown>;
      for (const [key, message] of Object.entries(texts)) {
        if (key in messages) throw new Error(`text ${key} is defined twice in language ${language} (again in ${part})`);
        messages[key] = message;
      }
    }
    await mkdir(join(outDir, '_locales', language), { recursive: true });
    await writeFile(join(outDir, '_locales', language, 'messages.json'), JSON.stringify(messages));
  }
}

async function sizeOf(folder: string, files: Iterable<string>): Promise<number> {
  const sizes = await Promise.all([...files].map(async (file) => gzipSync(await readFile(join(folder, file))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The scripts that a page loads before it shows anything: its main script and what that imports, not what it loads later. */
async function startScripts(folder: string): Promise<Set<string>> {
  const found = new Set<string>();
  const queue = ['main.js'];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const code = await readFile(join(folder, file), 'utf8');
    for (const [, name = ''] of code.matchAll(/\bfrom\s*"\.\/([\w.-]+\.js)"|\bimport\s*"\.\/([\w.-]+\.js)"/g))
      queue.push(name);
  }
  return found;
}

/** Gzip sizes of the built scripts, bytes. */
export async function measureBundle(dist = join(root, 'dist')): Promise<BundleSizes> {
  const folder = join(dist, 'chrome');
  const popup = join(folder, 'popup');
  const options = join(folder, 'options');
  const scripts = async (page: string) => (await readdir(page)).filter((file) => file.endsWith('.js'));
  const atStart = await startScripts(popup);
  return {
    popup: await sizeOf(popup, atStart),
    popupParts: await sizeOf(
      popup,
      (await scripts(popup)).filter((file) => !atStart.has(file)),
    ),
    options: await sizeOf(options, await scripts(options)),
    background: await sizeOf(folder, ['background.js']),
    adding: await sizeOf(folder, ['adding.js']),
    ucwa: await sizeOf(folder, ['ucwa.js']),
  };
}

/** The same files whatever `NODE_ENV` says: Vite would build for developing in any other than production. */
async function inProduction<T>(work: () => Promise<T>): Promise<T> {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    return await work();
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

/** Writes both targets into `stage`. */
async function bundleInto(stage: string): Promise<void> {
  const [first, ...others] = targets.map((target) => join(stage, target));
  if (!first) throw new Error('no target to build');
  await mkdir(first, { recursive: true });
  for (const config of [
    page('popup', first),
    page('options', first),
    worker('background', first),
    worker('adding', first),
    worker('ucwa', first),
  ])
    await build(config);
  await joinLocales(first);
  await cp(join(root, 'extension', 'icons'), join(first, 'icons'), {
    recursive: true,
    filter: (path) => !path.endsWith('.svg'),
  });
  for (const other of others) await cp(first, other, { recursive: true });
  const manifest = JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  for (const target of targets) {
    const derived = deriveManifest(manifest, target);
    await writeFile(join(stage, target, 'manifest.json'), `${JSON.stringify(derived, null, 2)}\n`);
  }
}

/**
 * Builds `dist/chrome/` and `dist/firefox/`. They are replaced only when all of it succeeded, so that a browser that runs the last
 * build keeps it when the next one fails.
 * @param dist folder that holds both
 * @throws when the source does not build; nothing is changed then
 */
export async function bundleExtension(dist = join(root, 'dist')): Promise<BundleSizes> {
  await mkdir(dist, { recursive: true });
  const stage = await mkdtemp(join(dist, '.stage-'));
  try {
    await inProduction(() => bundleInto(stage));
    for (const target of targets) {
      const old = join(stage, `old-${target}`);
      await rename(join(dist, target), old).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      await rename(join(stage, target), join(dist, target));
    }
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  return measureBundle(dist);
}
