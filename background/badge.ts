// What the toolbar says: how many messages are unread, and whether that can be trusted. Computed from the database each
// time; told by number, colour, icon and words alike.
import type { ConversationRow, SessionRow } from '../extension/database.ts';
import { connectionSentence } from '../extension/sentences.ts';
import { countedText, text } from '../extension/text.ts';
import type { Account } from '../src/model/account.ts';
import type { ConnectionState } from '../src/sync/connection.ts';
import type { Context } from './context.ts';

type Look = 'online' | 'offline' | 'signed-out' | 'error';
type Shown = { badge: string; look: Look; title: string };

/** White text has a contrast of at least 4.5 to each. */
const colours: Record<Look, string> = {
  online: '#137333',
  offline: '#5f6873',
  'signed-out': '#5f6873',
  error: '#b3261e',
};

/** From what concerns the user most to what does not. */
const worstFirst: readonly ConnectionState[] = [
  'expired',
  'refused',
  'waiting',
  'paused',
  'connecting',
  'online',
  'signed-out',
];

/** The number on the badge: nothing, 1 to 99, or 99+. */
export function formatCount(count: number): string {
  if (count <= 0) return '';
  return count > 99 ? '99+' : String(count);
}

/** How many unread messages of a conversation concern the user, by what may notify in it. */
export function countOf({ unread, unreadMentions, notifyLevel }: ConversationRow): number {
  if (notifyLevel === 'none') return 0;
  return notifyLevel === 'mentions' ? unreadMentions : unread;
}

function lookOf(session: SessionRow | undefined): Look {
  const state = session?.state ?? 'signed-out';
  if (state === 'expired' || state === 'refused') return 'error';
  if (state === 'signed-out') return 'signed-out';
  const isTrying = state === 'connecting' && session?.failures === 0;
  return state === 'online' || isTrying ? 'online' : 'offline';
}

/** What the toolbar shows for these accounts. The account that concerns the user most decides the look. */
export function describe(accounts: readonly Account[], sessions: readonly SessionRow[], unread: number): Shown {
  if (accounts.length === 0) return { badge: '', look: 'signed-out', title: text('badge_no_account') };
  const rank = (session: SessionRow | undefined) => worstFirst.indexOf(session?.state ?? 'signed-out');
  const states = accounts
    .map((account) => ({ account, session: sessions.find((row) => row.account === account.id) }))
    .sort((a, b) => rank(a.session) - rank(b.session));
  const [worst] = states;
  const look = lookOf(worst?.session);
  const sentence = connectionSentence(worst?.session?.state ?? 'signed-out');
  const told = states.length > 1 && worst ? text('badge_account_state', worst.account.name, sentence) : sentence;
  const count = unread === 0 ? text('badge_unread_zero') : countedText('badge_unread', unread);
  const badge = formatCount(unread) || (look === 'error' ? '!' : '');
  return { badge, look, title: text('badge_title', count, told) };
}

/** `conversations` are those with anything unread, by `keyOf`. */
type Stored = { accounts: Account[]; sessions: SessionRow[]; conversations: Map<string, ConversationRow> };

const keyOf = ({ account, id }: ConversationRow) => `${account}\n${id}`;

export type Badge = {
  /**
   * Shows what is stored now; calls while it is at work lead to one more round.
   * @param committed rows of conversations that were just written: with them, what was read last is shown at once
   */
  refresh(committed?: readonly ConversationRow[]): Promise<void>;
};

export function createBadge(context: Context): Badge {
  const { action } = context.browser;
  let shown: Partial<Shown> = {};
  let running: Promise<void> | undefined;
  let isStale = false;
  /** What was read last. */
  let stored: Stored | undefined;

  async function read(): Promise<Stored> {
    const transaction = (await context.database()).transaction(['accounts', 'sessions', 'conversations']);
    const [accounts, sessions, rows] = await Promise.all([
      transaction.objectStore('accounts').getAll(),
      transaction.objectStore('sessions').getAll(),
      transaction.objectStore('conversations').index('unread').getAll(IDBKeyRange.lowerBound(1)),
    ]);
    return { accounts, sessions, conversations: new Map(rows.map((row) => [keyOf(row), row])) };
  }

  async function show({ accounts, sessions, conversations }: Stored): Promise<void> {
    let unread = 0;
    for (const row of conversations.values()) {
      const session = sessions.find(({ account }) => account === row.account);
      if (session?.state !== 'signed-out') unread += countOf(row);
    }
    const next = describe(accounts, sessions, unread);
    const steps: Promise<unknown>[] = [];
    if (next.badge !== shown.badge) steps.push(action.setBadgeText({ text: next.badge }));
    if (next.title !== shown.title) steps.push(action.setTitle({ title: next.title }));
    if (next.look !== shown.look) {
      const name = next.look === 'online' ? '' : `${next.look}-`;
      steps.push(
        action.setBadgeBackgroundColor({ color: colours[next.look] }),
        action.setBadgeTextColor({ color: '#ffffff' }),
        action.setIcon({ path: { 16: `/icons/${name}16.png`, 32: `/icons/${name}32.png` } }),
      );
    }
    shown = next;
    try {
      await Promise.all(steps);
    } catch (fault) {
      shown = {};
      context.report(fault);
    }
  }

  async function run(): Promise<void> {
    try {
      do {
        isStale = false;
        stored = await read();
        await show(stored);
      } while (isStale);
    } catch (fault) {
      stored = undefined;
      context.report(fault);
    } finally {
      running = undefined;
    }
  }

  return {
    refresh(committed = []) {
      isStale = true;
      // The badge does not wait for the reading, which has the last word.
      for (const row of committed) stored?.conversations.set(keyOf(row), row);
      if (stored && committed.length > 0) void show(stored);
      running ??= run();
      return running;
    },
  };
}
