// Starts workers that can be killed at any step they take: at each call of the extension API, each transaction, each
// request and each wait, on its way out and on its way back. A killed worker never runs on; its transactions are
// aborted, as the browser does it. The next one starts on what is stored.
// The extension API must be there before anything of the extension is.
import './extension.ts';

import { setMaxListeners } from 'node:events';
import { unwrap, wrap } from 'idb';
import type { Browser } from 'webextension-polyfill';
import type { Surroundings } from '../../background/context.ts';
import { type LoadPart, offered } from '../../background/parts.ts';
import type { ServiceFactories } from '../../background/services.ts';
import { createWorker, type Worker } from '../../background/worker.ts';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import type { ChatService } from '../../src/service/service.ts';
import type { Transport } from '../../src/service/transport.ts';
import { extension } from './extension.ts';
import { scriptedSignIn } from './scripted-sign-in.ts';

// One for each that waits: a promise that never settles keeps everything that waits for it.
const never = () => new Promise<never>(() => {});

/** One life. `steps` counts the steps taken; at step `killAt` it ends. */
export class Life {
  steps = 0;
  isOver = false;
  /** What the worker reported as its own faults. */
  readonly faults: unknown[] = [];
  private readonly ends: (() => void)[] = [];
  private readonly killAt: number;

  constructor(killAt = Number.POSITIVE_INFINITY) {
    this.killAt = killAt;
  }

  kill(): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const end of this.ends) end();
  }

  onEnd(end: () => void): void {
    this.ends.push(end);
  }

  /** One step; the promise of a life that is over never settles. */
  async step<T>(action: () => T | Promise<T>): Promise<T> {
    this.count();
    if (this.isOver) return never();
    try {
      const value = await action();
      this.count();
      return this.isOver ? await never() : value;
    } catch (error) {
      if (this.isOver) return never();
      throw error;
    }
  }

  private count(): void {
    this.steps += 1;
    if (this.steps >= this.killAt) this.kill();
  }
}

/** The parts of the worker, each from its own source as the build takes it. */
export const loadPart: LoadPart = async (name) => {
  if (name === 'adding') await import('../../background/adding-part.ts');
  else await import('../../background/ucwa-part.ts');
  return offered(name);
};

const synchronous = new Set(['getURL', 'getManifest', 'getMessage', 'getUILanguage', 'getRedirectURL']);

function mortalObject<T extends object>(life: Life, object: T): T {
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'capabilities') return value;
      if (typeof value === 'function') {
        const call = value as (...values: unknown[]) => unknown;
        const isSynchronous = synchronous.has(String(name)) || /Listener$/.test(String(name));
        if (isSynchronous) return call.bind(target);
        return (...values: unknown[]) => life.step(() => call.apply(target, values));
      }
      return typeof value === 'object' && value !== null ? mortalObject(life, value) : value;
    },
  });
}

async function openMortalDatabase(life: Life, onClosed: () => void): Promise<SkylarkDatabase> {
  const database = await life.step(() => openDatabase(onClosed));
  const raw = unwrap(database);
  const open = raw.transaction.bind(raw);
  const running = new Set<IDBTransaction>();
  raw.transaction = (...request: Parameters<typeof open>) => {
    life.steps += 1;
    const transaction = open(...request);
    running.add(transaction);
    // Nobody is left to hear how the last requests of a dead worker ended.
    const silence = (event: Event) => life.isOver && event.target !== transaction && event.stopImmediatePropagation();
    for (const type of ['success', 'error']) transaction.addEventListener(type, silence, true);
    wrap(transaction).done.catch(() => undefined);
    for (const end of ['complete', 'abort']) transaction.addEventListener(end, () => running.delete(transaction));
    return transaction;
  };
  life.onEnd(() => {
    for (const transaction of running) {
      try {
        transaction.abort();
      } catch {
        // It was committing already.
      }
    }
    raw.close();
  });
  return database;
}

/** A service whose poll ends with the worker, as a connection does. */
function mortalService(life: Life, service: ChatService): ChatService {
  const cut = new AbortController();
  setMaxListeners(0, cut.signal);
  life.onEnd(() => cut.abort());
  const poll = service.poll.bind(service);
  service.poll = (signal) => poll(signal ? AbortSignal.any([signal, cut.signal]) : cut.signal);
  return mortalObject(life, service);
}

export type WorkerOptions = {
  life?: Life;
  factories?: ServiceFactories;
  transport?: Transport;
  loadPart?: LoadPart;
  /** The clock; real unless given. */
  nowMs?: () => number;
  /** How waits pass; the default takes a hundredth of the real time. */
  wait?: Surroundings['wait'];
  random?: () => number;
};

function waitBriefly(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms / 100);
    timer.unref();
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end);
  });
}

/** Starts a worker on what the browser holds now. */
export function startWorker(options: WorkerOptions = {}): { worker: Worker; life: Life } {
  const { life = new Life(), factories = {}, transport = scriptedSignIn().transport, wait = waitBriefly } = options;
  const mortalFactories: ServiceFactories = Object.fromEntries(
    Object.entries(factories).map(([kind, make]) => [
      kind,
      async (...given: Parameters<typeof make>) => mortalService(life, await make(...given)),
    ]),
  );
  const worker = createWorker(
    {
      browser: mortalObject(life, extension.api as Browser),
      transport: (request) => {
        const cut = new AbortController();
        life.onEnd(() => cut.abort());
        const { signal } = request;
        signal?.addEventListener('abort', () => cut.abort());
        return life.step(() => transport({ ...request, signal: cut.signal }));
      },
      openDatabase: (onClosed) => openMortalDatabase(life, onClosed),
      loadPart: options.loadPart ?? loadPart,
      nowMs: options.nowMs ?? (() => Date.now()),
      random: options.random ?? (() => Math.random()),
      wait: (ms, signal) => life.step(() => wait(ms, signal)),
      version: '0.0.0',
      report: (fault) => void (life.isOver || life.faults.push(fault)),
    },
    mortalFactories,
  );
  return { worker, life };
}

/** Waits until a condition holds; fails after `timeoutMs` with what was expected. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 5_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
