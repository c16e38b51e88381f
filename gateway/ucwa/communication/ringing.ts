// An outgoing invitation at the other side: whether the other's applications have to answer, and what they are told.
import type { Member, OwnConversation } from '../../messaging/conversation-store.ts';
import { findOwnConversation } from '../../messaging/conversation-store.ts';
import type { Queryable } from '../../storage/database.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { callIn } from './incoming.ts';
import { type Invitation, pendingOf, tieInvitation } from './invitations.ts';
import { hasSkypeEndpoint } from './people.ts';
import { availableViewersOf, findViewByCid, isOpen, type View, type Viewer } from './views.ts';

type Callee = Pick<Member, 'userId' | 'isBot'>;

/**
 * The applications that have to answer for a user: none when a client of the Skype protocol is there, because that one takes every
 * message, and none when the user has no application that receives: then the message waits in the conversation.
 */
export async function answeringViewers(queryable: Queryable, callee: Callee, nowMs: number): Promise<Viewer[]> {
  if (callee.isBot || (await hasSkypeEndpoint(queryable, callee.userId, nowMs))) return [];
  return availableViewersOf(queryable, callee.userId);
}

const isInChat = (view: View | undefined): boolean =>
  view !== undefined && isOpen(view) && view.chatState === 'Connected';

/**
 * Lets the applications of the callee ring. Returns whether the invitation has to wait for an answer; false when the callee takes
 * everything anyway, or is in the chat.
 */
export async function ring(
  transaction: Queryable,
  context: UcwaContext,
  outgoing: Invitation,
  callee: Callee,
  { conversation }: Pick<OwnConversation, 'conversation'>,
  callerView: View,
  tick: number,
): Promise<boolean> {
  const viewers = await answeringViewers(transaction, callee, context.now());
  const found = await findOwnConversation(transaction, callee.userId, callerCid(conversation, callerView));
  if (viewers.length === 0 || !found) return false;
  const open: (View | undefined)[] = [];
  for (const viewer of viewers) open.push(await findViewByCid(transaction, viewer.serial, found.own.cid));
  if (open.some(isInChat)) return false;
  const expiresAtMs = context.now() + context.clocks.invitationMs;
  for (const [at, viewer] of viewers.entries()) {
    const view = open[at];
    if (view) await tieTo(transaction, view, outgoing);
    else {
      await callIn(transaction, context, viewer, found, {
        subject: outgoing.subject,
        importance: outgoing.importance,
        message: outgoing.message,
        pair: outgoing.serial,
        firstId: null,
        expiresAtMs,
        from: { mri: callerView.viewer.mri, name: callerView.viewer.displayName },
        toldId: tick,
      });
    }
  }
  await transaction.query('update ucwa_invitations set expires_at_ms = $2 where serial = $1', [
    outgoing.serial,
    Math.floor(expiresAtMs),
  ]);
  return true;
}

/** What the callee calls the conversation. */
const callerCid = (conversation: OwnConversation['conversation'], callerView: View): string =>
  conversation.isThread ? conversation.id : callerView.viewer.mri;

/** An invitation that a message made already rings there: its answer is the answer. */
async function tieTo(transaction: Queryable, view: View, outgoing: Invitation): Promise<void> {
  for (const pending of await pendingOf(transaction, view)) {
    if (pending.direction === 'Incoming') await tieInvitation(transaction, pending.serial, outgoing.serial);
  }
}
