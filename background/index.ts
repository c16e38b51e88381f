// The background script. Registers every listener in the first synchronous turn, so that none is missed by a worker that
// an event woke, and does nothing else.
import './lent.ts';
import { browser } from '../extension/browser.ts';
import { openDatabase } from '../extension/database.ts';
import { keepParts, loadPart } from './parts.ts';
import { serviceFactories } from './services.ts';
import { createTransport } from './transport.ts';
import { createWorker } from './worker.ts';

/** A longer timer would end at once. */
const longestTimerMs = 2 ** 31 - 1;

const worker = createWorker(
  {
    browser,
    transport: createTransport(),
    loadPart,
    openDatabase,
    nowMs: () => Date.now(),
    random: () => Math.random(),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, Math.min(ms, longestTimerMs));
        if (signal?.aborted) end();
        else signal?.addEventListener('abort', end);
      }),
    version: browser.runtime.getManifest().version,
    report: (fault) => console.error('Skylark:', fault instanceof Error ? fault.message : 'unknown fault'),
  },
  serviceFactories,
);

const listenToNotifications = () => {
  const clicked = browser.notifications?.onClicked;
  if (clicked && !clicked.hasListener(worker.onNotificationClicked)) clicked.addListener(worker.onNotificationClicked);
};

keepParts();
browser.runtime.onMessage.addListener(worker.onCommand);
browser.runtime.onInstalled.addListener(({ reason }) => void worker.onInstalled(reason));
browser.runtime.onStartup.addListener(() => void worker.onAlarm());
browser.alarms.onAlarm.addListener(() => void worker.onAlarm());
browser.permissions.onAdded.addListener((permissions) => {
  listenToNotifications();
  void worker.onPermissions(permissions);
});
browser.permissions.onRemoved.addListener((permissions) => void worker.onPermissions(permissions));
globalThis.addEventListener('online', () => void worker.onOnline());
listenToNotifications();
