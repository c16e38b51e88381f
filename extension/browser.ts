import type { Browser } from 'webextension-polyfill';

/** The extension API of this browser. Manifest V3 gives promises in Chromium (`chrome`) and Firefox (`browser`) alike. */
export const browser: Browser = (() => {
  const scope = globalThis as { browser?: Browser; chrome?: Browser };
  const api = scope.browser?.runtime ? scope.browser : scope.chrome;
  if (!api) throw new Error('Skylark runs as a browser extension only');
  return api;
})();
