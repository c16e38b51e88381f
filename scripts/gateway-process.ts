// Starts a real gateway process and waits until it says that it is ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type GatewayProcess = {
  url: string;
  pid: number;
  /** Everything the gateway logged so far. */
  log(): string;
  /** Ends it and waits for its end: SIGTERM lets it drain, SIGKILL is a crash. Answers the exit code. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Settles with the exit code when it has ended, whoever ended it. */
  ended: Promise<number | null>;
};

const root = join(import.meta.dirname, '..');

function waitForExit(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** The end of a log for a person: the sentences the gateway wrote for one, else its last lines. */
function lastWords(log: string): string {
  const lines = log.trim().split('\n');
  const sentences = lines.filter((line) => !line.startsWith('{'));
  return (sentences.length > 0 ? sentences : lines).slice(-8).join('\n');
}

/**
 * Starts `gateway/bin.ts` with the given arguments. It ends by itself when this process is gone.
 * @param isOutOfTerminal Ctrl-C in the terminal does not reach it; whoever started it ends it, in order
 * @throws Error with what the gateway said when it ends before it is ready.
 */
export async function startGatewayProcess(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  isOutOfTerminal = false,
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), 'gateway/bin.ts', ...argv], {
    cwd: root,
    env: { ...process.env, SKYLARK_ENDS_WITH_PARENT: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own; on Windows that would be a window of its own.
    detached: isOutOfTerminal && process.platform !== 'win32',
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-1_000_000);
  });
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<{ url: string; pid: number }>((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line) as { url: string; pid: number }));
    child.once('close', (code) => reject(new Error(`The gateway did not start (${code}). ${lastWords(log)}`)));
  });
  const { url, pid } = await ready;
  const ended = waitForExit(child);
  return {
    ended,
    url,
    pid,
    log: () => log,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
