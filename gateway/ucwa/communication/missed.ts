// What was said while no application of a user was there. UCWA clients have no history: without this it would never reach them, however
// safe it is in the conversation. The first application that receives again is invited to it.
import { findOwnConversation } from '../../messaging/conversation-store.ts';
import type { Queryable } from '../../storage/database.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { inviteByMessage } from './incoming.ts';
import { findViewByCid, findViewer } from './views.ts';

/** The newest tick that is visible; everything with this tick or an older one is. Read it before what it is to vouch for. */
export async function newestTick(queryable: Queryable): Promise<number> {
  const [row] = await queryable.query<{ last_tick: number }>('select last_tick from chat_clock');
  return row?.last_tick ?? 0;
}

/** An application of the user was told everything up to a tick. */
export async function markTold(queryable: Queryable, userId: number, toldId: number): Promise<void> {
  await queryable.query(
    `insert into ucwa_marks (user_id, told_id) values ($1, $2)
     on conflict (user_id) do update set told_id = excluded.told_id where ucwa_marks.told_id < excluded.told_id`,
    [userId, toldId],
  );
}

/** More than these wait for the next message. */
const mostInvitations = 20;

/** The tick up to which a user knows a conversation: told, read, or answered. */
const known = `greatest(ucwa_marks.told_id, members.read_mark, members.cleared_at,
    coalesce((select max(messages.id) from messages
      where messages.conversation_id = members.conversation_id and messages.sender = users.mri), 0))`;

/** The same of one conversation; undefined where the user has none, or never had an application. */
export async function knownTick(
  queryable: Queryable,
  { userId }: { readonly userId: number },
  cid: string,
): Promise<number | undefined> {
  const [row] = await queryable.query<{ known: number }>(
    `select ${known} as known from members join users on users.id = members.user_id
     join ucwa_marks on ucwa_marks.user_id = members.user_id where members.user_id = $1 and members.cid = $2`,
    [userId, cid],
  );
  return row?.known;
}

/** Conversations with something new from somebody else, and the tick up to which the user knows them: told, read, or answered. */
const findMissed = `
select missed.cid, missed.known from (
  select members.cid, members.conversation_id, members.version, ${known} as known, users.mri
  from members join users on users.id = members.user_id join ucwa_marks on ucwa_marks.user_id = members.user_id
  where members.user_id = $1 and members.left_at is null and members.version > ucwa_marks.told_id
) missed
where exists (select 1 from messages where messages.conversation_id = missed.conversation_id and messages.id > missed.known
  and messages.sender <> missed.mri and messages.messagetype not like 'ThreadActivity/%')
order by missed.version desc limit $2`;

/**
 * Invites an application that begins to receive to every conversation in which somebody wrote since an application of its user was told
 * last, and the user neither read nor answered it elsewhere. A user's very first application is invited to nothing. Call it inside a
 * transaction that holds the clock.
 */
export async function inviteToMissed(
  transaction: Queryable,
  context: UcwaContext,
  application: { readonly serial: number },
): Promise<void> {
  const viewer = await findViewer(transaction, application.serial);
  if (!viewer) return;
  const missed = await transaction.query<{ cid: string; known: number }>(findMissed, [viewer.userId, mostInvitations]);
  for (const { cid, known } of missed) {
    const found = await findOwnConversation(transaction, viewer.userId, cid);
    if (!found || (await findViewByCid(transaction, viewer.serial, cid))) continue;
    await inviteByMessage(transaction, context, viewer, cid, known);
  }
}
