import { describe, expect, it } from 'vitest';
import type { ServiceErrorKind } from '../../src/service/error.ts';
import {
  hasTimedOut,
  longestTryMs,
  markFailedTry,
  markSent,
  nextToSend,
  type Outgoing,
  queueAgain,
  startSending,
} from '../../src/sync/outbox.ts';
import { freeze } from '../support/chat.ts';

const queued = (changes: Partial<Outgoing> = {}): Outgoing =>
  freeze({ state: 'queued', attempts: 0, nextAttemptAtMs: 0, queuedAtMs: 0, ...changes });

describe('which message of a conversation goes out next', () => {
  it('is the first that is not through, also one whose request nobody saw end', () => {
    const rows = [queued({ state: 'sent' }), queued({ state: 'failed' }), queued({ state: 'sending' }), queued()];
    expect(nextToSend(rows)).toBe(rows[2]);
  });

  it('is none when all are sent or given up', () => {
    expect(nextToSend([queued({ state: 'sent' }), queued({ state: 'failed' })])).toBeUndefined();
  });
});

describe('a message that could not be sent', () => {
  const tried = startSending(queued());

  it.each<ServiceErrorKind>(['network', 'server', 'session-lost', 'unauthorised'])(
    'is tried again with a pause after %s',
    (kind) => {
      const row = markFailedTry(tried, { kind }, 10_000, 0.5);
      expect(row).toMatchObject({ state: 'queued', error: kind, attempts: 1, nextAttemptAtMs: 11_000 });
    },
  );

  it('waits as long as the server asks for', () => {
    const row = markFailedTry(tried, { kind: 'rate-limited', retryAfterMs: 60_000 }, 10_000, 0.5);
    expect(row).toMatchObject({ state: 'queued', nextAttemptAtMs: 70_000 });
  });

  it.each<ServiceErrorKind>(['forbidden', 'not-found', 'invalid', 'conflict', 'unreadable', 'declined', 'unanswered'])(
    'is not tried again after %s',
    (kind) => {
      expect(markFailedTry(tried, { kind }, 10_000, 0.5)).toMatchObject({ state: 'failed', error: kind });
    },
  );

  it('is given up when its time is over', () => {
    expect(markFailedTry(tried, { kind: 'network' }, longestTryMs, 0.5)).toMatchObject({ state: 'failed' });
    expect(hasTimedOut(tried, longestTryMs - 1)).toBe(false);
  });

  it('starts over when the user wants it, and when it is sent the reason is gone', () => {
    const failed = markFailedTry(tried, { kind: 'invalid' }, 10_000, 0.5);
    const again = queueAgain(failed, 400_000);
    expect(again).toEqual({ state: 'queued', attempts: 0, nextAttemptAtMs: 400_000, queuedAtMs: 400_000 });
    expect(markSent(startSending(failed), 'm1')).not.toHaveProperty('error');
    expect(markSent(startSending(again), 'm1')).toMatchObject({ state: 'sent', sentId: 'm1' });
  });
});
