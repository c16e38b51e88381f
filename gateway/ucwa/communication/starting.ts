// startMessaging and addMessaging (ucwa.md 8.2, 8.3, 10.3): an outgoing invitation, and at once or later its answer. Whoever speaks the
// Skype protocol accepts at once; an application rings.
import type { StartMessagingInput } from '../../../src/ucwa/wire/conversation.ts';
import { ProtocolError } from '../../errors.ts';
import { takeTick } from '../../messaging/clock.ts';
import { openConversation, openForWriting } from '../../messaging/conversation-access.ts';
import { counterpartOf, findOwnConversation, type OwnConversation } from '../../messaging/conversation-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { findUserByAddress, sipOf } from '../addresses.ts';
import { queueEvents } from '../channel/queue.ts';
import { applicationNotFound, resourceNotFound } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { acceptIncoming } from './answering.ts';
import { connectOutgoing, tellBeginning } from './connecting.ts';
import { failOutgoing } from './ending.ts';
import {
  findOperation,
  type Invitation,
  insertInvitation,
  invitationResource,
  type NewInvitation,
  type Other,
  pendingOf,
} from './invitations.ts';
import { knownTick } from './missed.ts';
import { invitationNotice, messagingNotice } from './notices.ts';
import { anotherPending, refused, unknownDestination } from './reasons.ts';
import { receiveEvents } from './receiving.ts';
import { threadIdOf } from './resources.ts';
import { ring } from './ringing.ts';
import { findView, findViewByCid, findViewer, insertView, type View, type Viewer } from './views.ts';

export type Start = Pick<StartMessagingInput, 'to' | 'operationId' | 'subject' | 'importance' | 'threadId'> & {
  /** The first text as a data URI. */
  readonly message?: string | undefined;
};

type Target = { readonly cid: string; readonly other: Other };

/** Whom or what a start is meant for: a thread when it names one that the user is in, else the person. */
async function targetOf(transaction: Queryable, context: UcwaContext, viewer: Viewer, start: Start): Promise<Target> {
  const user = await findUserByAddress(context, transaction, start.to);
  const other: Other = user
    ? { mri: user.mri, uri: sipOf(context, user.mri), name: user.displayName }
    : { mri: null, uri: start.to, name: '' };
  if (start.threadId?.startsWith('19:')) {
    const found = await findOwnConversation(transaction, viewer.userId, start.threadId);
    if (found?.own.leftAt === null) return { cid: found.own.cid, other };
  }
  return { cid: user?.mri ?? start.to, other };
}

/** The conversation behind a target, or why there is none for this user. */
async function openTarget(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  target: Target,
  tick: number,
): Promise<OwnConversation | ProtocolError | undefined> {
  if (target.other.mri === null && !target.cid.startsWith('19:')) return undefined;
  try {
    await openConversation(transaction, viewer, target.cid, tick);
    return await openForWriting(transaction, context, viewer, target.cid, tick);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
}

const newInvitation = (view: View, start: Partial<Start>, other: Other): NewInvitation => ({
  kind: 'messaging',
  direction: 'Outgoing',
  operationId: start.operationId ?? null,
  subject: start.subject ?? view.subject,
  importance: start.importance ?? view.importance,
  threadId: threadIdOf(view),
  other,
  message: start.message ?? null,
  pair: null,
  firstId: null,
  expiresAtMs: null,
});

async function tellStart(transaction: Queryable, context: UcwaContext, view: View, invitation: Invitation) {
  const resource = invitationResource(context, view.viewer, invitation, view);
  await queueEvents(transaction, context, view.viewer, [invitationNotice(context, view, resource, 'started')]);
}

/** A conversation that is not open yet (ucwa.md 10.3, rows 2 and 3). */
async function begin(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  start: Start,
  tick: number,
): Promise<Invitation> {
  const target = await targetOf(transaction, context, viewer, start);
  const opened = await openTarget(transaction, context, viewer, target, tick);
  const found = opened instanceof ProtocolError ? undefined : opened;
  // Somebody may have written what no package has told yet: it is not known because the user begins a chat with them.
  const toldId = (found && (await knownTick(transaction, viewer, found.own.cid))) ?? tick;
  const view = await insertView(
    transaction,
    viewer,
    {
      cid: target.cid,
      conversationId: found?.conversation.id ?? null,
      subject: start.subject ?? found?.conversation.properties.topic ?? '',
      importance: start.importance ?? 'Normal',
      state: 'Connecting',
      chatState: 'Connecting',
      toldId,
    },
    context.now(),
  );
  const invitation = await insertInvitation(transaction, viewer.serial, view, newInvitation(view, start, target.other));
  await tellStart(transaction, context, view, invitation);
  await tellBeginning(transaction, context, view);
  await queueEvents(transaction, context, viewer, [messagingNotice(context, view)]);
  if (!found) {
    const reason = opened instanceof ProtocolError ? refused(opened.message) : unknownDestination;
    await failOutgoing(transaction, context, invitation, { state: 'Failed', reason });
    return invitation;
  }
  const callee = counterpartOf(found.conversation, viewer.userId);
  if (callee && (await ring(transaction, context, invitation, callee, found, view, tick))) return invitation;
  await connectOutgoing(transaction, context, view, invitation, toldId);
  return invitation;
}

/**
 * The conversation is open already: the invitation leads to it. What the other side asked is accepted by that, a chat that the user left
 * is joined again, and while an earlier invitation rings a second one fails.
 */
async function join(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  start: Partial<Start>,
  other: Other,
  tick: number,
): Promise<Invitation> {
  const invitation = await insertInvitation(transaction, view.viewer.serial, view, newInvitation(view, start, other));
  await tellStart(transaction, context, view, invitation);
  if (view.state === 'Connecting') {
    await failOutgoing(transaction, context, invitation, { state: 'Failed', reason: anotherPending }, false);
    return invitation;
  }
  if (view.state === 'Incoming') {
    for (const incoming of await pendingOf(transaction, view)) {
      if (incoming.direction === 'Incoming') await acceptIncoming(transaction, context, view, incoming, tick);
    }
  }
  const present = (await findView(transaction, view.viewer.serial, view.serial)) ?? view;
  await connectOutgoing(transaction, context, present, invitation, Math.max(present.toldId, joinedId(present, tick)));
  return invitation;
}

/** What was said while the user was out of the chat is not told afterwards; in a chat that went on nothing is skipped. */
const joinedId = (view: View, tick: number): number => (view.chatState === 'Connected' ? 0 : tick);

/** POST startMessaging. The same operation again answers with the same invitation. Throws 404 when the application ended meanwhile. */
export async function startMessaging(context: UcwaContext, application: number, start: Start): Promise<Invitation> {
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const viewer = await findViewer(transaction, application);
    if (!viewer) throw applicationNotFound();
    const earlier = start.operationId ? await findOperation(transaction, application, start.operationId) : undefined;
    if (earlier) return earlier;
    await receiveEvents(transaction, viewer);
    const target = await targetOf(transaction, context, viewer, start);
    const open = await findViewByCid(transaction, application, target.cid);
    if (open) return join(transaction, context, open, start, target.other, tick);
    return begin(transaction, context, viewer, start, tick);
  });
}

/** POST addMessaging: back into the chat of a conversation that goes on. Throws 404 when it does not. */
export async function addMessaging(
  context: UcwaContext,
  application: number,
  viewSerial: number,
  start: Pick<Start, 'operationId' | 'message'>,
): Promise<Invitation> {
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const view = await findView(transaction, application, viewSerial);
    if (!view) throw resourceNotFound('The conversation is over.');
    const earlier = start.operationId ? await findOperation(transaction, application, start.operationId) : undefined;
    if (earlier) return earlier;
    const other: Other = { mri: null, uri: '', name: view.subject };
    return join(transaction, context, view, start, other, tick);
  });
}
