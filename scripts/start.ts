// npm start: from a fresh clone to a browser with Skylark in its toolbar, signed in to a gateway of your own with demo
// people. Everything is the real thing; Ctrl-C ends what was started here.
import { join } from 'node:path';
import { root } from './bundle.ts';
import { optionsHelp, readChoices } from './choices.ts';
import { launch } from './launch.ts';
import type { LiveBrowser } from './live-browser.ts';
import { openPopup } from './live-extension.ts';
import { photographPopup } from './photographs.ts';
import { say, step } from './progress.ts';
import { type Running, runUntilEnded } from './running.ts';

const help = `npm start -- [options]

Builds Skylark, starts its gateway with demo people, opens a browser with the
extension loaded and signs you in as the demo user fred.2.

${optionsHelp}`;

/** Opens the popup on screen; without a screen, takes its pictures. */
async function present(live: LiveBrowser, isHeadless: boolean): Promise<void> {
  if (isHeadless) {
    const pictures = await step('Taking screenshots of the popup', () =>
      photographPopup(live, join(root, 'screenshots')),
    );
    say(`There is no window here. Screenshots:\n${pictures.map((picture) => `  ${picture}`).join('\n')}`);
    return;
  }
  // A window in the background opens no popup.
  await openPopup(live).catch(() => say('Press the Skylark button in the toolbar to open the popup.'));
  say('To keep the button in view, open the extensions menu of the browser and pin Skylark.');
}

async function start(running: Running): Promise<void> {
  const choices = readChoices(process.argv.slice(2));
  if (choices === 'help') {
    console.log(help);
    return;
  }
  const { live, gateway } = await launch(choices, running);
  await present(live, choices.isHeadless);
  say(`\nSkylark is running. Gateway: ${gateway.url}; people: fred.2 (you), joe.4, anna.7; password skylark-demo.`);
  say('Press Ctrl-C to end everything that was started here.');
  const gatewayEnded = gateway.ended.then((code) => {
    throw new Error(`The gateway ended (${code}). The end of its log:\n${gateway.log().slice(-1500)}`);
  });
  await Promise.race([live.ended, gatewayEnded]);
}

process.exit(await runUntilEnded(start));
