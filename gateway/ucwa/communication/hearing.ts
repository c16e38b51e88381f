// What an application makes of the news of the messaging domain: messages, typing, changes of threads. Called in the order of the news;
// each may come twice, because everything told is compared with what was told before.
import { findUserByMri } from '../../identity/users.ts';
import { memberOf, readConversation } from '../../messaging/conversation-store.ts';
import { readMessages } from '../../messaging/message-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { connectOutgoing, countPeople } from './connecting.ts';
import { failIncoming } from './ending.ts';
import { inviteByMessage } from './incoming.ts';
import { pendingOf } from './invitations.ts';
import { closeView } from './leaving.ts';
import { tellMessages } from './message-telling.ts';
import { inviteToMissed } from './missed.ts';
import { conversationNotice } from './notices.ts';
import { endAbsence } from './people.ts';
import { answeredElsewhere, removed } from './reasons.ts';
import { tellOthers, tellPeople } from './telling.ts';
import { findViewByCid, isConference, isOpen, updateView, type View, type Viewer, viewsOf } from './views.ts';

/** A message event of the domain, as far as it matters here. */
export type Heard = { readonly cid: string; readonly id: number; readonly author: string };

/** Whoever writes is there, whichever client they write with. */
async function bringAuthorBack(transaction: Queryable, context: UcwaContext, view: View, author: string) {
  if (view.conversationId === null) return;
  const user = await findUserByMri(transaction, author);
  if (user && (await endAbsence(transaction, view.conversationId, user.userId))) {
    await tellOthers(transaction, context, view.conversationId, user.userId);
  }
}

/** The user wrote with another client while this application rings: it is answered there. */
async function endRinging(transaction: Queryable, context: UcwaContext, view: View): Promise<void> {
  for (const pending of await pendingOf(transaction, view)) {
    const end = { state: 'Cancelled', reason: answeredElsewhere } as const;
    if (pending.direction === 'Incoming') await failIncoming(transaction, context, pending, end);
  }
}

/** The other side wrote while it was being invited: that is an answer. */
async function takeAsAnswer(transaction: Queryable, context: UcwaContext, view: View): Promise<void> {
  for (const pending of await pendingOf(transaction, view)) {
    if (pending.direction !== 'Outgoing') continue;
    await connectOutgoing(transaction, context, view, pending, view.toldId);
  }
}

/** Somebody said something in a conversation. */
export async function hearMessage(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  { cid, id, author }: Heard,
): Promise<void> {
  const isOwn = author === viewer.mri;
  const view = await findViewByCid(transaction, viewer.serial, cid);
  if (!view) {
    if (!isOwn) await inviteByMessage(transaction, context, viewer, cid, id - 1);
    return;
  }
  if (!isOwn) await bringAuthorBack(transaction, context, view, author);
  if (view.state === 'Incoming' && isOwn) await endRinging(transaction, context, view);
  if (view.state === 'Connecting' && !isOwn) await takeAsAnswer(transaction, context, view);
  const present = await findViewByCid(transaction, viewer.serial, cid);
  if (present && isOpen(present) && present.chatState === 'Connected') {
    await tellMessages(transaction, context, present, await countPeople(transaction, present));
  }
}

/** Something about a thread changed: its people, their roles, its topic, or the user's own membership. */
export async function hearThread(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  tid: string,
): Promise<void> {
  const view = await findViewByCid(transaction, viewer.serial, tid);
  if (view?.conversationId == null) return;
  const conversation = await readConversation(transaction, view.conversationId);
  const own = conversation && memberOf(conversation, viewer.userId);
  if (own?.leftAt !== null) {
    await endRinging(transaction, context, view);
    const left = await findViewByCid(transaction, viewer.serial, tid);
    if (left) await closeView(transaction, context, left, removed);
    return;
  }
  const count = await tellPeople(transaction, context, view);
  const topic = conversation?.properties.topic ?? '';
  if (topic === '' || topic === view.subject) return;
  const renamed = await updateView(transaction, view, { subject: topic });
  await queueEvents(transaction, context, viewer, [conversationNotice(context, renamed, 'updated', count)]);
}

/**
 * News were lost, because more waited than the domain keeps: what was said and who came or went is told from the conversations
 * themselves, and who wrote in others invites. Call it inside a transaction that holds the clock.
 */
export async function hearEverything(transaction: Queryable, context: UcwaContext, viewer: Viewer): Promise<void> {
  for (const { cid, conversationId, toldId } of await viewsOf(transaction, viewer.serial)) {
    if (conversationId === null) continue;
    if (isConference({ cid })) await hearThread(transaction, context, viewer, cid);
    const [last] = await readMessages(transaction, conversationId, viewer.userId, {
      newerThan: toldId,
      order: 'newest',
      limit: 1,
    });
    if (last) await hearMessage(transaction, context, viewer, { cid, id: last.id, author: last.sender });
  }
  await inviteToMissed(transaction, context, viewer);
}
