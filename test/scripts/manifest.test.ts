import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, targets } from '../../scripts/bundle.ts';
import { deriveManifest } from '../../scripts/manifest.ts';

type Manifest = Record<string, unknown>;

const source = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as Manifest;
const derived = Object.fromEntries(targets.map((target) => [target, deriveManifest(source, target)]));
const chrome = derived.chrome ?? {};
const firefox = derived.firefox ?? {};

/** The directives of the policy for our pages. */
function readPolicy(manifest: Manifest): Record<string, string[]> {
  const { extension_pages: policy } = manifest.content_security_policy as { extension_pages: string };
  return Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values];
    }),
  );
}

describe('the manifest', () => {
  it('gives Chromium a service worker and nothing of Gecko', () => {
    expect(chrome.background).toEqual({ service_worker: 'background.js' });
    expect(chrome.minimum_chrome_version).toMatch(/^\d+$/);
    expect(chrome).not.toHaveProperty('browser_specific_settings');
  });

  it('gives Firefox an event page, its own id and what it must know about data', () => {
    expect(firefox.background).toEqual({ scripts: ['background.js'] });
    expect(firefox).not.toHaveProperty('minimum_chrome_version');
    const { gecko } = firefox.browser_specific_settings as { gecko: Record<string, unknown> };
    expect(gecko.id).toMatch(/^[\w.-]+@[\w.-]+$/);
    expect(gecko.data_collection_permissions).toEqual({
      required: ['authenticationInfo', 'personalCommunications', 'personallyIdentifyingInfo'],
    });
  });

  it('is the same in both browsers otherwise', () => {
    const common = ({ background, browser_specific_settings, minimum_chrome_version, ...rest }: Manifest) => rest;
    expect(common(chrome)).toEqual(common(firefox));
  });

  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(source.version).toBe(version);
  });

  it('asks for exactly the permissions that the README explains', () => {
    expect(source.permissions).toEqual(['storage', 'alarms', 'identity', 'idle']);
    expect(source.host_permissions).toEqual(['http://127.0.0.1/*', 'http://localhost/*']);
    expect(source.optional_permissions).toEqual(['notifications']);
    expect(source.optional_host_permissions).toEqual(['https://*/*']);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const permissions = readme.slice(readme.indexOf('## Permissions'));
    for (const name of [
      'storage',
      'alarms',
      'identity',
      '`idle`',
      '127.0.0.1',
      'localhost',
      'notifications',
      'https://*/*',
    ]) {
      expect(permissions).toContain(name);
    }
  });

  it('opens no door for pages of others', () => {
    const doors = ['web_accessible_resources', 'content_scripts', 'externally_connectable', 'sandbox', 'update_url'];
    for (const door of doors) for (const target of targets) expect(derived[target]).not.toHaveProperty(door);
  });

  it('has a policy that allows scripts and styles of its own files only, with Trusted Types', () => {
    expect(readPolicy(source)).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'blob:', 'data:'],
      'media-src': ["'self'", 'blob:'],
      'connect-src': ["'self'", 'https:', 'http://127.0.0.1:*', 'http://localhost:*'],
      'frame-ancestors': ["'none'"],
      'form-action': ["'none'"],
      'base-uri': ["'none'"],
      'require-trusted-types-for': ["'script'"],
      // The one that imports the worker's own parts.
      'trusted-types': ['skylark-parts'],
    });
  });
});
