// What the figures were measured on.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { findBrowser } from '../scripts/browsers.ts';

export type Machine = {
  processor: string;
  cores: number;
  memoryMb: number;
  system: string;
  node: string;
  browser: string;
  /** Of the last minute before the run: what else the machine was doing. */
  loadAverage: number;
};

export function describeMachine(): Machine {
  const browser = findBrowser('chromium');
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 1024 / 1024),
    system: `${platform()} ${release()}`,
    node: process.version,
    browser: browser ? execFileSync(browser, ['--version'], { encoding: 'utf8' }).trim() : 'none',
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
