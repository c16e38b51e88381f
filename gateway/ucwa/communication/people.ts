// Who is in a conversation and in its chat, as far as UCWA tells it apart. Membership comes from the messaging domain; here is only who
// stays away although a member: out of the chat, or out of the conversation, until they come back by themselves.
import { activeMembers, type Conversation, type Member } from '../../messaging/conversation-store.ts';
import type { Queryable } from '../../storage/database.ts';
import type { Person } from './resources.ts';

/** How far somebody went away: from the chat alone, or from the whole conversation. */
export type Extent = 'chat' | 'conversation';

/** Who stays away from a conversation, by user. */
export async function absencesOf(queryable: Queryable, conversationId: string): Promise<Map<number, Extent>> {
  const rows = await queryable.query<{ user_id: number; extent: Extent }>(
    'select user_id, extent from ucwa_absences where conversation_id = $1',
    [conversationId],
  );
  return new Map(rows.map((row) => [row.user_id, row.extent]));
}

/** Notes that somebody went away; returns whether that is news. */
export async function noteAbsence(
  transaction: Queryable,
  conversationId: string,
  userId: number,
  extent: Extent,
): Promise<boolean> {
  const rows = await transaction.query(
    `insert into ucwa_absences (conversation_id, user_id, extent) values ($1, $2, $3)
     on conflict (conversation_id, user_id) do update set extent = excluded.extent
       where ucwa_absences.extent <> excluded.extent returning user_id`,
    [conversationId, userId, extent],
  );
  return rows.length > 0;
}

/** Notes that somebody is back; returns whether they had been away. */
export async function endAbsence(transaction: Queryable, conversationId: string, userId: number): Promise<boolean> {
  const rows = await transaction.query(
    'delete from ucwa_absences where conversation_id = $1 and user_id = $2 returning user_id',
    [conversationId, userId],
  );
  return rows.length > 0;
}

/** Whether a client of the user speaks the Skype protocol now: such a user is in the chat of every conversation. */
export async function hasSkypeEndpoint(queryable: Queryable, userId: number, nowMs: number): Promise<boolean> {
  const rows = await queryable.query(
    `select 1 as found from endpoints where user_id = $1 and alive_until_ms > $2 and not exists (
       select 1 from ucwa_applications
       where ucwa_applications.user_id = endpoints.user_id and ucwa_applications.endpoint_id = endpoints.id) limit 1`,
    [userId, Math.floor(nowMs)],
  );
  return rows.length > 0;
}

const roleOf = (conversation: Conversation, member: Member): Person['role'] => {
  if (!conversation.isThread) return null;
  return member.role === 'Admin' ? 'Leader' : 'Attendee';
};

/** A member as a participant. */
export const personOf = (conversation: Conversation, member: Member, extent?: Extent): Person => ({
  mri: member.mri,
  name: member.displayName,
  role: roleOf(conversation, member),
  isInChat: extent === undefined,
});

/** Everybody but `userId` who is in a conversation now. */
export function othersIn(
  conversation: Conversation,
  absences: ReadonlyMap<number, Extent>,
  userId: number,
): Map<number, Person> {
  const members = activeMembers(conversation).filter(
    (member) => member.userId !== userId && absences.get(member.userId) !== 'conversation',
  );
  return new Map(members.map((member) => [member.userId, personOf(conversation, member, absences.get(member.userId))]));
}
