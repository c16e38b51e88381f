// What every part of the worker is given. Nothing here is module state: a worker that dies takes it along, and the next
// one builds it anew from storage.
import type { Browser } from 'webextension-polyfill';
import type { ConversationRow, SkylarkDatabase, StoreName } from '../extension/database.ts';
import { ServiceError } from '../src/service/error.ts';
import type { Transport } from '../src/service/transport.ts';
import type { LoadPart } from './parts.ts';

/** The outside world, so that tests can replace time, randomness and faults. */
export type Surroundings = {
  browser: Browser;
  transport: Transport;
  loadPart: LoadPart;
  /** Opens the database; `onClosed` is called when the connection ended and must not be used again. */
  openDatabase(onClosed: () => void): Promise<SkylarkDatabase>;
  nowMs(): number;
  /** In [0, 1). */
  random(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  version: string;
  /** Reports a fault of ours; it never stops anything else. */
  report(fault: unknown): void;
};

export type Context = Surroundings & {
  /** The open database; opens it again after it was closed. */
  database(): Promise<SkylarkDatabase>;
  /** To be called after every commit, with what it changed. */
  committed: AfterCommit;
  /** Adds something that happens after a commit. */
  onCommitted(listener: AfterCommit): void;
};

/** @param conversations the rows that were written, when those of conversations were: for who cannot wait to read them */
type AfterCommit = (stores: readonly StoreName[], conversations?: readonly ConversationRow[]) => void;

export function createContext(surroundings: Surroundings): Context {
  let opening: Promise<SkylarkDatabase> | undefined;
  const listeners: AfterCommit[] = [];
  return {
    ...surroundings,
    database() {
      const reopen = () => {
        opening = undefined;
      };
      if (!opening) {
        opening = surroundings.openDatabase(reopen);
        opening.catch(reopen);
      }
      return opening;
    },
    committed(stores, conversations) {
      if (stores.length > 0) for (const listener of listeners) listener(stores, conversations);
    },
    onCommitted(listener) {
      listeners.push(listener);
    },
  };
}

/** What an operation failed with. What is no `ServiceError` is a fault of ours: it is reported, and tried again like one of a server. */
export function failureOf({ report }: Context, error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  report(error);
  return new ServiceError('server', 'own fault', { cause: error });
}

/** Keeps the worker awake while a promise is pending: browsers count extension API calls, not requests (every 20 s). */
export async function stayAwakeFor<T>(context: Context, pending: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const touch = async () => {
    for (;;) {
      await context.wait(20_000, settled.signal);
      if (settled.signal.aborted) return;
      await context.browser.runtime.getPlatformInfo();
    }
  };
  touch().catch(context.report);
  try {
    return await pending;
  } finally {
    settled.abort();
  }
}

/**
 * Makes an operation run once at a time: whoever asks meanwhile gets the promise of the run that is out.
 * @param keyOf what counts as the same operation; the argument itself unless given
 */
export function singleFlight<Subject, T>(
  operation: (subject: Subject) => Promise<T>,
  keyOf: (subject: Subject) => unknown = (subject) => subject,
): (subject: Subject) => Promise<T> {
  const running = new Map<unknown, Promise<T>>();
  return (subject) => {
    const key = keyOf(subject);
    const current = running.get(key);
    if (current) return current;
    const started = operation(subject).finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}
