// The answers to incoming invitations (ucwa.md 8.2): accept and decline, and what they mean for the one who invited.

import { takeTick } from '../../messaging/clock.ts';
import { memberOf, readConversation } from '../../messaging/conversation-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { resourceNotFound } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { connectIncoming, connectOutgoing } from './connecting.ts';
import { failIncoming, failOutgoing, viewOfInvitation } from './ending.ts';
import { findInvitation, finishInvitation, type Invitation, pairOf, pendingOf, ringing } from './invitations.ts';
import { personOf } from './people.ts';
import { answeredElsewhere, declinedHere, declinedThere } from './reasons.ts';
import type { Person } from './resources.ts';
import { findViewer, type View, viewsOfConversation } from './views.ts';

/** The other applications of the same user stop ringing. */
async function stopRingingElsewhere(transaction: Queryable, context: UcwaContext, view: View): Promise<void> {
  if (view.conversationId === null) return;
  for (const other of await viewsOfConversation(transaction, view.conversationId)) {
    if (other.viewer.userId !== view.viewer.userId || other.serial === view.serial) continue;
    for (const pending of await pendingOf(transaction, other)) {
      if (pending.direction !== 'Incoming') continue;
      await failIncoming(transaction, context, pending, { state: 'Cancelled', reason: answeredElsewhere });
    }
  }
}

async function acceptingPerson(queryable: Queryable, view: View): Promise<Person | undefined> {
  const conversation = view.conversationId ? await readConversation(queryable, view.conversationId) : undefined;
  const member = conversation && memberOf(conversation, view.viewer.userId);
  return conversation && member && personOf(conversation, member);
}

/** Success for the one who invited. Returns the invitation if its first text is to be sent now. */
async function answerPair(
  transaction: Queryable,
  context: UcwaContext,
  incoming: Invitation,
  view: View,
  tick: number,
): Promise<Invitation | undefined> {
  const outgoing = await pairOf(transaction, incoming);
  if (outgoing?.state !== 'Connecting') return undefined;
  const by = await acceptingPerson(transaction, view);
  const callerView = await viewOfInvitation(transaction, outgoing);
  if (outgoing.kind === 'messaging' && callerView) {
    await connectOutgoing(transaction, context, callerView, outgoing, tick, by);
    return outgoing;
  }
  const caller = await findViewer(transaction, outgoing.application);
  if (caller) {
    await finishInvitation(transaction, context, caller, outgoing, callerView, {
      state: 'Connected',
      answeredBy: by ? [by] : [],
    });
  }
  return undefined;
}

/** Accepts an incoming invitation whose view is at hand. Returns the outgoing one if its first text is to be sent now. */
export async function acceptIncoming(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  incoming: Invitation,
  tick: number,
): Promise<Invitation | undefined> {
  await connectIncoming(transaction, context, view, incoming);
  await stopRingingElsewhere(transaction, context, view);
  return answerPair(transaction, context, incoming, view, tick);
}

/** POST accept; again it changes nothing. Throws 404 when there is no such invitation, or it is over. */
export async function accept(
  context: UcwaContext,
  application: number,
  serial: number,
): Promise<Invitation | undefined> {
  return context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const incoming = await findInvitation(transaction, application, serial);
    if (incoming?.direction === 'Incoming' && incoming.state === 'Connected') return undefined;
    const view = incoming && (await viewOfInvitation(transaction, incoming));
    if (incoming?.direction !== 'Incoming' || incoming.state !== 'Connecting' || !view) throw overError();
    return acceptIncoming(transaction, context, view, incoming, tick);
  });
}

const overError = () => resourceNotFound('The invitation is over.');

/** Declines an incoming invitation: here, or on all devices of the user. */
export async function declineIncoming(
  transaction: Queryable,
  context: UcwaContext,
  incoming: Invitation,
  isGlobal: boolean,
): Promise<void> {
  const declined = { state: 'Declined', reason: declinedHere } as const;
  const view = await viewOfInvitation(transaction, incoming);
  await failIncoming(transaction, context, incoming, declined);
  if (isGlobal && view) await stopRingingElsewhere(transaction, context, view);
  const outgoing = await pairOf(transaction, incoming);
  if (outgoing?.state !== 'Connecting' || (await ringing(transaction, outgoing.serial)).length > 0) return;
  await failOutgoing(transaction, context, outgoing, { state: 'Declined', reason: declinedThere });
}

/** POST decline; again it changes nothing. Throws 404 when there is no such invitation, or it is over. */
export async function decline(context: UcwaContext, application: number, serial: number, isGlobal: boolean) {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const incoming = await findInvitation(transaction, application, serial);
    if (incoming?.direction === 'Incoming' && incoming.state === 'Declined') return;
    if (incoming?.direction !== 'Incoming' || incoming.state !== 'Connecting') throw overError();
    await declineIncoming(transaction, context, incoming, isGlobal);
  });
}
