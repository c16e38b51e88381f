// How invitations end without success, on both sides (ucwa.md 8.4, 10.2, 10.3). The order after the invitation's own end is inferred in
// the notes: chat, conversation, nothing left.
import type { Reason } from '../../../src/ucwa/wire/reason.ts';
import type { Queryable } from '../../storage/database.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { inviteByMessage } from './incoming.ts';
import { finishInvitation, type Invitation, type InvitationState, ringing } from './invitations.ts';
import { closeView } from './leaving.ts';
import { canceledHere, canceledThere, missed, unanswered } from './reasons.ts';
import { findView, findViewer, type View } from './views.ts';

export type Failure = { readonly state: InvitationState; readonly reason: Reason };

/** The view of an invitation, while it is there. */
export const viewOfInvitation = async (queryable: Queryable, invitation: Invitation): Promise<View | undefined> =>
  invitation.view === null ? undefined : findView(queryable, invitation.application, invitation.view);

/** Ends an outgoing invitation; the view goes with it while it was only made for it. */
export async function failOutgoing(
  transaction: Queryable,
  context: UcwaContext,
  invitation: Invitation,
  failure: Failure,
  closesView = true,
): Promise<void> {
  const viewer = await findViewer(transaction, invitation.application);
  if (!viewer) return;
  const view = await viewOfInvitation(transaction, invitation);
  await finishInvitation(transaction, context, viewer, invitation, view, failure);
  if (closesView && view?.state === 'Connecting') await closeView(transaction, context, view, failure.reason);
}

/** Ends an incoming invitation with the view that waited for its answer. */
export async function failIncoming(
  transaction: Queryable,
  context: UcwaContext,
  invitation: Invitation,
  failure: Failure,
): Promise<void> {
  const viewer = await findViewer(transaction, invitation.application);
  if (!viewer) return;
  const view = await viewOfInvitation(transaction, invitation);
  await finishInvitation(transaction, context, viewer, invitation, view, failure);
  if (view?.state === 'Incoming') await closeView(transaction, context, view, failure.reason);
}

/** The user takes an outgoing invitation back. */
export async function cancelOutgoing(
  transaction: Queryable,
  context: UcwaContext,
  invitation: Invitation,
): Promise<void> {
  await failOutgoing(transaction, context, invitation, { state: 'Cancelled', reason: canceledHere });
  for (const incoming of await ringing(transaction, invitation.serial)) {
    await failIncoming(transaction, context, incoming, { state: 'Cancelled', reason: canceledThere });
  }
}

/**
 * The time of an invitation is over. What a message announced stays in the conversation; if more was said meanwhile, that invites again, so
 * that nothing is lost to an application that was slow.
 */
export async function expireInvitation(
  transaction: Queryable,
  context: UcwaContext,
  invitation: Invitation,
): Promise<void> {
  if (invitation.direction === 'Outgoing') {
    await failOutgoing(transaction, context, invitation, { state: 'Failed', reason: unanswered });
    for (const incoming of await ringing(transaction, invitation.serial)) {
      await failIncoming(transaction, context, incoming, { state: 'Failed', reason: missed });
    }
    return;
  }
  const view = await viewOfInvitation(transaction, invitation);
  await failIncoming(transaction, context, invitation, { state: 'Failed', reason: missed });
  if (view && invitation.firstId !== null) {
    await inviteByMessage(transaction, context, view.viewer, view.cid, invitation.firstId);
  }
}
