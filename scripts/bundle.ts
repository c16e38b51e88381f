// Builds the extension: one source, one manifest, two browsers. Pages and worker are bundled once; the browsers differ in
// the manifest only.
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type InlineConfig, type Plugin } from 'vite';
import { deriveManifest, type TargetBrowser } from './manifest.ts';

export const root = join(import.meta.dirname, '..');
export const targets: readonly TargetBrowser[] = ['chrome', 'firefox'];

/** Upper limits of script sizes, gzip bytes (docs/architecture.md, "Budgets"). */
export const budgets = { popup: 25 * 1024, background: 40 * 1024 } as const;

export type BundleSizes = Record<'popup' | 'options' | 'background', number>;

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

const shared: InlineConfig = {
  root,
  base: './',
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [withoutInnerHtml],
  // Every page loads all it needs at once; the preload helper would only add code.
  build: { modulePreload: false, target: 'es2022', emptyOutDir: false, reportCompressedSize: false },
};

function page(name: 'popup' | 'options', outDir: string): InlineConfig {
  return {
    ...shared,
    build: {
      ...shared.build,
      outDir,
      rolldownOptions: {
        input: join(root, name, 'index.html'),
        output: {
          entryFileNames: `${name}/main.js`,
          chunkFileNames: `${name}/[name].js`,
          assetFileNames: `${name}/[name][extname]`,
        },
      },
    },
  };
}

function worker(outDir: string): InlineConfig {
  return {
    ...shared,
    build: {
      ...shared.build,
      outDir,
      rolldownOptions: {
        input: join(root, 'background', 'index.ts'),
        output: { entryFileNames: 'background.js', codeSplitting: false },
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

async function scriptSize(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js'));
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(join(folder, file))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Gzip sizes of the built scripts, bytes. */
export async function measureBundle(dist = join(root, 'dist')): Promise<BundleSizes> {
  const folder = join(dist, 'chrome');
  const background = gzipSync(await readFile(join(folder, 'background.js'))).length;
  return {
    popup: await scriptSize(join(folder, 'popup')),
    options: await scriptSize(join(folder, 'options')),
    background,
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
  for (const config of [page('popup', first), page('options', first), worker(first)]) await build(config);
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
