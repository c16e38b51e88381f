// The way out of what the user sends: a row before it is a request, in order within its conversation, tried again until its
// time is over. The worker may die anywhere: what was not confirmed goes out again with the same client id.
import { CommandError, type CommandPayload } from '../extension/commands.ts';
import type { OutboxRow } from '../extension/database.ts';
import type { AccountId, ConversationId } from '../src/model/account.ts';
import type { SentMessage } from '../src/service/service.ts';
import { hasPassed } from '../src/sync/backoff.ts';
import {
  hasTimedOut,
  isBeyondRecall,
  markFailedTry,
  markSent,
  nextToSend,
  queueAgain,
  startSending,
} from '../src/sync/outbox.ts';
import { within } from './apply-read.ts';
import { type Context, failureOf, singleFlight } from './context.ts';
import type { Link } from './link.ts';
import { createUploads } from './uploads.ts';

export type Outbox = {
  /** Stores what a page composed; answers its client id. */
  add(message: CommandPayload<'message.send'>): Promise<{ clientId: string }>;
  retry(account: AccountId, clientId: string): Promise<void>;
  /** Takes out what is not on its way, or whose file still is, and answers its text. */
  discard(account: AccountId, clientId: string): Promise<{ text: string }>;
  /** Sends what is due; `isHurried` also what waits for its next try. */
  flush(link: Link, isHurried?: boolean): Promise<void>;
  /** Gives up what has waited too long for an account that cannot be connected. */
  expire(account: AccountId, reason: NonNullable<OutboxRow['error']>): Promise<void>;
  /** Conversations in which a message was sent some time ago and did not come back; what is very old is let go. */
  unconfirmed(account: AccountId): Promise<ConversationId[]>;
};

/** The job that sends what waits comes round about as often. */
const longestPauseMs = 20_000;
const echoTimeMs = 60_000;
/** The server said that it has the message; if it does not show it by then, it never will. */
const longestEchoTimeMs = 600_000;

export function createOutbox(context: Context): Outbox {
  const storeOf = async () => (await context.database()).transaction('outbox', 'readwrite', { durability: 'strict' });

  /** Changes a row if it is still there; undefined deletes it. Answers the row before. */
  async function change(
    account: AccountId,
    clientId: string,
    next: (row: OutboxRow) => OutboxRow | undefined,
  ): Promise<OutboxRow | undefined> {
    const { store, done } = await storeOf();
    const before = await store.get([account, clientId]);
    const after = before && next(before);
    if (after) await store.put(after);
    else if (before) await store.delete([account, clientId]);
    await done;
    if (before) context.committed(['outbox']);
    return before;
  }

  const uploads = createUploads(context, async ({ account, clientId }, next) => {
    let after: OutboxRow | undefined;
    await change(account, clientId, (row) => {
      after = next(row);
      return after;
    });
    return after;
  });

  async function sendFirst(link: Link, conversation: ConversationId, isHurried: boolean): Promise<boolean> {
    const { id } = link.account;
    const rows = await (await context.database()).getAllFromIndex('outbox', 'conversation', within(id, conversation));
    const row = nextToSend(rows);
    const nowMs = context.nowMs();
    if (!row || !(isHurried || hasPassed(row.queuedAtMs, row.nextAttemptAtMs, nowMs))) return false;
    const { clientId, createdAtMs: composedAtMs } = row;
    const started = startSending(row);
    if (!(await change(id, clientId, () => started))) return true;
    let sent: SentMessage;
    try {
      const ready = await uploads.run(link, started);
      if (!ready) return true;
      sent = await link.call((service) =>
        service.send(conversation, { ...ready, composedAtMs, isRepeated: row.attempts > 0 }),
      );
    } catch (error) {
      const failure = failureOf(context, error);
      let next = started;
      const before = await change(id, clientId, (current) => {
        next = markFailedTry(current, failure, context.nowMs(), context.random());
        return next;
      });
      // One that was taken out holds up nothing.
      if (!before) return true;
      if (next.state === 'queued') sendSoon(link, conversation, next.nextAttemptAtMs - context.nowMs());
      return false;
    }
    await change(id, clientId, (current) => markSent(current, sent.id));
    return true;
  }

  /** Conversations to be looked at, and whether that is urgent. */
  const asked = new Map<string, boolean>();
  const flushConversation = singleFlight(async (work: Work) => {
    const key = workKey(work);
    // Who asks while the last look at the rows is under way, asks for one more look, and for theirs.
    for (let isHurried = asked.get(key); isHurried !== undefined; isHurried = asked.get(key)) {
      asked.delete(key);
      while (await sendFirst(work.link, work.conversation, isHurried));
    }
  }, workKey);

  function send(work: Work): Promise<void> {
    const key = workKey(work);
    asked.set(key, work.isHurried || asked.get(key) === true);
    return flushConversation(work);
  }

  /** A job looks at what waits; a pause that is over sooner is not made longer by it. */
  function sendSoon(link: Link, conversation: ConversationId, pauseMs: number): void {
    if (pauseMs > longestPauseMs) return;
    const sent = context.wait(pauseMs + 10).then(() => send({ link, conversation, isHurried: false }));
    sent.catch(context.report);
  }

  async function waiting(account: AccountId): Promise<OutboxRow[]> {
    const rows = await (await context.database()).getAll('outbox', within(account));
    return rows.filter((row) => row.state !== 'failed');
  }

  return {
    async add(message) {
      const { account, conversation } = message;
      const nowMs = context.nowMs();
      const clientId = `${nowMs}${String(Math.floor(context.random() * 1e7)).padStart(7, '0')}`;
      const { store, done } = await storeOf();
      const last = await store.index('conversation').openCursor(within(account, conversation), 'prev');
      // Order is by this time, so a clock that was set back must not let a message overtake.
      const createdAtMs = Math.max(nowMs, (last?.value.createdAtMs ?? 0) + 1);
      const row = { ...message, clientId, createdAtMs, attempts: 0 };
      await store.add({ ...row, state: 'queued', nextAttemptAtMs: nowMs, queuedAtMs: nowMs });
      await done;
      context.committed(['outbox']);
      return { clientId };
    },
    async retry(account, clientId) {
      await change(account, clientId, (row) => (row.state === 'failed' ? queueAgain(row, context.nowMs()) : row));
    },
    async discard(account, clientId) {
      let isOnItsWay = false;
      const row = await change(account, clientId, (current) => {
        isOnItsWay = isBeyondRecall(current);
        return isOnItsWay ? current : undefined;
      });
      if (!row) throw new CommandError('not-found', 'the message is not here');
      if (isOnItsWay) throw new CommandError('conflict', 'the message is on its way');
      await uploads.drop(row);
      return { text: row.text };
    },
    async flush(link, isHurried = false) {
      const rows = (await waiting(link.account.id)).filter((row) => row.state !== 'sent');
      const conversations = [...new Set(rows.map((row) => row.conversation))];
      await Promise.all(conversations.map((conversation) => send({ link, conversation, isHurried })));
    },
    async expire(account, reason) {
      for (const row of await waiting(account)) {
        if (row.state === 'sent' || !hasTimedOut(row, context.nowMs())) continue;
        await change(account, row.clientId, (current) => ({ ...current, state: 'failed', error: reason }));
      }
    },
    async unconfirmed(account) {
      const sent = (await waiting(account)).filter((row) => row.state === 'sent');
      const age = (row: OutboxRow) => context.nowMs() - row.queuedAtMs;
      for (const row of sent) {
        if (age(row) > longestEchoTimeMs) await change(account, row.clientId, () => undefined);
      }
      return [...new Set(sent.filter((row) => age(row) > echoTimeMs).map((row) => row.conversation))];
    },
  };
}

type Work = { link: Link; conversation: ConversationId; isHurried: boolean };
const workKey = ({ link, conversation }: Work) => `${link.account.id}\n${conversation}`;
