// The loop of one account: open the session, reconcile, then poll and commit for as long as the account may be connected.
// One loop per account, whatever wakes it. A poll is not cut while its reply may still come.
import type { SessionRow } from '../extension/database.ts';
import type { EventBatch } from '../src/model/event.ts';
import { backoffMs, hasPassed } from '../src/sync/backoff.ts';
import type { ConnectionState } from '../src/sync/connection.ts';
import { type Context, failureOf, stayAwakeFor } from './context.ts';
import type { Link } from './link.ts';
import type { Sessions } from './session.ts';

export type Poller = {
  /** Makes sure the loop runs, if the account may be connected, and tries at once if it is waiting. */
  wake(): void;
  /** Makes sure the loop runs, without hurry. */
  start(): void;
  /** Gives up a poll that is out, because the machine slept or the network changed: its connection may be dead. */
  interrupt(): void;
  /** Ends the loop for good, and with it the link; resolves when nothing of it is left. */
  stop(): Promise<void>;
};

export type PollerSteps = {
  /** A session was opened anew. */
  opened(): Promise<void>;
  /** Closes gaps; the session is open. */
  reconcile(): Promise<void>;
  /** Commits what a poll brought. */
  take(batch: EventBatch): Promise<void>;
};

/** States in which only the user brings the account back. */
const resting: readonly ConnectionState[] = ['signed-out', 'expired', 'refused', 'paused'];

export function createPoller(context: Context, sessions: Sessions, link: Link, steps: PollerSteps): Poller {
  const { id } = link.account;
  let running: Promise<void> | undefined;
  let isStopped = false;
  let isWoken = false;
  /** Nothing can be missing: a reconcile has ended well, and every poll since. */
  let isComplete = false;
  let mustOpen = false;
  /** How often in a row the server knew nothing of a session; the first time it has only forgotten an old one. */
  let timesLost = 0;
  let poll = new AbortController();
  let pause = new AbortController();

  async function waitForRetry(row: SessionRow): Promise<void> {
    const nowMs = context.nowMs();
    const retryAtMs = row.retryAtMs ?? nowMs;
    if (!isWoken && !hasPassed(row.sinceMs, retryAtMs, nowMs)) {
      pause = new AbortController();
      await context.wait(retryAtMs - nowMs, pause.signal);
    }
  }

  async function connect(row: SessionRow): Promise<void> {
    const { capabilities } = link.service;
    if (mustOpen || !(await link.service.isOpen())) {
      await sessions.move(id, 'connecting');
      await link.call((service) => service.open(row.ownPresence));
      mustOpen = false;
      isComplete = false;
      await sessions.move(id, 'online', { capabilities });
      await steps.opened();
    } else if (row.state !== 'online') await sessions.move(id, 'connecting');
    if (isComplete) return;
    await steps.reconcile();
    isComplete = true;
    timesLost = 0;
    await sessions.move(id, 'online', { capabilities });
  }

  async function pollOnce(signal: AbortSignal): Promise<void> {
    const batch = await stayAwakeFor(
      context,
      link.call((service) => service.poll(signal)),
    );
    if (batch.events.length > 0 || batch.unreadable.length > 0 || batch.channel !== undefined) await steps.take(batch);
    await sessions.noteContact(id);
    // An extension API call after every reply: the browser counts it as activity and keeps the worker (mv3 facts 1.2).
    await context.browser.storage.session.set({ [`contact:${id}`]: context.nowMs() });
  }

  async function fail(error: unknown): Promise<void> {
    const { kind, retryAfterMs } = failureOf(context, error);
    if (kind === 'unauthorised') return void (await sessions.move(id, 'expired', { error: kind }));
    if (kind === 'forbidden' || kind === 'replaced') return void (await sessions.move(id, 'refused', { error: kind }));
    const failures = ((await sessions.read(id))?.failures ?? 0) + 1;
    if (kind === 'session-lost') {
      mustOpen = true;
      timesLost += 1;
      if (timesLost === 1) return void (await sessions.move(id, 'connecting', { failures }));
    }
    // Both by one look at the clock: set back between two, it would make the pause as much longer.
    const sinceMs = context.nowMs();
    const retryAtMs = sinceMs + backoffMs(failures, context.random(), retryAfterMs);
    await sessions.move(id, 'waiting', { error: kind, failures, sinceMs, retryAtMs });
  }

  /** One round; answers whether there is to be another. */
  async function turn(): Promise<boolean> {
    const row = await sessions.read(id);
    if (!row || resting.includes(row.state)) return false;
    poll = new AbortController();
    const { signal } = poll;
    try {
      if (row.state === 'waiting') await waitForRetry(row);
      isWoken = false;
      if (isStopped) return false;
      await connect(row);
      if (!isStopped) await pollOnce(signal);
    } catch (error) {
      isComplete = false;
      if (!isStopped && !signal.aborted) await fail(error);
    }
    return !isStopped;
  }

  async function loop(): Promise<void> {
    try {
      while (await turn());
    } catch (fault) {
      context.report(fault);
    } finally {
      running = undefined;
    }
  }

  function start(): void {
    if (isStopped) return;
    running ??= loop();
  }

  return {
    start,
    wake() {
      isWoken = running !== undefined;
      pause.abort();
      start();
    },
    interrupt() {
      poll.abort();
    },
    async stop() {
      isStopped = true;
      link.cut();
      pause.abort();
      poll.abort();
      await running;
    },
  };
}
