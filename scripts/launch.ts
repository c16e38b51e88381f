// Brings up all of Skylark: gateway with demo people, built extension, browser, signed-in account. Used by start, dev and
// the pictures of the documentation.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser, findBrowser } from './browsers.ts';
import { bundleExtension, root } from './bundle.ts';
import type { LaunchChoices } from './choices.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { type LiveBrowser, launchWithExtension } from './live-browser.ts';
import { signInThroughOptions } from './live-extension.ts';
import { step } from './progress.ts';
import type { Running } from './running.ts';

const manual = `Install Chrome, Chromium, Edge or Brave and run npm start again, name one with
  npm start -- --browser /path/to/browser
or load the extension by hand:
  1. npm run build
  2. open chrome://extensions and switch on "Developer mode"
  3. choose "Load unpacked" and the folder dist/chrome
  4. npm run gateway -- --demo
  5. in Skylark's options add the account http://127.0.0.1:8787 and sign in as fred.2, password skylark-demo`;

function findExecutable(choices: LaunchChoices): string {
  const found = choices.browser ? findBrowser('chromium', choices.browser) : ensureBrowser('chromium');
  if (found) return found;
  throw new Error(
    `${choices.browser ? `There is no browser at ${choices.browser}.` : 'No browser was found.'}\n${manual}`,
  );
}

/** Process id of the gateway that works on a data folder now, if any. */
async function findHolder(folder: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(join(folder, 'gateway.lock'), 'utf8').catch(() => ''), 10);
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Only our own folders are deleted, whatever `--data` names. */
async function clear(data: string): Promise<void> {
  const holder = await findHolder(join(data, 'gateway'));
  if (holder) {
    throw new Error(`The data folder ${data} is in use by the gateway with process id ${holder}. End it first.`);
  }
  for (const folder of ['gateway', 'browser']) await rm(join(data, folder), { recursive: true, force: true });
}

/**
 * Starts the gateway with its demo people. An account belongs to the address of its server, so port 0 is the port of the last start
 * with this folder as long as it can be had.
 */
async function startGateway({ port, data }: LaunchChoices): Promise<GatewayProcess> {
  const folder = join(data, 'gateway');
  await mkdir(folder, { recursive: true });
  const start = (chosen: number) => {
    const argv = ['--host', '127.0.0.1', '--port', String(chosen), '--data', folder, '--demo'];
    return startGatewayProcess(argv, {}, true);
  };
  const note = join(data, 'port');
  const last = Number.parseInt(await readFile(note, 'utf8').catch(() => ''), 10);
  const gateway = await (port === 0 && last > 0 ? start(last).catch(() => start(0)) : start(port));
  await writeFile(note, `${new URL(gateway.url).port}\n`);
  return gateway;
}

async function openBrowser(choices: LaunchChoices, executable: string): Promise<LiveBrowser> {
  const profile = join(choices.data, 'browser');
  await mkdir(profile, { recursive: true });
  const extension = join(root, 'dist', 'chrome');
  try {
    return await launchWithExtension({ executable, profile, isHeadless: choices.isHeadless, extension });
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new Error(`${executable} did not start with the extension: ${reason}\n${manual}`);
  }
}

/**
 * Builds and starts everything and signs in as the demo user.
 * @throws Error with a sentence for the user, after which `running` still has to be ended.
 */
export async function launch(
  choices: LaunchChoices,
  running: Running,
): Promise<{ live: LiveBrowser; gateway: GatewayProcess }> {
  const executable = findExecutable(choices);
  if (choices.isFresh) await clear(choices.data);
  await step('Building the extension', () => bundleExtension());
  const gateway = await step('Starting the gateway', () => startGateway(choices));
  await running.add(() => gateway.stop());
  const live = await step(`Opening ${executable}`, () => openBrowser(choices, executable));
  await running.add(() => live.close());
  const account = { server: gateway.url, name: 'fred.2', password: 'skylark-demo' };
  await step('Signing in as fred.2', () => signInThroughOptions(live, account));
  return { live, gateway };
}
