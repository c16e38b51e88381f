import { describe, expect, it } from 'vitest';
import '../support/extension.ts';
import { countOf, describe as describeBadge, formatCount } from '../../background/badge.ts';
import type { ConversationRow, SessionRow } from '../../extension/database.ts';
import type { ConnectionState } from '../../src/sync/connection.ts';
import { account } from '../support/signed-in.ts';

const session = (state: ConnectionState, changes: Partial<SessionRow> = {}): SessionRow => ({
  ...{ account: account.id, state, sinceMs: 0, contactAtMs: 0, failures: 0, ownPresence: 'online', ...changes },
});
const other = { ...account, id: 'account-2', name: 'Work' };
const show = (unread: number, ...sessions: SessionRow[]) => describeBadge([account], sessions, unread);

describe('the number on the badge', () => {
  it.each([
    [0, ''],
    [1, '1'],
    [99, '99'],
    [100, '99+'],
    [12_345, '99+'],
    [-1, ''],
  ])('of %i is "%s"', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('counts what may concern the user, by what may notify', () => {
    const row = { unread: 7, unreadMentions: 2 } as ConversationRow;
    expect(countOf({ ...row, notifyLevel: 'all' })).toBe(7);
    expect(countOf({ ...row, notifyLevel: 'mentions' })).toBe(2);
    expect(countOf({ ...row, notifyLevel: 'none' })).toBe(0);
  });
});

describe('the look of the badge', () => {
  it.each<[ConnectionState, string, string]>([
    ['online', 'online', 'Skylark: 3 unread messages. Connected.'],
    ['waiting', 'offline', 'Skylark: 3 unread messages. No connection. Skylark keeps trying by itself.'],
    ['paused', 'offline', 'Skylark: 3 unread messages. You are offline. Change your status to receive messages.'],
    ['expired', 'error', 'Skylark: 3 unread messages. Your sign-in has ended. Sign in again to receive messages.'],
    ['signed-out', 'signed-out', 'Skylark: 3 unread messages. Signed out. Sign in to receive messages.'],
  ])('while %s is %s, and the tooltip says it in words', (state, look, title) => {
    expect(show(3, session(state))).toEqual({ badge: '3', look, title });
  });

  it('marks an error even when nothing is unread', () => {
    expect(show(0, session('expired'))).toMatchObject({ badge: '!', look: 'error' });
    expect(show(0, session('refused'))).toMatchObject({ badge: '!', look: 'error' });
    expect(show(0, session('waiting'))).toMatchObject({ badge: '' });
  });

  it('does not look connected while a lost connection is tried again', () => {
    expect(show(0, session('connecting', { failures: 2 })).look).toBe('offline');
    expect(show(0, session('connecting')).look).toBe('online');
  });

  it('is decided by the account that concerns the user most, which the tooltip names', () => {
    const sessions = [session('online'), session('expired', { account: other.id })];
    const shown = describeBadge([account, other], sessions, 1);
    expect(shown).toMatchObject({ badge: '1', look: 'error' });
    expect(shown.title).toBe(
      'Skylark: 1 unread message. Work: Your sign-in has ended. Sign in again to receive messages.',
    );
    const signedOut = [session('signed-out'), session('online', { account: other.id })];
    expect(describeBadge([account, other], signedOut, 0).look).toBe('online');
  });

  it('invites to add an account when there is none', () => {
    expect(describeBadge([], [], 0)).toEqual({
      badge: '',
      look: 'signed-out',
      title: 'Skylark: no account yet. Click to add one.',
    });
  });
});
