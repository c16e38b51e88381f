// Brings up all of Skylark: gateway with demo people, built extension, browser, signed-in account. Used by start and dev.
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser, findBrowser } from './browsers.ts';
import { bundleExtension, root } from './bundle.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { type LiveBrowser, launchWithExtension } from './live-browser.ts';
import { signInThroughOptions } from './live-extension.ts';
import { say, step } from './progress.ts';

export const optionsHelp = `  --port N         port of the gateway (default 8787; 0 picks a free one)
  --browser PATH   browser to use (default: the first installed Chromium browser)
  --data DIR       where the gateway and the browser profile keep their data
                   (default: data, in this folder)
  --headless       no window: keeps running and takes screenshots of the popup
                   (chosen by itself where there is no display)
  --fresh          begin anew: deletes what is in the data folder first
  --help           this text`;

const manual = `Install Chrome, Chromium, Edge or Brave and run npm start again, name one with
  npm start -- --browser /path/to/browser
or load the extension by hand:
  1. npm run build
  2. open chrome://extensions and switch on "Developer mode"
  3. choose "Load unpacked" and the folder dist/chrome
  4. npm run gateway -- --demo
  5. in Skylark's options add the account http://127.0.0.1:8787 and sign in as fred.2, password skylark-demo`;

export type LaunchChoices = {
  port: number;
  browser: string | undefined;
  data: string;
  isHeadless: boolean;
  isFresh: boolean;
};

/** Reads the command line. @throws Error with a sentence for the user on an option that is not understood. */
export function readChoices(argv: readonly string[]): LaunchChoices | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '8787' },
      browser: { type: 'string' },
      data: { type: 'string', default: join(root, 'data') },
      headless: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port number`);
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const isHeadless = values.headless || !hasDisplay;
  return { port, browser: values.browser, data: resolve(values.data), isHeadless, isFresh: values.fresh };
}

/** What was started, newest first; ended in that order. */
export class Running {
  readonly #ends: (() => Promise<unknown>)[] = [];
  #isEnding = false;

  /** Remembers how to end something; ends it at once when everything is being ended already. */
  async add(end: () => Promise<unknown>): Promise<void> {
    if (this.#isEnding) await end().catch(() => {});
    else this.#ends.unshift(end);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    for (const end of this.#ends.splice(0)) await end().catch(() => {});
  }
}

function findExecutable(choices: LaunchChoices): string {
  const found = choices.browser ? findBrowser('chromium', choices.browser) : ensureBrowser('chromium');
  if (found) return found;
  throw new Error(
    `${choices.browser ? `There is no browser at ${choices.browser}.` : 'No browser was found.'}\n${manual}`,
  );
}

/** Only our own folders are deleted, whatever `--data` names. */
async function clear(data: string): Promise<void> {
  for (const folder of ['gateway', 'browser']) await rm(join(data, folder), { recursive: true, force: true });
}

async function startGateway(choices: LaunchChoices): Promise<GatewayProcess> {
  const folder = join(choices.data, 'gateway');
  await mkdir(folder, { recursive: true });
  return startGatewayProcess(['--host', '127.0.0.1', '--port', String(choices.port), '--data', folder, '--demo']);
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
  const profile = join(choices.data, 'browser');
  await mkdir(profile, { recursive: true });
  const extension = join(root, 'dist', 'chrome');
  const live = await step(`Opening ${executable}`, () =>
    launchWithExtension({ executable, profile, isHeadless: choices.isHeadless, extension }),
  );
  await running.add(() => live.close());
  const account = { server: gateway.url, name: 'fred.2', password: 'skylark-demo' };
  await step('Signing in as fred.2', () => signInThroughOptions(live, account));
  return { live, gateway };
}

/** Runs one of the programs until it is done or Ctrl-C, ends what it started, and answers the exit code. */
export async function runUntilEnded(program: (running: Running) => Promise<void>): Promise<number> {
  const running = new Running();
  const interrupted = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
  });
  try {
    await Promise.race([program(running), interrupted]);
    return 0;
  } catch (error) {
    say(`\n${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    say('Ending what was started here ...');
    await running.end();
  }
}
