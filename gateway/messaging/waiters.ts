// Held polls, in memory only: who waits for which subscription, in the order in which they came. One pump per subscription
// takes events on behalf of the oldest waiter, so every event goes to exactly one poll. Every waiter leaves by exactly one of:
// answer, hold timeout, disconnect, shutdown, subscription gone. Knows nothing of HTTP and SQL.

/** How a wait ended: with something to answer, with nothing in time, or because there is nothing left to wait for. */
export type WaitOutcome<Taken> =
  | { readonly kind: 'taken'; readonly taken: Taken }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'gone' };

export type WaiterSource<Taken> = {
  /** Takes what is due now, for a waiter that is careful or not; 'nothing' when nothing is, 'gone' when the subscription no longer exists. */
  take(serial: number, isCareful: boolean): Promise<WaitOutcome<Taken>>;
  /** Gives back what could not be handed to anyone. */
  giveBack(taken: Taken): Promise<void>;
  /** Told of a take that failed; the waiters stay. */
  failed(error: unknown): void;
};

export type Waiters<Taken> = {
  /** Waits at most `holdMs`; an aborted `signal` ends the wait with 'nothing'. `isCareful` is for the source alone. */
  wait(serial: number, holdMs: number, signal: AbortSignal, isCareful?: boolean): Promise<WaitOutcome<Taken>>;
  /** Something happened to a subscription. */
  wake(serial: number): void;
  /** Something may have happened to any. */
  wakeAll(): void;
  /** Answers everyone with nothing, now and from now on. */
  release(): void;
  /** How many polls are held. */
  count(): number;
};

type Waiter<Taken> = {
  readonly isCareful: boolean;
  readonly end: (outcome: WaitOutcome<Taken>) => void;
  /** Its time is over, and what is being taken for it may still come. */
  isOverdue: boolean;
};

type Line<Taken> = { readonly waiters: Waiter<Taken>[]; isPumping: boolean; isWoken: boolean };

/** Makes the waiting room for one process. */
export function createWaiters<Taken>(source: WaiterSource<Taken>): Waiters<Taken> {
  const lines = new Map<number, Line<Taken>>();
  let isReleased = false;

  /** One take for the oldest waiter; false when there is no reason to take again at once. */
  async function serveOldest(serial: number, line: Line<Taken>): Promise<boolean> {
    const outcome = await source.take(serial, line.waiters[0]?.isCareful ?? false);
    if (outcome.kind === 'nothing') return false;
    if (outcome.kind === 'gone') {
      for (const waiter of [...line.waiters]) waiter.end(outcome);
      return false;
    }
    const oldest = line.waiters[0];
    if (oldest) oldest.end(outcome);
    else await source.giveBack(outcome.taken);
    return true;
  }

  async function pump(serial: number, line: Line<Taken>): Promise<void> {
    line.isWoken = true;
    if (line.isPumping) return;
    line.isPumping = true;
    try {
      while (line.isWoken && line.waiters.length > 0) {
        line.isWoken = false;
        while (line.waiters.length > 0 && (await serveOldest(serial, line)));
      }
    } catch (error) {
      source.failed(error);
    } finally {
      line.isPumping = false;
      for (const waiter of [...line.waiters]) if (waiter.isOverdue) waiter.end({ kind: 'nothing' });
      if (line.waiters.length === 0 && lines.get(serial) === line) lines.delete(serial);
    }
  }

  function join(serial: number, waiter: Waiter<Taken>): Line<Taken> {
    const line = lines.get(serial) ?? { waiters: [], isPumping: false, isWoken: false };
    lines.set(serial, line);
    line.waiters.push(waiter);
    return line;
  }

  function leave(serial: number, waiter: Waiter<Taken>): void {
    const line = lines.get(serial);
    const place = line?.waiters.indexOf(waiter) ?? -1;
    if (!line || place < 0) return;
    line.waiters.splice(place, 1);
    if (line.waiters.length === 0 && !line.isPumping) lines.delete(serial);
  }

  return {
    wait(serial, holdMs, signal, isCareful = false) {
      if (isReleased || signal.aborted) return Promise.resolve({ kind: 'nothing' });
      return new Promise((resolve) => {
        const giveUp = () => waiter.end({ kind: 'nothing' });
        const timer = setTimeout(() => {
          // A take that is under way ends before the wait does: events that are there must not be answered with none.
          waiter.isOverdue = true;
          if (!lines.get(serial)?.isPumping) giveUp();
        }, holdMs);
        const waiter: Waiter<Taken> = {
          isCareful,
          isOverdue: false,
          end(outcome) {
            clearTimeout(timer);
            signal.removeEventListener('abort', giveUp);
            leave(serial, waiter);
            resolve(outcome);
          },
        };
        signal.addEventListener('abort', giveUp);
        void pump(serial, join(serial, waiter));
      });
    },
    wake(serial) {
      const line = lines.get(serial);
      if (line) void pump(serial, line);
    },
    wakeAll() {
      for (const [serial, line] of [...lines]) void pump(serial, line);
    },
    release() {
      isReleased = true;
      for (const line of [...lines.values()]) for (const waiter of [...line.waiters]) waiter.end({ kind: 'nothing' });
    },
    count: () => [...lines.values()].reduce((sum, line) => sum + line.waiters.length, 0),
  };
}
