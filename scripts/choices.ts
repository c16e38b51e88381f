// The command line of npm start and npm run dev.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './bundle.ts';

export type LaunchChoices = {
  port: number;
  browser: string | undefined;
  data: string;
  isHeadless: boolean;
  isFresh: boolean;
};

export const optionsHelp = `  --port N         port of the gateway (default 8787; 0 picks a free one, the
                   same as last time if it can)
  --browser PATH   browser to use (default: the first installed Chromium browser)
  --data DIR       where the gateway and the browser profile keep their data
                   (default: data, in this folder)
  --headless       no window: keeps running and takes screenshots of the popup
                   (chosen by itself where there is no display)
  --fresh          begin anew: deletes what is in the data folder first
  --help           this text`;

/** The user asked for something that the program does not understand; the message says what. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

const options = {
  port: { type: 'string', default: '8787' },
  browser: { type: 'string' },
  data: { type: 'string', default: join(root, 'data') },
  headless: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readValues(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    // Node explains at length how to pass such a word anyway; the first sentence says what is wrong.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/(?<=['"])\. |\. (?=[A-Z])/);
    throw new ChoiceError(`${sentence?.replace(/\.$/, '')}. Try --help.`);
  }
}

/** Reads the command line. @throws ChoiceError with a sentence for the user. */
export function readChoices(argv: readonly string[]): LaunchChoices | 'help' {
  const values = readValues(argv);
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new ChoiceError(`--port takes a number from 0 to 65535, not "${values.port}". Try --help.`);
  }
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const isHeadless = values.headless || !hasDisplay;
  return { port, browser: values.browser, data: resolve(values.data), isHeadless, isFresh: values.fresh };
}
