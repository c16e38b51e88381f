import '../../support/extension.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announceChanges } from '../../../extension/changes.ts';
import { type Following, follow } from '../../../extension/ui/follow.ts';
import { stored } from '../../../extension/ui/stored.ts';
import { extension } from '../../support/extension.ts';
import { aConversation, anAccount, store } from '../../support/stored-chat.ts';

let following: Following | undefined;

beforeEach(() => extension.reset());
afterEach(() => following?.stop());

describe('following stored data', () => {
  it('reads at once and again when one of its stores is announced as changed', async () => {
    const counts: number[] = [];
    following = follow(
      ['accounts'],
      (database) => database.count('accounts'),
      (count) => counts.push(count),
      fail,
    );
    await vi.waitFor(() => expect(counts).toEqual([0]));
    await store(await stored(), { accounts: [anAccount()] });
    announceChanges(['presence']);
    announceChanges(['typing', 'accounts']);
    await vi.waitFor(() => expect(counts).toEqual([0, 1]));
  });

  it('reads once more, not ten times, for ten changes during a read', async () => {
    let reads = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const shown: number[] = [];
    following = follow(
      ['conversations'],
      async () => {
        reads += 1;
        if (reads === 1) await held;
        return reads;
      },
      (value) => shown.push(value),
      fail,
    );
    await vi.waitFor(() => expect(reads).toBe(1));
    const refreshed = Array.from({ length: 10 }, () => following?.refresh());
    release();
    await Promise.all(refreshed);
    expect(shown).toEqual([1, 2]);
  });

  it('shows nothing after it was stopped, and tells why a read failed', async () => {
    const shown: number[] = [];
    const faults: string[] = [];
    let isBroken = true;
    following = follow(
      ['conversations'],
      async (database) => {
        if (isBroken) throw new Error('no disk');
        return database.count('conversations');
      },
      (value) => shown.push(value),
      (error) => faults.push(error.message),
    );
    await vi.waitFor(() => expect(faults).toEqual(['no disk']));
    isBroken = false;
    await following.refresh();
    expect(shown).toEqual([0]);
    following.stop();
    await store(await stored(), { conversations: [aConversation('8:late')] });
    await following.refresh();
    expect(shown).toEqual([0]);
  });
});

function fail(error: Error): never {
  throw error;
}
