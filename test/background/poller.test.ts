// The pause of an account between two tries, and a clock that may be set in the middle of anything.
import '../support/extension.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { Context } from '../../background/context.ts';
import { createPoller } from '../../background/poller.ts';
import { createSessions } from '../../background/session.ts';
import { openDatabase } from '../../extension/database.ts';
import { ServiceError } from '../../src/service/error.ts';
import { longestBackoffMs } from '../../src/sync/backoff.ts';
import { extension } from '../support/extension.ts';

const account = 'account-1';
const dayMs = 86_400_000;

let close = () => {};
afterEach(() => close());

/** Connects in vain; `setClock` is what happens to the clock after the first failure, before it is written down. Answers the first pause. */
async function firstPauseMs(setClock: (nowMs: number) => number): Promise<number> {
  extension.reset();
  const database = await openDatabase();
  close = () => database.close();
  await database.put('sessions', {
    ...{ account, state: 'connecting', sinceMs: 1, contactAtMs: 0, failures: 5, ownPresence: 'online' },
  });
  let clockMs = 1_700_000_000_000;
  let hasFailed = false;
  return new Promise((resolve, report) => {
    const context = {
      database: async () => database,
      committed: () => undefined,
      nowMs: () => clockMs,
      random: () => {
        if (!hasFailed) clockMs = setClock(clockMs);
        hasFailed = true;
        return 0.5;
      },
      wait: (ms: number) => {
        resolve(ms);
        return new Promise(() => undefined);
      },
      report,
    } as unknown as Context;
    const link = {
      account: { id: account },
      service: { isOpen: async () => false, capabilities: {} },
      call: async () => Promise.reject(new ServiceError('network', 'no reply')),
    } as unknown as Parameters<typeof createPoller>[2];
    const nothing = async () => undefined;
    const steps = { opened: nothing, reconcile: nothing, take: nothing };
    createPoller(context, createSessions(context), link, steps).start();
  });
}

describe('the pause between two tries to connect', () => {
  it.each([
    ['stays as it is', 0],
    ['is set back by a day', -dayMs],
    ['is set forward by a day', dayMs],
  ])('is never longer than the longest one, when the clock %s while it is written down', async (_, byMs) => {
    const pauseMs = await firstPauseMs((nowMs) => nowMs + byMs);
    expect(pauseMs).toBeGreaterThan(0);
    expect(pauseMs).toBeLessThanOrEqual(longestBackoffMs);
  });
});
