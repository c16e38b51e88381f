// Keeps two processes out of one embedded database, which would destroy it. The lock is a file that names its holder; a holder
// that was killed is recognised, so that the next start takes over by itself.
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another live process works on the data folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(
      `The data folder ${folder} is in use by the gateway with process id ${pid}. End it, or choose another folder with --data.`,
    );
  }
}

type Holder = { readonly pid: number; readonly startedAt: string };

/** When a process started, in the kernel's own count: it tells a holder from a later process that was given the same id. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.pid === process.pid) return holder.startedAt === startOf(process.pid) && heldHere.size > 0;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // Not allowed to signal it: it exists and belongs to someone else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const startedAt = startOf(holder.pid);
  return startedAt === '' || holder.startedAt === '' || startedAt === holder.startedAt;
}

function readHolder(text: string): Holder | undefined {
  const [pid, startedAt = ''] = text.trim().split(' ');
  const number = Number(pid);
  return Number.isSafeInteger(number) && number > 0 ? { pid: number, startedAt } : undefined;
}

/** Lock files held by this very process, where the process id alone cannot tell. */
const heldHere = new Set<string>();

async function createIfAbsent(path: string): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${process.pid} ${startOf(process.pid)}\n`);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** Moves a dead holder's file away, but only if it is still the one that was read: someone else may have been quicker. */
async function removeStale(path: string, text: string): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== text) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

/** Takes the lock of a data folder; throws FolderInUseError while another live process (or this one) holds it. */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const path = join(folder, 'gateway.lock');
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (!heldHere.has(path) && (await createIfAbsent(path))) {
      heldHere.add(path);
      return {
        async release() {
          heldHere.delete(path);
          await rm(path, { force: true });
        },
      };
    }
    const text = await readFile(path, 'utf8').catch(() => '');
    const holder = readHolder(text);
    if (heldHere.has(path)) throw new FolderInUseError(folder, process.pid);
    if (holder && holder.pid !== process.pid && isAlive(holder)) throw new FolderInUseError(folder, holder.pid);
    await removeStale(path, text);
  }
  throw new Error(`The lock file ${path} could not be taken.`);
}
