// Small values in extension storage. What is read back is unknown until a schema has read it.
import * as v from 'valibot';
import type { Context } from './context.ts';

export type StoredValue<T> = {
  read(): Promise<T | undefined>;
  write(value: T): Promise<void>;
  remove(): Promise<void>;
};

/** A value under a key of `session` (memory, until the browser ends) or `local` (disk). Unreadable counts as absent. */
export function storedValue<T>(
  { browser }: Pick<Context, 'browser'>,
  area: 'session' | 'local',
  key: string,
  schema: v.GenericSchema<unknown, T>,
): StoredValue<T> {
  const storage = browser.storage[area];
  return {
    async read() {
      const parsed = v.safeParse(schema, (await storage.get(key))[key]);
      return parsed.success ? parsed.output : undefined;
    },
    write: (value) => storage.set({ [key]: value }),
    remove: () => storage.remove(key),
  };
}
