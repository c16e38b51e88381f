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

/**
 * Starts `gateway/bin.ts` with the given arguments.
 * @throws Error with the last log lines when it ends before it is ready.
 */
export async function startGatewayProcess(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'gateway', 'bin.ts'), ...argv], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-1_000_000);
  });
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<{ url: string; pid: number }>((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line) as { url: string; pid: number }));
    child.once('exit', (code) =>
      reject(new Error(`the gateway ended with ${code} before it was ready:\n${log.slice(-2000)}`)),
    );
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
