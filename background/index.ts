// The background script. Registers every listener in the first synchronous turn, so that none is missed by a worker that
// an event woke, and does nothing else.
import { browser } from '../extension/browser.ts';
import { openDatabase } from '../extension/database.ts';
import { serviceFactories } from './services.ts';
import { createTransport } from './transport.ts';
import { createWorker } from './worker.ts';

const worker = createWorker(
  {
    browser,
    transport: createTransport(),
    openDatabase,
    nowMs: () => Date.now(),
    random: () => Math.random(),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
        const end = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal?.aborted) end();
        else signal?.addEventListener('abort', end, { once: true });
      }),
    version: browser.runtime.getManifest().version,
  },
  serviceFactories,
);

const listenToNotifications = () => {
  const clicked = browser.notifications?.onClicked;
  if (clicked && !clicked.hasListener(worker.onNotificationClicked)) clicked.addListener(worker.onNotificationClicked);
};

browser.runtime.onMessage.addListener(worker.onCommand);
browser.runtime.onInstalled.addListener(() => void worker.onAlarm());
browser.runtime.onStartup.addListener(() => void worker.onAlarm());
browser.alarms.onAlarm.addListener(() => void worker.onAlarm());
browser.permissions.onAdded.addListener((permissions) => {
  listenToNotifications();
  void worker.onPermissions(permissions);
});
browser.permissions.onRemoved.addListener((permissions) => void worker.onPermissions(permissions));
globalThis.addEventListener('online', () => void worker.onOnline());
listenToNotifications();
