export type TargetBrowser = 'chrome' | 'firefox';

type Manifest = Record<string, unknown>;

/**
 * The manifest of one browser, from the one in the project root: Chromium runs a service worker and does not know the
 * Gecko settings; Firefox runs the same file in an event page and rejects a service worker without scripts.
 */
export function deriveManifest(manifest: Manifest, target: TargetBrowser): Manifest {
  const { background, browser_specific_settings, minimum_chrome_version, ...common } = manifest;
  const { service_worker, scripts } = background as { service_worker: string; scripts: string[] };
  return target === 'chrome'
    ? { ...common, minimum_chrome_version, background: { service_worker } }
    : { ...common, browser_specific_settings, background: { scripts } };
}
