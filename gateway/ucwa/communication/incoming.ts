// Incoming invitations: to an application that receives and does not have the conversation open, by a message from the Skype side or by
// another application (ucwa.md 10.2). Its user has to accept before anything else arrives.
import { writeDataUri } from '../../../src/ucwa/wire/data-uri.ts';
import { findOwnConversation, type OwnConversation } from '../../messaging/conversation-store.ts';
import { readMessages } from '../../messaging/message-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { sipOf } from '../addresses.ts';
import { queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { tellBeginning } from './connecting.ts';
import { type Invitation, insertInvitation, invitationResource, type NewInvitation } from './invitations.ts';
import { toldMessageOf } from './message-telling.ts';
import { invitationNotice } from './notices.ts';
import { type ToldMessage, threadIdOf } from './resources.ts';
import { tellPeople } from './telling.ts';
import { insertView, isOpen, type View, type Viewer, viewsOfConversation } from './views.ts';

type Call = Pick<NewInvitation, 'subject' | 'importance' | 'message' | 'pair' | 'firstId' | 'expiresAtMs'> & {
  readonly from: { readonly mri: string; readonly name: string };
  /** Tick of the last message that does not wait for the answer. */
  readonly toldId: number;
};

/** Opens a view that waits for its user's answer, and tells the invitation before it (ucwa.md 10.2, rows 1 and 2). */
export async function callIn(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  { conversation, own }: OwnConversation,
  call: Call,
): Promise<Invitation> {
  const { subject, importance, from } = call;
  const view = await insertView(
    transaction,
    viewer,
    {
      cid: own.cid,
      conversationId: conversation.id,
      subject,
      importance,
      state: 'Incoming',
      chatState: 'Connecting',
      toldId: call.toldId,
    },
    context.now(),
  );
  const invitation = await insertInvitation(transaction, viewer.serial, view, {
    kind: 'messaging',
    direction: 'Incoming',
    operationId: null,
    subject,
    importance,
    threadId: threadIdOf(view),
    other: { mri: from.mri, uri: sipOf(context, from.mri), name: from.name },
    message: call.message,
    pair: call.pair,
    firstId: call.firstId,
    expiresAtMs: call.expiresAtMs,
  });
  const resource = invitationResource(context, viewer, invitation, view);
  await queueEvents(transaction, context, viewer, [invitationNotice(context, view, resource, 'started')]);
  await tellBeginning(transaction, context, view);
  await tellPeople(transaction, context, view);
  return invitation;
}

/** Whether another application of the user has the chat of a conversation open: what is said there is not announced twice. */
async function isTakenElsewhere(queryable: Queryable, viewer: Viewer, conversationId: string): Promise<boolean> {
  const views = await viewsOfConversation(queryable, conversationId);
  return views.some(
    (view: View) =>
      view.viewer.userId === viewer.userId &&
      view.viewer.serial !== viewer.serial &&
      isOpen(view) &&
      view.chatState === 'Connected',
  );
}

const messagesLookedAt = 50;

/** The first message after `afterId` that somebody else has said. */
async function firstMessageAfter(
  queryable: Queryable,
  viewer: Viewer,
  { conversation }: OwnConversation,
  afterId: number,
): Promise<ToldMessage | undefined> {
  const messages = await readMessages(queryable, conversation.id, viewer.userId, {
    newerThan: afterId,
    order: 'oldest',
    limit: messagesLookedAt,
  });
  // No view yet, and none can have the number 0: nothing was sent in it.
  const unseen = { viewer, serial: 0 };
  for (const message of messages) {
    const told = message.sender === viewer.mri ? undefined : await toldMessageOf(queryable, unseen, message);
    if (told) return told;
  }
  return undefined;
}

/**
 * Invites an application to a conversation in which somebody wrote after `afterId`: with that text as a preview, which comes again as a
 * message after the answer (ucwa.md 8.6). Nothing happens when there is no such message, or another application has the chat open.
 */
export async function inviteByMessage(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  cid: string,
  afterId: number,
): Promise<void> {
  const found = await findOwnConversation(transaction, viewer.userId, cid);
  if (!viewer.isAvailable || !found || found.own.leftAt !== null) return;
  if (await isTakenElsewhere(transaction, viewer, found.conversation.id)) return;
  const first = await firstMessageAfter(transaction, viewer, found, afterId);
  if (!first) return;
  await callIn(transaction, context, viewer, found, {
    subject: found.conversation.properties.topic ?? '',
    importance: 'Normal',
    message: first.text ? writeDataUri(first.text) : null,
    pair: null,
    firstId: first.id,
    expiresAtMs: context.now() + context.clocks.invitationMs,
    from: first.sender,
    toldId: first.id - 1,
  });
}
