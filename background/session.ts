// The connection of each account as pages see it. The only writer of session rows, and only along the transition table.
import type { SessionRow } from '../extension/database.ts';
import type { AccountId } from '../src/model/account.ts';
import type { OwnPresence } from '../src/model/presence.ts';
import { type ConnectionState, move } from '../src/sync/connection.ts';
import type { Context } from './context.ts';

/** How stale `contactAtMs` may get before pages are told again, ms. */
const contactStepMs = 15_000;

type Facts = Pick<SessionRow, 'error' | 'sinceMs' | 'retryAtMs' | 'failures' | 'capabilities'>;

export type Sessions = {
  read(account: AccountId): Promise<SessionRow | undefined>;
  /** Changes the state; facts that are not given are dropped, except capabilities and the count of failures. */
  move(account: AccountId, to: ConnectionState, facts?: Partial<Facts>): Promise<SessionRow>;
  /** Notes a successful contact with the server. */
  noteContact(account: AccountId): Promise<void>;
  setOwnPresence(account: AccountId, presence: OwnPresence): Promise<SessionRow>;
};

export function createSessions(context: Context): Sessions {
  async function change(account: AccountId, next: (row: SessionRow) => SessionRow): Promise<SessionRow> {
    const transaction = (await context.database()).transaction('sessions', 'readwrite');
    const before = (await transaction.store.get(account)) ?? signedOut(account, context.nowMs());
    const after = next(before);
    if (after !== before) await transaction.store.put(after);
    await transaction.done;
    if (after !== before) context.committed(['sessions']);
    return after;
  }

  return {
    read: async (account) => (await context.database()).get('sessions', account),
    move: (account, to, facts = {}) =>
      change(account, ({ error: _error, retryAtMs: _retryAtMs, ...row }) => {
        return {
          ...row,
          state: move(row.state, to),
          sinceMs: row.state === to ? row.sinceMs : context.nowMs(),
          ...(to === 'online' && { contactAtMs: context.nowMs() }),
          ...facts,
        };
      }),
    async noteContact(account) {
      const nowMs = context.nowMs();
      await change(account, (row) =>
        row.failures === 0 && Math.abs(nowMs - row.contactAtMs) < contactStepMs
          ? row
          : { ...row, failures: 0, contactAtMs: nowMs },
      );
    },
    setOwnPresence: (account, ownPresence) => change(account, (row) => ({ ...row, ownPresence })),
  };
}

function signedOut(account: AccountId, nowMs: number): SessionRow {
  return { account, state: 'signed-out', sinceMs: nowMs, contactAtMs: 0, failures: 0, ownPresence: 'online' };
}
