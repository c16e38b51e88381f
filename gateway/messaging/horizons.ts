// Read positions: the consumption horizon of each member (skype.md 6.6). Five clients write it in four layouts.
import type { ConsumptionHorizonsReply } from '../../src/skype/wire/thread.ts';
import { badRequest } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { activeMembers, type Conversation, emptyHorizon, type Member } from './conversation-store.ts';
import { changeOwnView } from './conversations.ts';
import { findMessage, readMessages } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;

export type Horizon = { readonly message: number; readonly atMs: number; readonly client: string };

const horizonPattern = /^\s*(\d{1,20})\s*(?:[;,]\s*(\d{1,20})\s*)?(?:[;,]\s*(\d{0,32})\s*)?$/;

const bounded = (digits: string | undefined): number => {
  const value = Number(digits ?? 0);
  return Number.isSafeInteger(value) ? value : 0;
};

/** Reads `a;b;c` (or with commas, or cut short); undefined when it is nothing of the kind. */
export function parseHorizon(text: string): Horizon | undefined {
  const match = horizonPattern.exec(text);
  if (!match) return undefined;
  return { message: bounded(match[1]), atMs: bounded(match[2]), client: match[3] || '0' };
}

/** The newest message the user can see that arrived by then; 0 when there is none. */
async function newestBy(transaction: Queryable, conversationId: string, userId: number, atMs: number): Promise<number> {
  const [message] = await readMessages(transaction, conversationId, userId, { order: 'newest', limit: 1, to: atMs });
  return message?.id ?? 0;
}

/** Clocks of clients are off by seconds; a time further ahead than this says nothing about what was read. */
const mostAheadMs = 60_000;

/**
 * The read mark a horizon stands for: its first part if that is a message of the conversation, else what had arrived by the
 * time in its second (a client id in the first place says nothing to us). Throws 400 when that time is in the future, as
 * production did; a message that exists counts whatever the clock says.
 */
async function markOf(
  transaction: Queryable,
  context: Pick<MessagingContext, 'now'>,
  conversation: Conversation,
  userId: number,
  horizon: Horizon,
): Promise<number> {
  if (horizon.message > 0 && (await findMessage(transaction, conversation.id, horizon.message))) return horizon.message;
  const atMs = horizon.atMs || horizon.message;
  if (atMs > context.now() + mostAheadMs) throw badRequest('The consumption horizon is in the future.');
  return newestBy(transaction, conversation.id, userId, atMs);
}

/**
 * Moves a user's read position forward and tells the user's other endpoints; one that would move it back changes nothing.
 * Throws 400 when the horizon cannot be read or lies in the future, 404/730 when there is nobody to talk to.
 */
export async function setHorizon(
  context: MessagingContext,
  person: Person,
  cid: string,
  value: unknown,
): Promise<void> {
  const horizon = typeof value === 'string' ? parseHorizon(value) : undefined;
  if (!horizon) throw badRequest('The consumption horizon must look like "<message id>;<time>;<client message id>".');
  await changeOwnView(context, person, cid, async ({ conversation, own }, transaction) => {
    const mark = await markOf(transaction, context, conversation, person.userId, horizon);
    if (mark <= own.readMark) return undefined;
    const nowMs = Math.floor(context.now());
    // A reader that does not know the message goes by the time; one in the future would hide what has yet to come.
    const text = `${mark};${Math.min(horizon.atMs || nowMs, nowMs)};${horizon.client}`;
    await transaction.query('update members set read_mark = $3 where conversation_id = $1 and user_id = $2', [
      conversation.id,
      person.userId,
      mark,
    ]);
    return { sql: 'horizon = $3', value: text };
  });
}

/** Set to `false` on a conversation, it keeps its user's read position there from the others (skype.md 6.2, late era). */
const publishedProperty = 'consumptionhorizonpublished';

function shownHorizon(member: Member, viewerId: number): string {
  const isShown = member.userId === viewerId || (member.properties[publishedProperty] !== 'false' && !member.blocks);
  return isShown ? (member.horizon ?? emptyHorizon) : emptyHorizon;
}

/**
 * Where each member of a conversation has read to, as the viewer may know it: someone who does not publish it, and someone who
 * blocked the viewer, look as if they had read nothing.
 */
export function horizonsOf(conversation: Conversation, viewerId: number): ConsumptionHorizonsReply {
  return {
    id: conversation.id,
    version: String(conversation.version),
    consumptionhorizons: activeMembers(conversation).map((member) => ({
      id: member.mri,
      consumptionhorizon: shownHorizon(member, viewerId),
    })),
  };
}
