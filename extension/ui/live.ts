// Values that are read from the database and stay right: each re-reads when the worker announces a change of its stores.
import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { onChanges } from '../changes.ts';
import type { SkylarkDatabase, StoreName } from '../database.ts';
import { stored } from './stored.ts';

export type Live<T> = {
  /** The last value that was read; undefined until the first read is done. */
  readonly value: ReadonlySignal<T | undefined>;
  /** Why the last read failed; undefined when it did not. */
  readonly fault: ReadonlySignal<Error | undefined>;
  /** Reads again; resolves when the value is at least as new as the call. */
  refresh(): Promise<void>;
  stop(): void;
};

/** Reads now and after every announced change of one of `stores`, one read at a time, until stopped. */
export function live<T>(stores: readonly StoreName[], read: (database: SkylarkDatabase) => Promise<T>): Live<T> {
  const value = signal<T | undefined>(undefined);
  const fault = signal<Error | undefined>(undefined);
  let isStopped = false;
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  async function readOnce(): Promise<void> {
    try {
      const next = await read(await stored());
      if (isStopped) return;
      value.value = next;
      fault.value = undefined;
    } catch (error) {
      if (!isStopped) fault.value = error instanceof Error ? error : new Error(String(error));
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
    value,
    fault,
    refresh,
    stop() {
      isStopped = true;
      stopListening();
    },
  };
}

/** A live value for the life of a component; a change of `inputs` starts it anew. Undefined until it is read. */
export function useLive<T>(
  stores: readonly StoreName[],
  read: (database: SkylarkDatabase) => Promise<T>,
  inputs: readonly unknown[],
): T | undefined {
  const current = useMemo(() => live(stores, read), inputs);
  useEffect(() => () => current.stop(), [current]);
  return current.value.value;
}
