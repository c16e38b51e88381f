import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, lockFolder } from '../../../gateway/storage/folder-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skylark-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lockText = () => readFile(join(folder, 'gateway.lock'), 'utf8').catch(() => undefined);

describe('the lock of a data folder', () => {
  it('is held by one at a time, and free again after its release', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
    await lock.release();
    expect(await lockText()).toBeUndefined();
    await (await lockFolder(folder)).release();
  });

  it('goes to exactly one of many who ask at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.release();
  });

  it('of a process that has ended is taken over', async () => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    await writeFile(join(folder, 'gateway.lock'), `${ended} 1\n`);
    const lock = await lockFolder(folder);
    expect(await lockText()).toMatch(new RegExp(`^${process.pid} `));
    await lock.release();
  });

  it.each(['', 'rubbish', '-1 5'])('with the content "%s" is taken over', async (content) => {
    await writeFile(join(folder, 'gateway.lock'), content);
    await (await lockFolder(folder)).release();
  });

  it('of another process with the number of the dead holder is taken over', async () => {
    await writeFile(join(folder, 'gateway.lock'), `${process.ppid} 1\n`);
    await (await lockFolder(folder)).release();
  });

  it('of a process with our own number, from before a restart of the machine, is taken over', async () => {
    await writeFile(join(folder, 'gateway.lock'), `${process.pid} 1\n`);
    await (await lockFolder(folder)).release();
  });

  it('of a live process is refused with its number and what to do', async () => {
    await writeFile(join(folder, 'gateway.lock'), `${process.ppid}\n`);
    await expect(lockFolder(folder)).rejects.toThrow(
      new RegExp(
        `in use by the gateway with process id ${process.ppid}\\. End it, or choose another folder with --data\\.`,
      ),
    );
  });
});
