// The gateway as a process of its own, as users start it.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

export type GatewayProcess = {
  readonly url: string;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** Ends it in order; answers the exit code. */
  stop(): Promise<number | null>;
};

function start(args: readonly string[]): ChildProcess {
  const environment = { ...process.env };
  delete environment.DATABASE_URL;
  return spawn(process.execPath, ['scripts/run.mjs', 'gateway/bin.ts', ...args], {
    cwd: root,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** Starts a gateway on a data folder and a free port; resolves when it says that it is ready. */
export async function startGatewayProcess(folder: string, ...more: string[]): Promise<GatewayProcess> {
  const child = start(['--port', '0', '--data', folder, ...more]);
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (output.includes('\n')) resolve(JSON.parse(output.split('\n')[0] ?? '').url);
    });
    child.once('exit', () => reject(new Error(`the gateway ended before it was ready: ${errors.slice(-2000)}`)));
  });
  return {
    url,
    async kill() {
      const end = ended(child);
      child.kill('SIGKILL');
      await end;
    },
    async stop() {
      const end = ended(child);
      child.kill('SIGTERM');
      return end;
    },
  };
}

/** Adds a user through the command line. */
export async function addUserByCommand(folder: string, name: string, password: string): Promise<void> {
  const child = start(['user', 'add', name, '--password-stdin', '--data', folder]);
  child.stdin?.end(password);
  child.stdout?.resume();
  child.stderr?.resume();
  if ((await ended(child)) !== 0) throw new Error(`adding ${name} failed`);
}
