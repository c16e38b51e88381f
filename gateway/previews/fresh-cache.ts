// A small memory of answers: those who ask for the same at once wait for one answer, and for a while it is given again.

export type FreshCache<Value> = {
  /** The remembered answer of `key`, or a new one from `make`. A rejection is not remembered. */
  get(key: string, make: () => Promise<Value>): Promise<Value>;
};

/** `keptMs` is how long an answer is good for, `most` how many are kept; the oldest goes first. */
export function createFreshCache<Value>(now: () => number, keptMs: number, most: number): FreshCache<Value> {
  const entries = new Map<string, { readonly value: Promise<Value>; readonly endsAtMs: number }>();
  return {
    get(key, make) {
      const known = entries.get(key);
      if (known && known.endsAtMs > now()) return known.value;
      entries.delete(key);
      const entry = { value: make(), endsAtMs: now() + keptMs };
      entries.set(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= most) break;
        entries.delete(oldest);
      }
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.value;
    },
  };
}
