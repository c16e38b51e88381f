// What every change of a thread has in common: one transaction, the messages that report it, and the events.
import { conversationNotFound, forbidden } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { announceThread } from './chat-events.ts';
import { takeTick } from './clock.ts';
import { type Conversation, type Member, memberOf, readConversation } from './conversation-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import { checkCommandRate } from './rates.ts';
import { recordMessage } from './recording.ts';
import type { Activity } from './thread-activity.ts';

export type Actor = Pick<UserIdentity, 'userId' | 'mri' | 'displayName'>;

/** A thread inside a transaction; every step takes the conversation as the step before left it. */
export type ThreadChange = {
  readonly transaction: Queryable;
  readonly context: MessagingContext;
  readonly actor: Actor;
  /** Reads the thread again. */
  reload(): Promise<Conversation>;
  /** Stores a message from the thread and sends it to everyone in it, and to `leavers`. */
  report(activity: Activity, leavers?: readonly Member[]): Promise<void>;
};

/** Reads a thread. Throws 404/730 when there is none. */
export async function requireThread(queryable: Queryable, tid: string): Promise<Conversation> {
  const conversation = await readConversation(queryable, tid);
  if (!conversation?.isThread) throw conversationNotFound();
  return conversation;
}

/** The thread, if the user is in it. Throws 404/730 when there is none, 403 when the user is not in it or left. */
export async function requireMembership(
  queryable: Queryable,
  userId: number,
  tid: string,
): Promise<{ thread: Conversation; own: Member }> {
  const thread = await requireThread(queryable, tid);
  const own = memberOf(thread, userId);
  if (!own || own.leftAt !== null) throw forbidden('Only members see this conversation.');
  return { thread, own };
}

export function threadChange(
  transaction: Queryable,
  context: MessagingContext,
  actor: Actor,
  tid: string,
): ThreadChange {
  const reload = () => requireThread(transaction, tid);
  return {
    transaction,
    context,
    actor,
    reload,
    async report(activity, leavers = []) {
      const conversation = await reload();
      const readers = [...conversation.members.filter((member) => member.leftAt === null), ...leavers];
      const tick = await takeTick(transaction, context);
      for (const leaver of leavers) {
        await transaction.query('update members set left_at = $3 where conversation_id = $1 and user_id = $2', [
          tid,
          leaver.userId,
          tick,
        ]);
      }
      const present = leavers.length === 0 ? conversation : await reload();
      const draft = { ...activity, sender: tid, senderName: '', contenttype: 'text', clientmessageid: null };
      await recordMessage(transaction, context, present, draft, tick, readers);
    },
  };
}

/**
 * Runs `work` on a thread in one transaction. When it returns true something changed: the thread gets a new version and
 * everyone in it a ThreadUpdate. Throws 429/800 when the actor changes too much at once.
 */
export async function changeThread(
  context: MessagingContext,
  actor: Actor,
  tid: string,
  work: (change: ThreadChange, thread: Conversation) => Promise<boolean>,
): Promise<void> {
  checkCommandRate(context, actor.userId);
  await context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const change = threadChange(transaction, context, actor, tid);
    if (!(await work(change, await change.reload()))) return;
    await transaction.query('update conversations set version = $2 where id = $1', [tid, tick]);
    await announceThread(transaction, context, await change.reload());
  });
}
