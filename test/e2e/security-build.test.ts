// What was built, as the browsers get it: what the manifests ask for, what Chromium would warn of at installation, what the running
// pages are held to, and that nothing in the files comes from elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startThief, type Thief } from '../support/thief.ts';
import { createWorld, dist, type World } from './harness.ts';

type Manifest = Record<string, unknown>;

const targets = ['chrome', 'firefox'] as const;
const read = (target: string, file: string) => readFileSync(join(dist, target, file), 'utf8');
const manifests = Object.fromEntries(
  targets.map((target) => [target, JSON.parse(read(target, 'manifest.json')) as Manifest]),
);
const filesOf = (target: string) =>
  readdirSync(join(dist, target), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(dist, target).length + 1));

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self' https: http://127.0.0.1:* http://localhost:*",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types skylark-parts',
].join('; ');

const common = [
  ...['action', 'background', 'commands', 'content_security_policy', 'default_locale', 'description'],
  ...['host_permissions', 'icons', 'manifest_version', 'name', 'optional_host_permissions', 'optional_permissions'],
  ...['options_ui', 'permissions', 'version'],
];
/** Every key of the manifest. A key that is not here opens a door that nobody has looked at. */
const keys = {
  chrome: [...common, 'minimum_chrome_version'].sort(),
  firefox: [...common, 'browser_specific_settings'].sort(),
};

describe.each(targets)('the built manifest for %s', (target) => {
  const manifest = manifests[target] ?? {};

  it('has these keys and no other: no page of others, no script in pages of others, no way in for messages of others', () => {
    expect(Object.keys(manifest).sort()).toEqual(keys[target]);
    for (const door of ['web_accessible_resources', 'content_scripts', 'externally_connectable', 'sandbox'])
      expect(manifest).not.toHaveProperty(door);
    expect(manifest.manifest_version).toBe(3);
  });

  it('is installed with four permissions and loopback, and asks for the rest at the click that needs it', () => {
    expect(manifest.permissions).toEqual(['storage', 'alarms', 'identity', 'idle']);
    expect(manifest.host_permissions).toEqual(['http://127.0.0.1/*', 'http://localhost/*']);
    expect(manifest.optional_permissions).toEqual(['notifications']);
    expect(manifest.optional_host_permissions).toEqual(['https://*/*']);
  });

  it('has this policy, with Trusted Types and one policy by name', () => {
    expect(manifest.content_security_policy).toEqual({ extension_pages: policy });
  });

  it('names files of its own only', () => {
    const named = [...JSON.stringify(manifest).matchAll(/"([^"]*\.(?:js|html|png|css))"/g)].map(([, path]) => path);
    expect(named.length).toBeGreaterThan(5);
    const files = new Set(filesOf(target));
    for (const path of named) expect(files, path).toContain(path);
  });
});

describe('the built files', () => {
  it('are scripts, pages, styles, icons and texts, and nothing else', () => {
    for (const target of targets) {
      const kinds = new Set(filesOf(target).map((file) => file.replace(/^.*\./, '')));
      expect([...kinds].sort()).toEqual(['css', 'html', 'js', 'json', 'png']);
    }
  });

  it('load nothing from elsewhere: no script, style or import by an address with a host', () => {
    for (const file of filesOf('chrome').filter((name) => /\.(js|html|css)$/.test(name))) {
      const text = read('chrome', file);
      expect(text, file).not.toMatch(/\bimport\s*\(?\s*["'`](?:https?:)?\/\//);
      expect(text, file).not.toMatch(/\bfrom\s*["'`](?:https?:)?\/\//);
      expect(text, file).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
      expect(text, file).not.toMatch(/@import|url\(\s*["']?(?:https?:)?\/\//);
      expect(text, file).not.toMatch(/sourceMappingURL/);
    }
  });

  it('import other files only by a name that stands in the script', () => {
    for (const file of filesOf('chrome').filter((name) => name.endsWith('.js') && name !== 'background.js')) {
      for (const [call] of read('chrome', file).matchAll(/\bimport\([^)]*\)/g)) {
        expect(call, file).toMatch(/^import\([`"']\.\/[\w.-]+\.js[`"']\)$/);
      }
    }
  });
});

describe('in Chromium', () => {
  let world: World;
  let thief: Thief;
  let page: Page;
  beforeAll(async () => {
    world = await createWorld();
    thief = await startThief();
    page = await world.openOptions();
  });
  afterAll(async () => {
    await world?.close();
    await thief?.close();
  });

  it('the installation warns of loopback and of nothing else', async () => {
    const warnings = (manifest: Manifest) =>
      page.evaluate((text) => {
        type Management = { getPermissionWarningsByManifest(text: string): Promise<string[]> };
        const { management } = (globalThis as unknown as { chrome: { management: Management } }).chrome;
        return management.getPermissionWarningsByManifest(text);
      }, JSON.stringify(manifest));
    const built = manifests.chrome ?? {};
    expect(await warnings({ ...built, host_permissions: [] })).toEqual([]);
    const [only = '', ...others] = await warnings(built);
    expect(others).toEqual([]);
    expect(only).toMatch(/127\.0\.0\.1|localhost/);
    // The question is asked in a way that would show more.
    expect((await warnings({ ...built, permissions: ['tabs', 'history'] })).length).toBeGreaterThan(1);
  });

  it('has just these permissions when it runs', async () => {
    const granted = await page.evaluate(() => {
      type Permissions = { getAll(): Promise<{ permissions: string[]; origins: string[] }> };
      return (globalThis as unknown as { chrome: { permissions: Permissions } }).chrome.permissions.getAll();
    });
    expect(granted.permissions.sort()).toEqual(['alarms', 'identity', 'idle', 'storage']);
    expect(granted.origins.sort()).toEqual(['http://127.0.0.1/*', 'http://localhost/*']);
  });

  it('no text becomes markup or script in a page, not even for a script of ours', async () => {
    const errors = await page.evaluate(async () => {
      // The debugger's own call is let through; what runs after it is held to the policy.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const tries: Record<string, () => unknown> = {
        innerHTML: () => {
          document.createElement('div').innerHTML = '<b>x</b>';
        },
        eval: () => (Reflect.get(globalThis, 'eval') as (text: string) => unknown)('1'),
        'new Function': () => new Function('return 1')(),
        'a script by address': () => {
          document.createElement('script').src = 'main.js';
        },
        'a policy of another name': () =>
          (
            globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
          ).trustedTypes.createPolicy('mine', {}),
      };
      return Object.entries(tries).map(([what, run]) => {
        try {
          run();
          return `${what}: done`;
        } catch (error) {
          return `${what}: ${error instanceof Error ? error.constructor.name : 'refused'}`;
        }
      });
    });
    expect(errors).toHaveLength(5);
    for (const line of errors) expect(line).toMatch(/: (TypeError|EvalError)$/);
  });

  it('a page loads no picture, script, style, frame or form from elsewhere', async () => {
    const blocked = await page.evaluate(async (foreign) => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const add = (name: string, attributes: Record<string, string>) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        document.body.append(element);
        return element;
      };
      add('img', { src: `${foreign}/picture.png` });
      add('audio', { src: `${foreign}/sound.mp3` });
      add('link', { rel: 'stylesheet', href: `${foreign}/style.css` });
      add('iframe', { src: `${foreign}/frame.html` });
      const form = add('form', { action: `${foreign}/form`, method: 'post' }) as HTMLFormElement;
      form.submit();
      await fetch(foreign.replace('127.0.0.1', '127.0.0.2')).catch(() => undefined);
      for (let round = 0; round < 200 && new Set(seen).size < 6; round++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return [...new Set(seen)].sort();
    }, thief.url);
    expect(blocked).toEqual(['connect-src', 'form-action', 'frame-src', 'img-src', 'media-src', 'style-src-elem']);
    expect(page.url()).toContain(world.live.extensionId);
    expect(thief.requests).toEqual([]);
  });

  it('a web page can load no file of ours, whichever it is', async () => {
    const web = await world.live.browser.newPage();
    await web.goto(`${world.gateway.url}/.well-known/skylark`);
    const addresses = filesOf('chrome').map((file) => `chrome-extension://${world.live.extensionId}/${file}`);
    const loaded = await web.evaluate(
      (all) =>
        Promise.all(
          all.map((url) =>
            fetch(url, { mode: 'no-cors' }).then(
              () => [url],
              () => [],
            ),
          ),
        ),
      addresses,
    );
    expect(addresses.length).toBeGreaterThan(30);
    expect(loaded.flat()).toEqual([]);
    await web.close();
  });
});
