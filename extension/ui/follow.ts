// Reads from the database that stay right: repeated whenever the worker announces a change of what they read.
import { onChanges } from '../changes.ts';
import type { SkylarkDatabase, StoreName } from '../database.ts';
import { stored } from './stored.ts';

export type Following = {
  /** Reads again; resolves when what was shown is at least as new as the call. */
  refresh(): Promise<void>;
  stop(): void;
};

/**
 * Reads now and after every announced change of one of `stores`, one read at a time, until stopped.
 * @param show gets each value. @param fail gets why a read failed.
 */
export function follow<T>(
  stores: readonly StoreName[],
  read: (database: SkylarkDatabase) => Promise<T>,
  show: (value: T) => void,
  fail: (error: Error) => void,
): Following {
  let isStopped = false;
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  async function readOnce(): Promise<void> {
    try {
      const next = await read(await stored());
      if (!isStopped) show(next);
    } catch (error) {
      if (!isStopped) fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  // A change during a read may or may not be in its result, so one more read follows, however many changes there were.
  function refresh(): Promise<void> {
    if (isStopped) return Promise.resolve();
    if (!running) {
      running = readOnce().finally(() => {
        running = undefined;
      });
      return running;
    }
    following ??= running.then(() => {
      following = undefined;
      return refresh();
    });
    return following;
  }

  const stopListening = onChanges((changed) => {
    if (stores.some((store) => changed.has(store))) void refresh();
  });
  void refresh();
  return {
    refresh,
    stop() {
      isStopped = true;
      stopListening();
    },
  };
}
