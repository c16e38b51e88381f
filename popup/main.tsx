// Starts the popup: reads the list, shows it, and only then wakes the worker.
import { render } from 'preact';
import { browser } from '../extension/browser.ts';
import { followTheme } from '../extension/ui/theme.ts';
import { App, conversationPart } from './App.tsx';
import { drawWith } from './cell.ts';
import { startClock } from './clock.ts';
import { openList } from './list/listing.ts';
import { part } from './part.ts';
import { followQuietHours } from './quiet.ts';
import { followRequests, isTab } from './screen.ts';
import { clockTime } from './times.ts';
import { wakeWorker } from './worker.ts';

/** Pictures of people come last, and only where the user wants them. */
const facesPart = part(() => import('./faces.ts'));

const list = openList();
// The first time that is written has the browser load the rules of its language: behind the first paint, while the database is opened.
requestAnimationFrame(() => setTimeout(() => clockTime(Date.now())));
const requested = followRequests();
followTheme();
document.documentElement.dir = browser.i18n.getMessage('@@bidi_dir') || 'ltr';
document.documentElement.lang = browser.i18n.getUILanguage();
if (isTab) document.documentElement.dataset.view = 'tab';
startClock();
followQuietHours();

// The list is drawn with the first answer of the database, whatever it is; from then on the popup draws itself.
let isShown = false;
drawWith(() => {
  if (isShown || (!list.listing.data.value && !list.listing.fault.value)) return;
  isShown = true;
  void requested.finally(show);
});

function show(): void {
  const app = document.getElementById('app');
  if (!app) return;
  app.replaceChildren();
  render(<App list={list} />, app);
  // Only after the list is on screen: a slow or dead worker must not show.
  requestAnimationFrame(() =>
    setTimeout(() => {
      void wakeWorker();
      void conversationPart.load();
      void facesPart.load();
    }),
  );
}
