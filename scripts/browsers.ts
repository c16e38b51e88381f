// Finds the browsers of this machine, and installs one where that is a matter of course (Debian, as root).
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './progress.ts';

export type BrowserName = 'chromium' | 'firefox';

const commands: Record<BrowserName, readonly string[]> = {
  chromium: [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
    'brave-browser',
    'brave-browser-stable',
  ],
  firefox: ['firefox-esr', 'firefox'],
};

const macApplications: Record<BrowserName, readonly string[]> = {
  chromium: ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'],
  firefox: ['Firefox'],
};

const windowsPrograms: Record<BrowserName, readonly string[]> = {
  chromium: [
    'Google\\Chrome\\Application\\chrome.exe',
    'Chromium\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
    'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  ],
  firefox: ['Mozilla Firefox\\firefox.exe'],
};

/** Debian package that brings the browser. */
const packages: Record<BrowserName, string> = { chromium: 'chromium', firefox: 'firefox-esr' };

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function candidates(name: BrowserName): string[] {
  if (process.platform === 'darwin') {
    return macApplications[name].map((application) => `/Applications/${application}.app/Contents/MacOS/${application}`);
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    return roots.flatMap((root) => (root ? windowsPrograms[name].map((program) => join(root, program)) : []));
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return commands[name].flatMap((command) => folders.map((folder) => join(folder, command)));
}

/** Path of an installed browser, or undefined. `preferred` is a path that the user named; it wins. */
export function findBrowser(name: BrowserName, preferred?: string): string | undefined {
  if (preferred) return existsSync(preferred) ? preferred : undefined;
  return candidates(name).find(isExecutable);
}

function mayInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/** Path of a program on the PATH, or undefined. */
export function findOnPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Path of a browser, installing the Debian package when this is Debian and we are root; undefined when there is none. */
export function ensureBrowser(name: BrowserName, preferred?: string): string | undefined {
  const found = findBrowser(name, preferred);
  if (found || preferred || !mayInstall()) return found;
  say(`No ${name} here; installing the Debian package ${packages[name]} (once; a minute or two) ...`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', packages[name]]]) {
    const result = spawnSync('apt-get', ['-qq', ...step], { stdio: ['ignore', 'ignore', 2], env: environment });
    if (result.status !== 0) say(`apt-get ${step.join(' ')} ended with ${result.status ?? result.signal}`);
  }
  return findBrowser(name);
}
