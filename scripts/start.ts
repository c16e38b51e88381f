// npm start: from a fresh clone to a browser with Skylark in its toolbar, signed in to a gateway of your own with demo
// people. Everything is the real thing; Ctrl-C ends what was started here.
import { join } from 'node:path';
import { root } from './bundle.ts';
import { launch, optionsHelp, type Running, readChoices, runUntilEnded } from './launch.ts';
import { openPopup, photographPopup } from './live-extension.ts';
import { say } from './progress.ts';

const help = `npm start -- [options]

Builds Skylark, starts its gateway with demo people, opens a browser with the
extension loaded and signs you in as the demo user fred.2.

${optionsHelp}`;

async function start(running: Running): Promise<void> {
  const choices = readChoices(process.argv.slice(2));
  if (choices === 'help') {
    console.log(help);
    return;
  }
  const { live, gateway } = await launch(choices, running);
  if (choices.isHeadless) {
    const pictures = await photographPopup(live, join(root, 'screenshots'));
    say(`There is no window here. Screenshots of the popup:\n${pictures.map((picture) => `  ${picture}`).join('\n')}`);
  } else {
    await openPopup(live);
  }
  say(`\nSkylark is running. Gateway: ${gateway.url}; people: fred.2 (you), joe.4, anna.7; password skylark-demo.`);
  say('Press Ctrl-C to end everything that was started here.');
  const gatewayEnded = gateway.ended.then((code) => {
    throw new Error(`The gateway ended (${code}). The end of its log:\n${gateway.log().slice(-1500)}`);
  });
  await Promise.race([live.ended, gatewayEnded]);
}

process.exit(await runUntilEnded(start));
