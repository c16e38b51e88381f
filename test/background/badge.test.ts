import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../support/extension.ts';
import { countOf, createBadge, describe as describeBadge, formatCount } from '../../background/badge.ts';
import type { Context } from '../../background/context.ts';
import type { ConversationRow, SessionRow, SkylarkDatabase } from '../../extension/database.ts';
import type { ConnectionState } from '../../src/sync/connection.ts';
import { joe, team } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { account } from '../support/signed-in.ts';
import { createLoneContext } from '../support/worker-context.ts';

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

describe('the badge when messages were committed', () => {
  let database: SkylarkDatabase;
  let context: Context;
  /** While set, nothing can be read. */
  let reading: ReturnType<typeof hold> | undefined;
  const row = (id: string, unread: number): ConversationRow => ({
    ...{ account: account.id, id, kind: 'direct', topic: '', members: [], version: 1, readUpTo: 0, clearedUpTo: 0 },
    ...{ notifyLevel: 'all', isMember: true, unread, unreadMentions: 0, activeAtMs: 1, searchText: '' },
  });
  function hold() {
    let resolve = () => {};
    let reject = (_: Error) => {};
    const promise = new Promise<void>((go, fail) => {
      resolve = go;
      reject = fail;
    });
    return { promise, resolve, reject };
  }

  beforeEach(async () => {
    extension.reset();
    reading = undefined;
    const alone = createLoneContext({ nowMs: () => 0 });
    context = { ...alone, database: async () => reading?.promise.then(alone.database) ?? alone.database() };
    database = await context.database();
    await database.put('accounts', account);
    await database.put('sessions', session('online'));
    await database.put('conversations', row(joe, 2));
  });
  afterEach(() => database.close());

  it('says so at once, and what is read afterwards has the last word', async () => {
    const badge = createBadge(context);
    await badge.refresh();
    expect(extension.state.badge).toBe('2');
    reading = hold();
    const read = badge.refresh([row(joe, 3), row(team, 4)]);
    expect(extension.state.badge).toBe('7');
    const again = badge.refresh([row(team, 0)]);
    expect(extension.state.badge).toBe('3');
    reading.resolve();
    await Promise.all([read, again]);
    expect(extension.state.badge).toBe('2');
  });

  it('waits for what is stored when nothing was read yet', async () => {
    const badge = createBadge(context);
    reading = hold();
    const read = badge.refresh([row(joe, 3)]);
    expect(extension.state.badge).toBe('');
    reading.resolve();
    await read;
    expect(extension.state.badge).toBe('2');
  });

  it('does not add to what it could not read again', async () => {
    const badge = createBadge(context);
    await badge.refresh();
    reading = hold();
    const failed = badge.refresh();
    reading.reject(new Error('the disk is gone'));
    await failed;
    expect(extension.state.badge).toBe('2');
    reading = hold();
    const read = badge.refresh([row(team, 4)]);
    expect(extension.state.badge).toBe('2');
    reading.resolve();
    await read;
    expect(extension.state.badge).toBe('2');
  });
});
