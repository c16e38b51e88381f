// npm test: everything. Type check, lint, build with its budgets, then all test suites; at the end every failed test by name,
// one table, and as the last line how many passed and failed. Checks count as tests: a type error is a failure like any other.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runAudit } from './audit.ts';
import { ensureBrowser } from './browsers.ts';
import { say } from './progress.ts';

/** With a note there was nothing to count: neither passed nor failed. `failures`: what failed, a line each. */
type Tally = { passed: number; failed: number; note?: string; failures?: string[] };
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
};

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

let current: ChildProcess | undefined;

function run(command: string, argv: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, argv, { cwd: root, stdio: 'inherit', env: { ...process.env, FORCE_COLOR: '0' } });
    current = child;
    child.on('exit', (code) => resolve(code ?? 1));
    child.on('error', () => resolve(1));
  });
}

/** Whoever ends the tests ends the one that runs, with what it started. */
function endWithSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      current?.kill(signal);
      process.exit(1);
    });
  }
}

async function check(what: string, command: string, argv: readonly string[]): Promise<Tally> {
  say(`\n== ${what}`);
  const isGood = (await run(command, argv)) === 0;
  if (!isGood) say(`${what} FAILED`);
  return isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const firstLine = (text = '') => text.split('\n', 1)[0] ?? '';

/** What did not pass: the suite's own report of it is thousands of lines further up. */
function failuresOf(report: Report): string[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failures = assertionResults
      .filter((result) => result.status !== 'passed')
      .map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages[0]) || 'did not run'}`);
    const isBroken = message !== '' || (status === 'failed' && failures.length === 0);
    return [...(isBroken ? [firstLine(message)] : []), ...failures].map((failure) => `${file}: ${failure}`);
  });
}

/** Runs one suite; a file that cannot even be loaded, a skipped test, or a runner that dies counts as failed. */
async function suite(project: string, folder: string): Promise<Tally> {
  say(`\n== tests: ${project}`);
  const file = join(folder, `${project}.json`);
  const argv = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run(bin('vitest'), argv);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  const report = JSON.parse(text) as Report;
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + report.numPendingTests + broken.length;
  const failures = failuresOf(report);
  if (failed > 0 || code === 0) return { passed: report.numPassedTests, failed, failures };
  return { passed: report.numPassedTests, failed: 1, failures: [`tests ${project}: the runner ended with ${code}`] };
}

/** Findings fail. Where nobody can be asked, nothing has passed either. */
async function audit(): Promise<Tally> {
  say('\n== npm audit, without what is for development only');
  const result = await runAudit(root);
  if (result.kind === 'unknown') return { passed: 0, failed: 0, note: 'not asked (no answer from a registry)' };
  if (result.kind === 'clean') return { passed: 1, failed: 0 };
  say(`npm audit FAILED: ${result.packages.join(', ')}`);
  return { passed: 0, failed: 1 };
}

async function main(): Promise<number> {
  endWithSignal();
  for (const browser of ['chromium', 'firefox'] as const) {
    if (!ensureBrowser(browser)) {
      say(
        `The end-to-end tests need ${browser}, and there is none on this machine. Install it and run npm test again.`,
      );
      console.log('0 passed, 1 failed');
      return 1;
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'skylark-test-'));
  const tallies: [string, Tally][] = [];
  for (const project of ['src', 'tsconfig.browser.json', 'tsconfig.node.json']) {
    tallies.push([`type check ${project}`, await check(`type check ${project}`, bin('tsc'), ['-p', project])]);
  }
  tallies.push(['lint', await check('lint', bin('biome'), ['check', '--error-on-warnings', '.'])]);
  const node = [join(root, 'scripts', 'run.mjs'), 'scripts/build.ts'];
  tallies.push(['build', await check('build, within budget', process.execPath, node)]);
  const addOn = ['lint', '--source-dir', join('dist', 'firefox'), '--warnings-as-errors', '--boring'];
  tallies.push(['add-on lint', await check('add-on lint', bin('web-ext'), addOn)]);
  tallies.push(['npm audit', await audit()]);
  for (const project of ['fast', 'e2e']) tallies.push([`tests ${project}`, await suite(project, folder)]);
  await rm(folder, { recursive: true, force: true });

  const failures = tallies.flatMap(([, tally]) => tally.failures ?? []);
  if (failures.length > 0) console.log(['', 'Failed:', ...failures].join('\n'));
  console.log('');
  const total = { passed: 0, failed: 0 };
  for (const [what, { passed, failed, note }] of tallies) {
    const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`;
    console.log(`${what.padEnd(36)}${note ?? counts}`);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

process.exit(await main());
