// Asks npm for known weaknesses of what the product runs with. Without an answer nothing is known, and that is said so.
import { spawn } from 'node:child_process';

/** `found` names the packages; `unknown` is no result: nobody could be asked. */
export type Audit = { kind: 'clean' } | { kind: 'found'; packages: string[] } | { kind: 'unknown' };

type Report = {
  vulnerabilities?: Record<string, { severity?: string }>;
  metadata?: { vulnerabilities?: { total?: number } };
};

function parse(output: string): Report {
  try {
    return (JSON.parse(output) ?? {}) as Report;
  } catch {
    return {};
  }
}

/** Reads what `npm audit --json` wrote. Only a report that counts zero is clean; one without a count says nothing. */
export function readAudit(output: string): Audit {
  const { vulnerabilities = {}, metadata } = parse(output);
  const packages = Object.entries(vulnerabilities).map(([name, { severity = 'unknown' }]) => `${name} (${severity})`);
  if (packages.length > 0) return { kind: 'found', packages };
  return { kind: metadata?.vulnerabilities?.total === 0 ? 'clean' : 'unknown' };
}

/** Runs `npm audit` for what is not needed for development only, in the given folder. Takes half a minute at most. */
export function runAudit(cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<Audit> {
  const argv = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
  // Under `npm test` this is npm itself; by hand, the one that is found.
  const npm = process.env.npm_execpath;
  const isScript = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const [command, all] = isScript ? [process.execPath, [npm, ...argv]] : ['npm', argv];
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32' && !isScript;
    const child = spawn(command, all, {
      cwd,
      env,
      shell: isWindows,
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', () => resolve({ kind: 'unknown' }));
    child.on('close', () => resolve(readAudit(output)));
  });
}
