import { describe, expect, it } from 'vitest';
import { createWaiters, type WaitOutcome } from '../../../gateway/messaging/waiters.ts';
import { until } from './town.ts';

/** A source that hands out what is put into it, one item a take. */
function createSource() {
  const queue: string[] = [];
  const returned: string[] = [];
  const failures: unknown[] = [];
  let next: (() => Promise<WaitOutcome<string>>) | undefined;
  const waiters = createWaiters<string>({
    async take() {
      if (next) {
        const take = next;
        next = undefined;
        return take();
      }
      const item = queue.shift();
      return item === undefined ? { kind: 'nothing' } : { kind: 'taken', taken: item };
    },
    async giveBack(item) {
      returned.push(item);
    },
    failed: (error) => failures.push(error),
  });
  return {
    waiters,
    queue,
    returned,
    failures,
    nextTake: (take: () => Promise<WaitOutcome<string>>) => {
      next = take;
    },
  };
}

const open = () => new AbortController().signal;

describe('held polls', () => {
  it('are answered at once with what is already there', async () => {
    const { waiters, queue } = createSource();
    queue.push('a');
    expect(await waiters.wait(1, 60_000, open())).toEqual({ kind: 'taken', taken: 'a' });
    expect(waiters.count()).toBe(0);
  });

  it('are answered in the order in which they came, each item to one of them', async () => {
    const { waiters, queue } = createSource();
    const polls = [1, 2, 3].map(() => waiters.wait(1, 60_000, open()));
    await until(() => waiters.count() === 3);
    queue.push('a', 'b');
    waiters.wake(1);
    expect(await Promise.all(polls.slice(0, 2))).toEqual([
      { kind: 'taken', taken: 'a' },
      { kind: 'taken', taken: 'b' },
    ]);
    expect(waiters.count()).toBe(1);
    waiters.release();
    expect(await polls[2]).toEqual({ kind: 'nothing' });
  });

  it('of another subscription are not disturbed', async () => {
    const { waiters, queue } = createSource();
    const other = waiters.wait(2, 60_000, open());
    await until(() => waiters.count() === 1);
    queue.push('a');
    waiters.wake(1);
    expect(waiters.count()).toBe(1);
    waiters.release();
    expect(await other).toEqual({ kind: 'nothing' });
    expect(queue).toEqual(['a']);
  });

  it('end with nothing when the time is over', async () => {
    const { waiters } = createSource();
    expect(await waiters.wait(1, 5, open())).toEqual({ kind: 'nothing' });
    expect(waiters.count()).toBe(0);
  });

  it('get what was being taken when the time was over', async () => {
    const { waiters, nextTake } = createSource();
    let answer: (outcome: WaitOutcome<string>) => void = () => {};
    nextTake(() => new Promise((resolve) => (answer = resolve)));
    const poll = waiters.wait(1, 5, open());
    const other = waiters.wait(2, 5, open());
    expect(await other).toEqual({ kind: 'nothing' });
    expect(waiters.count()).toBe(1);
    answer({ kind: 'taken', taken: 'a' });
    expect(await poll).toEqual({ kind: 'taken', taken: 'a' });
  });

  it('end with nothing when what was being taken at the end of their time turns out to be nothing', async () => {
    const { waiters, nextTake, failures } = createSource();
    nextTake(async () => {
      await waiters.wait(2, 5, open());
      return { kind: 'nothing' };
    });
    expect(await waiters.wait(1, 1, open())).toEqual({ kind: 'nothing' });
    nextTake(async () => {
      await waiters.wait(2, 5, open());
      throw new Error('the database is away');
    });
    expect(await waiters.wait(1, 1, open())).toEqual({ kind: 'nothing' });
    expect(failures).toHaveLength(1);
    expect(waiters.count()).toBe(0);
  });

  it('end when the client leaves; the next in line takes the place', async () => {
    const { waiters, queue } = createSource();
    const leaving = new AbortController();
    const first = waiters.wait(1, 60_000, leaving.signal);
    const second = waiters.wait(1, 60_000, open());
    leaving.abort();
    expect(await first).toEqual({ kind: 'nothing' });
    queue.push('a');
    waiters.wake(1);
    expect(await second).toEqual({ kind: 'taken', taken: 'a' });
  });

  it('do not begin for a client that already left', async () => {
    const { waiters } = createSource();
    expect(await waiters.wait(1, 60_000, AbortSignal.abort())).toEqual({ kind: 'nothing' });
    expect(waiters.count()).toBe(0);
  });

  it('give back what was taken for a client that left meanwhile', async () => {
    const { waiters, returned, nextTake } = createSource();
    const leaving = new AbortController();
    let deliver: (outcome: WaitOutcome<string>) => void = () => undefined;
    nextTake(
      () =>
        new Promise((resolve) => {
          deliver = resolve;
        }),
    );
    const poll = waiters.wait(1, 60_000, leaving.signal);
    leaving.abort();
    expect(await poll).toEqual({ kind: 'nothing' });
    deliver({ kind: 'taken', taken: 'a' });
    await until(() => returned.length === 1);
    expect(returned).toEqual(['a']);
  });

  it('do not miss a wake-up that comes while the last look is still under way', async () => {
    const { waiters, queue, nextTake } = createSource();
    let finish: (outcome: WaitOutcome<string>) => void = () => undefined;
    nextTake(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const poll = waiters.wait(1, 60_000, open());
    queue.push('a');
    waiters.wake(1);
    finish({ kind: 'nothing' });
    expect(await poll).toEqual({ kind: 'taken', taken: 'a' });
  });

  it('all end when what they wait for is gone', async () => {
    const { waiters, nextTake } = createSource();
    const polls = [waiters.wait(1, 60_000, open()), waiters.wait(1, 60_000, open())];
    await until(() => waiters.count() === 2);
    nextTake(async () => ({ kind: 'gone' }));
    waiters.wakeAll();
    expect(await Promise.all(polls)).toEqual([{ kind: 'gone' }, { kind: 'gone' }]);
    expect(waiters.count()).toBe(0);
  });

  it('survive a look that failed', async () => {
    const { waiters, queue, failures, nextTake } = createSource();
    nextTake(() => Promise.reject(new Error('database away')));
    const poll = waiters.wait(1, 60_000, open());
    await until(() => failures.length === 1);
    queue.push('a');
    waiters.wake(1);
    expect(await poll).toEqual({ kind: 'taken', taken: 'a' });
  });

  it('end at once, and do not begin any more, when the gateway stops', async () => {
    const { waiters } = createSource();
    const polls = [1, 2, 3].map((serial) => waiters.wait(serial, 60_000, open()));
    waiters.release();
    expect(await Promise.all(polls)).toEqual(Array(3).fill({ kind: 'nothing' }));
    expect(await waiters.wait(1, 60_000, open())).toEqual({ kind: 'nothing' });
  });
});
