// Runs one of the project's TypeScript programs on a machine that has only Node and git: checks the Node version, installs
// the locked dependencies when they are missing or older than the lock file, then hands over with the same arguments.
// Everything it says goes to standard error, because some programs promise what they print on standard output.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// npm does not pass its own end on: its shell dies and leaves this process behind. So whatever npm or another program of ours
// started ends when its parent has gone, as if it had been told to.
if (process.env.npm_lifecycle_event || process.env.SKYLARK_ENDS_WITH_PARENT) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [program, ...rest] = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Skylark needs Node 20.19 or later; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}

function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

if (!isInstalled()) {
  const beganMs = Date.now();
  process.stderr.write('Installing the locked dependencies (once; about a minute) ...\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('The dependencies could not be installed. Check the network connection and try again.\n');
    process.exit(result.status ?? 1);
  }
  process.stderr.write(`  done in ${((Date.now() - beganMs) / 1000).toFixed(1)} s\n`);
}

const entry = join(root, program);
process.argv = [process.execPath, entry, ...rest];
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(entry).href);
