// npm start: from a fresh clone to a browser with Skylark in its toolbar, signed in to a gateway of your own with demo
// people. Everything is the real thing; Ctrl-C ends what was started here.
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser, findBrowser } from './browsers.ts';
import { bundleExtension, root } from './bundle.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { type LiveBrowser, launchWithExtension } from './live-browser.ts';
import { openPopup, photographPopup, signInThroughOptions } from './live-extension.ts';
import { say, step } from './progress.ts';

const help = `npm start -- [options]

Builds Skylark, starts its gateway with demo people, opens a browser with the
extension loaded and signs you in as the demo user fred.2.

  --port N         port of the gateway (default 8787)
  --browser PATH   browser to use (default: the first installed Chromium browser)
  --data DIR       where the gateway and the browser profile keep their data
                   (default: data, in this folder)
  --headless       no window: keeps running and takes screenshots of the popup
                   (chosen by itself where there is no display)
  --fresh          begin anew: deletes the data folder first
  --help           this text`;

const manual = `Install Chrome, Chromium, Edge or Brave and run npm start again, name one with
  npm start -- --browser /path/to/browser
or load the extension by hand:
  1. npm run build
  2. open chrome://extensions, switch on "Developer mode"
  3. "Load unpacked", choose the folder dist/chrome
  4. npm run gateway -- --demo
  5. add the account http://127.0.0.1:8787 in Skylark's options, sign in as fred.2, password skylark-demo`;

type Options = { port: number; browser: string | undefined; data: string; isHeadless: boolean; isFresh: boolean };

function readOptions(): Options | 'help' {
  const { values } = parseArgs({
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
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is not a port number`);
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return {
    port,
    browser: values.browser,
    data: resolve(values.data),
    isHeadless: values.headless || !hasDisplay,
    isFresh: values.fresh,
  };
}

async function startGateway(options: Options): Promise<GatewayProcess> {
  const folder = join(options.data, 'gateway');
  await mkdir(folder, { recursive: true });
  return startGatewayProcess(['--host', '127.0.0.1', '--port', String(options.port), '--data', folder, '--demo']);
}

async function show(live: LiveBrowser, options: Options): Promise<void> {
  if (!options.isHeadless) {
    await openPopup(live);
    return;
  }
  const pictures = await photographPopup(live, join(root, 'screenshots'));
  say('Screenshots of the popup:');
  for (const picture of pictures) say(`  ${picture}`);
}

async function start(options: Options, ends: (() => Promise<unknown>)[]): Promise<void> {
  const executable = options.browser ? findBrowser('chromium', options.browser) : ensureBrowser('chromium');
  if (!executable) throw new Error(`${options.browser ? `There is no browser at ${options.browser}.` : 'No browser was found.'}\n${manual}`);
  if (options.isFresh) await rm(options.data, { recursive: true, force: true });
  await step('Building the extension', () => bundleExtension());
  const gateway = await step('Starting the gateway', () => startGateway(options));
  ends.push(() => gateway.stop());
  const profile = join(options.data, 'browser');
  await mkdir(profile, { recursive: true });
  const live = await step(`Opening ${executable}`, () =>
    launchWithExtension({ executable, profile, isHeadless: options.isHeadless, extension: join(root, 'dist', 'chrome') }),
  );
  ends.unshift(() => live.close());
  const account = { server: gateway.url, name: 'fred.2', password: 'skylark-demo' };
  await step('Signing in as fred.2', () => signInThroughOptions(live, account));
  await show(live, options);
  say(`\nSkylark is running. Gateway: ${gateway.url}; people: fred.2 (you), joe.4, anna.7; password skylark-demo.`);
  say('Press Ctrl-C to end everything that was started here.');
  await Promise.race([live.ended, gateway.ended.then((code) => say(`The gateway ended (${code}).\n${gateway.log().slice(-1500)}`))]);
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === 'help') {
    console.log(help);
    return 0;
  }
  const ends: (() => Promise<unknown>)[] = [];
  const interrupted = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
  try {
    await Promise.race([start(options, ends), interrupted]);
    return 0;
  } finally {
    say('Ending ...');
    for (const end of ends) await end().catch(() => {});
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
