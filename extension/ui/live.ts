// Values that are read from the database and stay right, as signals. (The popup follows without signals, for its size.)
import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { SkylarkDatabase, StoreName } from '../database.ts';
import { type Following, follow } from './follow.ts';

export type Live<T> = Following & {
  /** The last value that was read; undefined until the first read is done. */
  readonly value: ReadonlySignal<T | undefined>;
  /** Why the last read failed; undefined when it did not. */
  readonly fault: ReadonlySignal<Error | undefined>;
};

/** Reads now and after every announced change of one of `stores`, one read at a time, until stopped. */
export function live<T>(stores: readonly StoreName[], read: (database: SkylarkDatabase) => Promise<T>): Live<T> {
  const value = signal<T | undefined>(undefined);
  const fault = signal<Error | undefined>(undefined);
  const following = follow(
    stores,
    read,
    (next) => {
      value.value = next;
      fault.value = undefined;
    },
    (error) => {
      fault.value = error;
    },
  );
  return { ...following, value, fault };
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
