// The built extension, in a folder of its own: what is in it, what it weighs, what it must not contain.
import '../support/extension.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lent } from '../../background/lent.ts';
import { type BundleSizes, budgets, bundleExtension, measureBundle, targets } from '../../scripts/bundle.ts';
import { lentModules } from '../../scripts/lending.ts';

describe('the built extension', () => {
  let dist: string;
  let sizes: BundleSizes;
  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), 'skylark-bundle-'));
    sizes = await bundleExtension(dist);
  });
  afterAll(() => rm(dist, { recursive: true, force: true }));

  const filesOf = (target: string) =>
    readdirSync(join(dist, target), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dist, target).length + 1));
  const scriptsOf = (target: string) => filesOf(target).filter((file) => file.endsWith('.js'));

  it('has a popup script of at most 25 KB gzip', () => {
    expect(budgets.popup).toBe(25 * 1024);
    expect(sizes.popup).toBeGreaterThan(0);
    expect(sizes.popup).toBeLessThanOrEqual(budgets.popup);
  });

  it('has a worker script of at most 40 KB gzip', () => {
    expect(budgets.background).toBe(40 * 1024);
    expect(sizes.background).toBeGreaterThan(0);
    expect(sizes.background).toBeLessThanOrEqual(budgets.background);
  });

  it('has a part for accounts of the second kind of at most 25 KB gzip, which the worker loads when there is one', () => {
    expect(budgets.ucwa).toBe(25 * 1024);
    expect(sizes.ucwa).toBeGreaterThan(0);
    expect(sizes.ucwa).toBeLessThanOrEqual(budgets.ucwa);
  });

  it('is the same in both browsers but for the manifest', () => {
    const [first = '', second = ''] = targets;
    expect(filesOf(first)).toEqual(filesOf(second));
    for (const file of filesOf(first).filter((name) => name !== 'manifest.json')) {
      expect(readFileSync(join(dist, first, file)).equals(readFileSync(join(dist, second, file))), file).toBe(true);
    }
  });

  it.each(targets)('has every file that its manifest for %s and its pages name', (target) => {
    const manifest = readFileSync(join(dist, target, 'manifest.json'), 'utf8');
    const named = [...manifest.matchAll(/"([\w./-]+\.(?:png|html|js))"/g)].map(([, path = '']) => path);
    expect(named).toContain('background.js');
    for (const path of named) expect(existsSync(join(dist, target, path)), path).toBe(true);
    for (const page of named.filter((path) => path.endsWith('.html'))) {
      const html = readFileSync(join(dist, target, page), 'utf8');
      const linked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
      expect(linked.length).toBeGreaterThan(0);
      for (const path of linked) expect(existsSync(join(dist, target, dirname(page), path)), path).toBe(true);
    }
  });

  it('contains no code that makes script or markup out of text', () => {
    for (const script of scriptsOf('chrome')) {
      const code = readFileSync(join(dist, 'chrome', script), 'utf8');
      expect(code, script).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment/,
      );
    }
  });

  it('imports scripts in the worker only, and only the two parts that lie beside it', () => {
    for (const word of ['importScripts', 'createPolicy']) {
      const naming = scriptsOf('chrome').filter((file) =>
        readFileSync(join(dist, 'chrome', file), 'utf8').includes(word),
      );
      expect(naming, word).toEqual(['background.js']);
    }
    expect(readFileSync(join(dist, 'chrome', 'background.js'), 'utf8')).toContain('/^(adding|ucwa)\\.js$/.test(');
    for (const part of ['adding.js', 'ucwa.js']) expect(scriptsOf('firefox')).toContain(part);
  });

  it('lends its parts exactly what they leave out', () => {
    expect(Object.keys(lent).sort()).toEqual(Object.values(lentModules).flat().sort());
    for (const part of ['adding.js', 'ucwa.js']) {
      const code = readFileSync(join(dist, 'chrome', part), 'utf8');
      expect(code, part).toContain('skylarkLent');
      expect(code, part).not.toContain('emoticon');
      // An error of one script must be an error to the others.
      expect(code, part).not.toMatch(/name=["'`](Service|Command)Error/);
    }
  });

  it('has no inline script, style or handler in its pages', () => {
    for (const page of ['popup/index.html', 'options/index.html']) {
      const html = readFileSync(join(dist, 'chrome', page), 'utf8');
      expect(html, page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });

  it('calls fetch in the worker only', () => {
    for (const script of scriptsOf('chrome').filter((file) => file !== 'background.js')) {
      expect(readFileSync(join(dist, 'chrome', script), 'utf8'), script).not.toMatch(
        /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon/,
      );
    }
  });

  it('leaves nothing behind of the build, and replaces what was there before', async () => {
    await writeFile(join(dist, 'chrome', 'stale.js'), '');
    expect(await bundleExtension(dist)).toEqual(sizes);
    expect(readdirSync(dist).sort()).toEqual([...targets].sort());
    expect(filesOf('chrome')).not.toContain('stale.js');
    expect(await measureBundle(dist)).toEqual(sizes);
  });
});
