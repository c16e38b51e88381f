// How a view ends, and what the others are told of it (ucwa.md 10.3 row 8, 10.4 rows 6 to 9). No trace shows a leave; decided here and in
// `telling.ts` (ucwa.md 12, point 1): the chat first, then the role, then the conversation; participantMessaging is deleted `in` the
// participant, or `in` localParticipant for the user, as it was added.
import type { Reason } from '../../../src/ucwa/wire/reason.ts';
import type { Queryable } from '../../storage/database.ts';
import { queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { countPeople, ownPerson } from './connecting.ts';
import { conversationDeleted, conversationNotice, messagingNotice, participantMessagingNotice } from './notices.ts';
import { type Extent, hasSkypeEndpoint, noteAbsence } from './people.ts';
import { tellOthers } from './telling.ts';
import { deleteView, isOpen, updateView, type View, viewsOfConversation } from './views.ts';

/** Whether another application of the same user is still where this one leaves. */
async function isStillThere(queryable: Queryable, view: View, extent: Extent): Promise<boolean> {
  const views = view.conversationId ? await viewsOfConversation(queryable, view.conversationId) : [];
  return views.some(
    (other) =>
      other.viewer.userId === view.viewer.userId &&
      other.serial !== view.serial &&
      isOpen(other) &&
      (extent === 'conversation' || other.chatState === 'Connected'),
  );
}

/** The user goes, as far as `extent` says, unless another client of theirs stays; the others are told. */
export async function goAway(transaction: Queryable, context: UcwaContext, view: View, extent: Extent): Promise<void> {
  const { viewer, conversationId } = view;
  if (conversationId === null || !isOpen(view)) return;
  if (await isStillThere(transaction, view, extent)) return;
  if (await hasSkypeEndpoint(transaction, viewer.userId, context.now())) return;
  const isNews = await noteAbsence(transaction, conversationId, viewer.userId, extent);
  if (isNews) await tellOthers(transaction, context, conversationId, viewer.userId);
}

/** Ends the chat of a view for its own application. Returns the view as it is then. */
export async function endChat(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  reason?: Reason,
  isMessagingFirst = true,
): Promise<View> {
  const wasInChat = view.chatState === 'Connected';
  const ended = await updateView(transaction, view, { chatState: 'Disconnected' });
  const messaging = messagingNotice(context, ended, reason);
  const own = await ownPerson(transaction, ended);
  const gone = wasInChat ? [participantMessagingNotice(context, ended, own, 'deleted')] : [];
  await queueEvents(transaction, context, view.viewer, isMessagingFirst ? [messaging, ...gone] : [...gone, messaging]);
  return ended;
}

/** Ends a view: messaging Disconnected, the user's participantMessaging gone, conversation Disconnected, conversation deleted. */
export async function closeView(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  reason?: Reason,
): Promise<void> {
  const quiet = view.chatState === 'Disconnected' ? view : await endChat(transaction, context, view, reason);
  const ended = await updateView(transaction, quiet, { state: 'Disconnected' });
  const count = await countPeople(transaction, ended);
  await queueEvents(transaction, context, view.viewer, [
    conversationNotice(context, ended, 'updated', count, reason),
    conversationDeleted(context, ended),
  ]);
  await deleteView(transaction, ended);
}
