import { readFile } from 'node:fs/promises';

/** Memory that a process really uses (resident set), bytes. Linux only. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (!kilobytes) throw new Error(`no memory figure for process ${pid}`);
  return Number(kilobytes) * 1024;
}
