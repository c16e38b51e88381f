// addParticipant (ucwa.md 8.8, 10.4 row 1): somebody more. A chat of two becomes a thread of three in the messaging domain, and a
// conference here; a thread gets a member.
import { ProtocolError } from '../../errors.ts';
import type { UserIdentity } from '../../identity/users.ts';
import { takeTick } from '../../messaging/clock.ts';
import { activeMembers, findOwnConversation, readConversation } from '../../messaging/conversation-store.ts';
import { bringMembers } from '../../messaging/members.ts';
import { createThread } from '../../messaging/threads.ts';
import type { Queryable } from '../../storage/database.ts';
import { findUserByAddress, sipOf } from '../addresses.ts';
import { queueEvents } from '../channel/queue.ts';
import { resourceNotFound } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { countPeople } from './connecting.ts';
import { failOutgoing } from './ending.ts';
import {
  findOperation,
  finishInvitation,
  type Invitation,
  insertInvitation,
  invitationResource,
} from './invitations.ts';
import { conversationNotice, invitationNotice } from './notices.ts';
import { noteAbsence, personOf } from './people.ts';
import { refused, unknownDestination } from './reasons.ts';
import { threadIdOf } from './resources.ts';
import { answeringViewers, ring } from './ringing.ts';
import { tellOthers, tellPeople } from './telling.ts';
import { findView, isConference, isOpen, updateView, type View, viewsOfConversation } from './views.ts';

type Asked = { readonly to: string; readonly operationId?: string | null | undefined };
type Begun = { readonly invitation: Invitation; readonly view: View; readonly callee: UserIdentity | undefined };

async function tellState(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  state: View['state'],
): Promise<View> {
  const changed = await updateView(transaction, view, { state });
  const count = await countPeople(transaction, changed);
  await queueEvents(transaction, context, view.viewer, [conversationNotice(context, changed, 'updated', count)]);
  return changed;
}

/** Notes the invitation and tells that it began; an earlier one of the same operation is returned alone. */
async function beginAdding(
  context: UcwaContext,
  application: number,
  serial: number,
  asked: Asked,
): Promise<Begun | Invitation> {
  return context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const view = await findView(transaction, application, serial);
    if (!view || !isOpen(view)) throw resourceNotFound('The conversation is not connected.');
    const earlier = asked.operationId ? await findOperation(transaction, application, asked.operationId) : undefined;
    if (earlier) return earlier;
    const callee = await findUserByAddress(context, transaction, asked.to);
    const invitation = await insertInvitation(transaction, application, view, {
      kind: 'participant',
      direction: 'Outgoing',
      operationId: asked.operationId ?? null,
      subject: view.subject,
      importance: view.importance,
      threadId: threadIdOf(view),
      other: callee
        ? { mri: callee.mri, uri: sipOf(context, callee.mri), name: callee.displayName }
        : { mri: null, uri: asked.to, name: '' },
      message: null,
      pair: null,
      firstId: null,
      expiresAtMs: null,
    });
    const resource = invitationResource(context, view.viewer, invitation, view);
    await queueEvents(transaction, context, view.viewer, [invitationNotice(context, view, resource, 'started')]);
    if (callee && isConference(view) && view.conversationId) await holdBack(transaction, context, view, callee);
    const shown = isConference(view) ? view : await tellState(transaction, context, view, 'Conferencing');
    return { invitation, view: shown, callee };
  });
}

/** Whoever has to answer is not shown as present before that. */
async function holdBack(transaction: Queryable, context: UcwaContext, view: View, callee: UserIdentity) {
  const asked = { userId: callee.userId, isBot: callee.kind === 'bot' };
  const conversation = view.conversationId && (await readConversation(transaction, view.conversationId));
  if (!conversation || activeMembers(conversation).some((member) => member.userId === callee.userId)) return;
  if ((await answeringViewers(transaction, asked, context.now())).length === 0) return;
  await noteAbsence(transaction, conversation.id, callee.userId, 'conversation');
}

/** Makes the membership in the domain; returns the thread. Throws what the domain does. */
async function bring(context: UcwaContext, view: View, callee: UserIdentity): Promise<string> {
  if (isConference(view)) {
    await bringMembers(context, view.viewer, view.cid, [{ id: callee.mri, role: 'User' }]);
    return view.cid;
  }
  const members = [view.cid, callee.mri].map((id) => ({ id, role: 'User' }));
  return createThread(context, view.viewer, { members });
}

/** Every open view of the two people becomes one of the thread. */
async function moveViews(transaction: Queryable, context: UcwaContext, view: View, tid: string, tick: number) {
  const views = view.conversationId ? await viewsOfConversation(transaction, view.conversationId) : [];
  for (const other of views) {
    const isMoved = other.serial === view.serial || (other.viewer.userId !== view.viewer.userId && isOpen(other));
    if (!isMoved) continue;
    const shown = other.state === 'Conferencing' ? other : await tellState(transaction, context, other, 'Conferencing');
    const moved = await updateView(transaction, shown, { cid: tid, conversationId: tid, toldId: tick });
    const conferenced = await tellState(transaction, context, moved, 'Conferenced');
    await tellPeople(transaction, context, conferenced);
  }
}

async function finishAdding(context: UcwaContext, begun: Begun, callee: UserIdentity, tid: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const person = { userId: callee.userId, isBot: callee.kind === 'bot' };
    const isAsked = (await answeringViewers(transaction, person, context.now())).length > 0;
    if (isAsked && !isConference(begun.view)) await noteAbsence(transaction, tid, callee.userId, 'conversation');
    if (!isConference(begun.view)) await moveViews(transaction, context, begun.view, tid, tick);
    else await tellOthers(transaction, context, tid);
    const view = await findView(transaction, begun.view.viewer.serial, begun.view.serial);
    const found = await findOwnConversation(transaction, callee.userId, tid);
    if (!view || !found) return;
    if (isAsked && (await ring(transaction, context, begun.invitation, person, found, view, tick))) return;
    await finishInvitation(transaction, context, view.viewer, begun.invitation, view, {
      state: 'Connected',
      answeredBy: [personOf(found.conversation, found.own)],
    });
  });
}

async function failAdding(context: UcwaContext, { invitation, view }: Begun, reason: ReturnType<typeof refused>) {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const present = await findView(transaction, view.viewer.serial, view.serial);
    if (present?.state === 'Conferencing') await tellState(transaction, context, present, 'Connected');
    await failOutgoing(transaction, context, invitation, { state: 'Failed', reason }, false);
  });
}

/**
 * POST addParticipant. Whether it succeeds is told by the participantInvitation that it returns. Throws 404 when the conversation is not
 * connected.
 */
export async function addParticipant(
  context: UcwaContext,
  application: number,
  serial: number,
  asked: Asked,
): Promise<Invitation> {
  const begun = await beginAdding(context, application, serial, asked);
  if (!('callee' in begun)) return begun;
  const { callee } = begun;
  if (!callee) await failAdding(context, begun, unknownDestination);
  else {
    try {
      await finishAdding(context, begun, callee, await bring(context, begun.view, callee));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await failAdding(context, begun, refused(error.message));
    }
  }
  return begun.invitation;
}
