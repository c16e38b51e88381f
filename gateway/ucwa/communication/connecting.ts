// How a view becomes connected, in the orders of the notes (ucwa.md 8.9, 10.2, 10.3), and how the user comes back to a chat.
import { activeMembers, memberOf, readConversation } from '../../messaging/conversation-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { finishInvitation, type Invitation, invitationResource } from './invitations.ts';
import { tellMessages } from './message-telling.ts';
import {
  conversationNotice,
  invitationNotice,
  localParticipantNotice,
  messagingNotice,
  participantMessagingNotice,
  participantNotice,
} from './notices.ts';
import { absencesOf, endAbsence, othersIn, personOf } from './people.ts';
import type { Person } from './resources.ts';
import { tellOthers, tellPeople } from './telling.ts';
import { isConference, isOpen, updateView, type View } from './views.ts';

/** The user in a conversation. */
export async function ownPerson(queryable: Queryable, view: View): Promise<Person> {
  const { viewer } = view;
  const conversation = view.conversationId ? await readConversation(queryable, view.conversationId) : undefined;
  const own = conversation && memberOf(conversation, viewer.userId);
  if (conversation && own) return { ...personOf(conversation, own), isInChat: view.chatState === 'Connected' };
  return { mri: viewer.mri, name: viewer.displayName, role: null, isInChat: view.chatState === 'Connected' };
}

/** How many people are in a conversation, the user included. */
export async function countPeople(queryable: Queryable, view: View): Promise<number> {
  const conversation = view.conversationId ? await readConversation(queryable, view.conversationId) : undefined;
  if (!conversation) return 1;
  return othersIn(conversation, await absencesOf(queryable, conversation.id), view.viewer.userId).size + 1;
}

/** The only other person of a conversation of two. */
async function onlyOther(queryable: Queryable, view: View): Promise<Person | undefined> {
  const conversation = view.conversationId ? await readConversation(queryable, view.conversationId) : undefined;
  if (!conversation || conversation.isThread) return undefined;
  const other = activeMembers(conversation).find((member) => member.userId !== view.viewer.userId);
  return other && personOf(conversation, other);
}

const connectedState = (view: View) => (isConference(view) ? ('Conferenced' as const) : ('Connected' as const));

/** The user is in the chat again: whoever was told that they had gone is told. */
export async function comeBack(transaction: Queryable, context: UcwaContext, view: View): Promise<void> {
  if (view.conversationId === null) return;
  const wasAway = await endAbsence(transaction, view.conversationId, view.viewer.userId);
  if (wasAway) await tellOthers(transaction, context, view.conversationId, view.viewer.userId);
}

/** Begins a view: the conversation and the user's own place in it. */
export async function tellBeginning(transaction: Queryable, context: UcwaContext, view: View): Promise<void> {
  await queueEvents(transaction, context, view.viewer, [
    conversationNotice(context, view, 'added', await countPeople(transaction, view)),
    localParticipantNotice(context, view, await ownPerson(transaction, view)),
  ]);
}

/** An outgoing invitation was accepted, by `by` when it was one person (ucwa.md 10.3, row 3). */
export async function connectOutgoing(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  invitation: Invitation,
  toldId: number,
  by?: Person,
): Promise<void> {
  const { viewer } = view;
  await comeBack(transaction, context, view);
  const wasOpen = isOpen(view);
  const wasInChat = wasOpen && view.chatState === 'Connected';
  const connected = await updateView(transaction, view, {
    state: connectedState(view),
    chatState: 'Connected',
    toldId,
  });
  const own = await ownPerson(transaction, connected);
  if (!wasOpen) {
    const count = await countPeople(transaction, connected);
    await queueEvents(transaction, context, viewer, [conversationNotice(context, connected, 'updated', count)]);
  }
  await tellPeople(transaction, context, connected);
  if (!wasInChat) {
    await queueEvents(transaction, context, viewer, [
      participantMessagingNotice(context, connected, own, 'added'),
      messagingNotice(context, connected),
    ]);
  }
  const answeredBy = by ?? (await onlyOther(transaction, connected));
  await finishInvitation(transaction, context, viewer, invitation, connected, {
    state: 'Connected',
    answeredBy: answeredBy ? [answeredBy] : [],
  });
}

/** An incoming invitation was accepted (ucwa.md 10.2, rows 3, 6 and 8); the messages that wait follow. */
export async function connectIncoming(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  invitation: Invitation,
): Promise<void> {
  const { viewer } = view;
  await queueEvents(transaction, context, viewer, [
    invitationNotice(context, view, invitationResource(context, viewer, invitation, view, true), 'updated'),
  ]);
  const connected = await updateView(transaction, view, { state: connectedState(view), chatState: 'Connected' });
  const count = await countPeople(transaction, connected);
  const own = await ownPerson(transaction, connected);
  await queueEvents(transaction, context, viewer, [
    messagingNotice(context, connected),
    conversationNotice(context, connected, 'updated', count),
    participantMessagingNotice(context, connected, own, 'added'),
  ]);
  await tellPeople(transaction, context, connected);
  const other = await onlyOther(transaction, connected);
  if (other) {
    await queueEvents(transaction, context, viewer, [participantNotice(context, connected, other, 'updated')]);
  }
  await finishInvitation(transaction, context, viewer, invitation, connected, { state: 'Connected' });
  await comeBack(transaction, context, connected);
  await tellMessages(transaction, context, connected, count);
}
