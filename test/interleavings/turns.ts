// Decides what happens next. Everything that an interleaving is made of waits here: the steps of the database, requests on their
// way, replies on their way, timers. One of them runs, then everything that follows from it at once, then the next is chosen.
// Time is virtual: it goes on by a millisecond with every turn, and jumps to the next timer when there is nothing else to do.
import { createHash } from 'node:crypto';
import { setImmediate as endOfTurn } from 'node:timers';

type Task = { what: string; run(): void };
type Timer = { dueMs: number; isElsewhere: boolean; run(): void };

/** A small generator of numbers: the same seed gives the same ones. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** When every interleaving begins, ms since 1970. */
export const beginMs = 1_700_000_000_000;

/** `calmAfter`: from that turn on everything happens in the order in which it was asked for. */
export type Order = { seed: number; calmAfter: number };

export class Turns {
  nowMs = 0;
  count = 0;
  /** How often there was more than one thing to choose from, and it was not the first. */
  swaps = 0;
  /** Is told whenever nothing is under way, no transaction either: what is stored then is what was committed. */
  onPause: () => void = () => {};
  /** Steps of the database: it keeps its own order. */
  readonly #steps: (() => void)[] = [];
  readonly #ready: Task[] = [];
  readonly #timers: Timer[] = [];
  readonly #random: () => number;
  readonly #calmAfter: number;

  constructor({ seed, calmAfter }: Order) {
    this.#random = randomFrom(seed);
    this.#calmAfter = calmAfter;
  }

  /** In [0, 1). */
  random(): number {
    return this.#random();
  }

  get isCalm(): boolean {
    return this.count >= this.#calmAfter;
  }

  step(run: () => void): void {
    this.#steps.push(run);
  }

  /** Something that can happen from now on, before or after whatever else can. */
  ready(what: string, run: () => void): void {
    this.#ready.push({ what, run });
  }

  /** Something that can happen once so much time has passed. The returned function takes it back. */
  after(ms: number, run: () => void, isElsewhere = false): () => void {
    const timer = { dueMs: Math.ceil(this.nowMs + Math.max(0, ms)), isElsewhere, run };
    this.#timers.push(timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** Something that happens after so much time on another machine, whether this one sleeps or not. */
  readonly afterElsewhere = (ms: number, run: () => void): (() => void) => this.after(ms, run, true);

  /** Time during which nothing can happen on this machine. */
  sleep(ms: number): void {
    this.nowMs += ms;
    for (const timer of this.#timers) if (!timer.isElsewhere) timer.dueMs += ms;
  }

  #takeTimer(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (!first || timer.dueMs < first.dueMs) first = timer;
    return first;
  }

  #fire(timer: Timer): void {
    this.#timers.splice(this.#timers.indexOf(timer), 1);
    this.nowMs = Math.max(this.nowMs, timer.dueMs);
    timer.run();
  }

  /** Lets one thing happen, and all that follows from it. False when there is nothing left but what time brings. */
  async turn(untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.count += 1;
    this.nowMs += 1;
    const due = this.#takeTimer();
    const isDue = due !== undefined && due.dueMs <= this.nowMs;
    const steps = this.#steps.length > 0 ? 1 : 0;
    const choices = steps + this.#ready.length + (isDue ? 1 : 0);
    if (choices === 0) {
      this.onPause();
      if (!due || due.dueMs > untilMs) {
        this.nowMs = Math.max(this.nowMs, Math.min(untilMs, due?.dueMs ?? untilMs));
        return false;
      }
      this.#fire(due);
    } else {
      const chosen = this.isCalm ? 0 : Math.floor(this.#random() * choices);
      if (chosen > 0) this.swaps += 1;
      if (chosen < steps) this.#steps.shift()?.();
      else if (chosen - steps < this.#ready.length) this.#ready.splice(chosen - steps, 1)[0]?.run();
      else if (due) this.#fire(due);
    }
    await this.settle();
    return true;
  }

  /** All that follows at once: what was promised is kept. */
  settle(): Promise<void> {
    return new Promise((resolve) => void endOfTurn(resolve));
  }

  /** Goes on until a time, whatever happens. */
  async passUntil(untilMs: number): Promise<void> {
    while (this.nowMs < untilMs) await this.turn(untilMs);
  }

  /** Goes on until something has ended, and answers how. @throws when it cannot end any more */
  async finish<T>(what: string, promise: Promise<T>): Promise<T> {
    let isOver = false;
    const done = () => {
      isOver = true;
    };
    promise.then(done, done);
    const limit = this.count + 20_000;
    await this.settle();
    while (!isOver) {
      if (this.count > limit) throw new Error(`waited in vain: ${what}`);
      await this.turn();
    }
    return promise;
  }

  /** While this runs, tasks of the database wait here instead of at Node. */
  async govern<T>(run: () => Promise<T>): Promise<T> {
    const { setImmediate: ungoverned, BroadcastChannel: channel } = globalThis;
    const { digest } = crypto.subtle;
    Object.assign(globalThis, { setImmediate: (step: () => void) => this.step(step), BroadcastChannel: Silence });
    Object.assign(crypto.subtle, { digest: digestAtOnce });
    try {
      return await run();
    } finally {
      Object.assign(globalThis, { setImmediate: ungoverned, BroadcastChannel: channel });
      Object.assign(crypto.subtle, { digest });
    }
  }
}

/** No page is open that would listen. */
class Silence {
  postMessage(): void {}
  close(): void {}
}

/** The one of the platform is done by another thread, whenever that gets to it. */
async function digestAtOnce(_algorithm: string, bytes: Uint8Array): Promise<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(bytes).digest()).buffer;
}
