// Parked requests of this process, in memory only: who waits for news of what. A ticket is taken before the database is looked at, so
// that news that come in between are not missed. Knows nothing of HTTP and SQL.

export type Ticket = {
  /** Changes what to hear of. */
  watch(keys: readonly string[]): void;
  /** Resolves when there are news of one of the keys since the ticket was taken, after `ms`, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends the ticket. */
  close(): void;
};

export type Parking = {
  /** `keys` name what to hear of. */
  open(keys: readonly string[]): Ticket;
  wake(key: string): void;
  /** There may be news of anything. */
  wakeAll(): void;
  /** How many tickets are open. */
  count(): number;
};

type Entry = { keys: readonly string[]; isWoken: boolean; wake: () => void };

/** Makes the parking place of one process. */
export function createParking(): Parking {
  const entries = new Set<Entry>();
  const wakeEntry = (entry: Entry) => {
    entry.isWoken = true;
    entry.wake();
  };

  return {
    open(keys) {
      const entry: Entry = { keys, isWoken: false, wake: () => {} };
      entries.add(entry);
      return {
        watch(wanted) {
          entry.keys = wanted;
        },
        wait(ms, signal) {
          if (entry.isWoken || signal.aborted) {
            entry.isWoken = false;
            return Promise.resolve();
          }
          return new Promise((resolve) => {
            const done = () => {
              clearTimeout(timer);
              signal.removeEventListener('abort', done);
              entry.wake = () => {};
              entry.isWoken = false;
              resolve();
            };
            const timer = setTimeout(done, Math.max(0, ms));
            signal.addEventListener('abort', done);
            entry.wake = done;
          });
        },
        close: () => void entries.delete(entry),
      };
    },
    wake(key) {
      for (const entry of entries) if (entry.keys.includes(key)) wakeEntry(entry);
    },
    wakeAll() {
      for (const entry of entries) wakeEntry(entry);
    },
    count: () => entries.size,
  };
}
