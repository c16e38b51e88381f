// The user leaves: a chat (stopMessaging), a conversation (DELETE), or everything, with the application (ucwa.md 8.1, 8.5, 10.5).
import { takeTick } from '../../messaging/clock.ts';
import type { Queryable } from '../../storage/database.ts';
import { resourceNotFound } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { declineIncoming } from './answering.ts';
import { cancelOutgoing } from './ending.ts';
import { pendingOf } from './invitations.ts';
import { closeView, endChat, goAway } from './leaving.ts';
import type { Extent } from './people.ts';
import { findView, isConference, isOpen, type View, viewsOf } from './views.ts';

/** Ends what waits in a view: the user's own invitation is taken back, that of somebody else declined. */
async function endPending(transaction: Queryable, context: UcwaContext, view: View): Promise<void> {
  for (const pending of await pendingOf(transaction, view)) {
    if (pending.direction === 'Incoming') await declineIncoming(transaction, context, pending, false);
    else await cancelOutgoing(transaction, context, pending);
  }
}

/** Leaves a whole conversation, or its chat when that is all there is of it. */
async function leaveView(transaction: Queryable, context: UcwaContext, view: View, extent: Extent): Promise<void> {
  await endPending(transaction, context, view);
  const left = await findView(transaction, view.viewer.serial, view.serial);
  if (!left) return;
  await closeView(transaction, context, left);
  await goAway(transaction, context, left, extent);
}

async function requireView(transaction: Queryable, application: number, serial: number): Promise<View> {
  const view = await findView(transaction, application, serial);
  if (!view) throw resourceNotFound('The conversation is over.');
  return view;
}

/**
 * POST stopMessaging, and cancel, which real servers give the same address (ucwa.md 1.6). In a conference the user stays in the
 * conversation; one of two people ends with its chat. Throws 404 when the chat is over already.
 */
export async function stopMessaging(context: UcwaContext, application: number, serial: number): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const view = await requireView(transaction, application, serial);
    if (view.chatState === 'Disconnected') throw resourceNotFound('The chat is over.');
    if (isConference(view) && isOpen(view)) {
      await endChat(transaction, context, view, undefined, false);
      await goAway(transaction, context, view, 'chat');
    } else await leaveView(transaction, context, view, 'chat');
  });
}

/** DELETE conversation. Throws 404 when it is over already. */
export async function deleteConversation(context: UcwaContext, application: number, serial: number): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await leaveView(transaction, context, await requireView(transaction, application, serial), 'conversation');
  });
}

/**
 * Leaves every conversation of an application: because it ends, or was silent for too long. Call it inside a transaction that holds the
 * clock, before the application's rows go.
 */
export async function leaveEverything(
  transaction: Queryable,
  context: UcwaContext,
  application: { readonly serial: number },
): Promise<void> {
  for (const view of await viewsOf(transaction, application.serial)) {
    await leaveView(transaction, context, view, 'conversation');
  }
}
