// npm run dev: like npm start, and whenever a source file of the extension changes it builds again and reloads it.
import { watch } from 'node:fs';
import { join } from 'node:path';
import { bundleExtension, root } from './bundle.ts';
import { optionsHelp, readChoices } from './choices.ts';
import { launch } from './launch.ts';
import type { LiveBrowser } from './live-browser.ts';
import { say, step } from './progress.ts';
import { type Running, runUntilEnded } from './running.ts';

const help = `npm run dev -- [options]

Like npm start; builds and reloads the extension whenever its source changes.

${optionsHelp}`;

const watched = ['src', 'extension', 'background', 'popup', 'options', 'manifest.json'];

async function rebuild(live: LiveBrowser): Promise<void> {
  try {
    await step('Building again', () => bundleExtension());
    await live.browser.installExtension(join(root, 'dist', 'chrome'));
    say('Reloaded.');
  } catch (error) {
    say(
      `The build failed; the browser keeps the last good one.\n${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Calls `act` once for each burst of changes, never twice at a time. */
function onSourceChange(act: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(act);
    }, 200);
  };
  for (const path of watched) watch(join(root, path), { recursive: path !== 'manifest.json' }, changed);
}

async function dev(running: Running): Promise<void> {
  const choices = readChoices(process.argv.slice(2));
  if (choices === 'help') {
    console.log(help);
    return;
  }
  const { live, gateway } = await launch(choices, running);
  onSourceChange(() => rebuild(live));
  say(`\nGateway: ${gateway.url}. Watching ${watched.join(', ')}. Press Ctrl-C to end.`);
  await Promise.race([live.ended, gateway.ended]);
}

process.exit(await runUntilEnded(dev));
