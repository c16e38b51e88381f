// Messages as rows, and which of them a member may see. Knows nothing of events and wire shapes.
import type { Queryable } from '../storage/database.ts';
import type { Member } from './conversation-store.ts';
import type { MessageExtras } from './message-fields.ts';

export type StoredMessage = {
  /** A tick: ms of arrival. */
  readonly id: number;
  readonly conversationId: string;
  /** The author's identifier; the thread's own for ThreadActivity. */
  readonly sender: string;
  readonly senderName: string;
  readonly messagetype: string;
  readonly contenttype: string;
  readonly content: string;
  readonly clientmessageid: string | null;
  readonly composedAtMs: number;
  readonly extras: MessageExtras;
  /** Whether people who join later may read it. */
  readonly isDisclosed: boolean;
  readonly version: number;
  readonly editedAtMs: number | null;
  readonly deletedAtMs: number | null;
};

type Row = {
  id: number;
  conversation_id: string;
  sender: string;
  sender_name: string;
  messagetype: string;
  contenttype: string;
  content: string;
  clientmessageid: string | null;
  composed_at_ms: number;
  extras: MessageExtras;
  is_disclosed: boolean;
  version: number;
  edited_at_ms: number | null;
  deleted_at_ms: number | null;
};

const messageOf = (row: Row): StoredMessage => ({
  id: row.id,
  conversationId: row.conversation_id,
  sender: row.sender,
  senderName: row.sender_name,
  messagetype: row.messagetype,
  contenttype: row.contenttype,
  content: row.content,
  clientmessageid: row.clientmessageid,
  composedAtMs: row.composed_at_ms,
  extras: row.extras,
  isDisclosed: row.is_disclosed,
  version: row.version,
  editedAtMs: row.edited_at_ms,
  deletedAtMs: row.deleted_at_ms,
});

/** Stores a new message, and its id as the version of the conversation for the users who can read it. */
export async function insertMessage(
  transaction: Queryable,
  message: StoredMessage,
  readerIds: readonly number[],
): Promise<void> {
  await transaction.query(
    `with touched as (update members set version = $1 where conversation_id = $2 and user_id = any ($13::bigint[]))
     insert into messages (id, conversation_id, sender, sender_name, messagetype, contenttype, content, clientmessageid,
       composed_at_ms, extras, is_disclosed, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      message.id,
      message.conversationId,
      message.sender,
      message.senderName,
      message.messagetype,
      message.contenttype,
      message.content,
      message.clientmessageid,
      message.composedAtMs,
      JSON.stringify(message.extras),
      message.isDisclosed,
      message.version,
      readerIds,
    ],
  );
}

/** Stores what an edit or a deletion changed. */
export async function updateMessage(transaction: Queryable, message: StoredMessage): Promise<void> {
  await transaction.query(
    `update messages set messagetype = $2, content = $3, extras = $4, version = $5, edited_at_ms = $6, deleted_at_ms = $7
     where id = $1`,
    [
      message.id,
      message.messagetype,
      message.content,
      JSON.stringify(message.extras),
      message.version,
      message.editedAtMs,
      message.deletedAtMs,
    ],
  );
}

/** Which messages a member sees: after the last clearing, since they joined unless disclosed, until they left. As SQL. */
export const visibleToMember = `messages.conversation_id = members.conversation_id and messages.id > members.cleared_at
  and (messages.is_disclosed or messages.id >= members.joined_at)
  and (members.left_at is null or messages.id <= members.left_at)`;

/** The same rule for a message and a member at hand. */
export const mayRead = (member: Member, message: StoredMessage): boolean =>
  message.id > member.clearedAt &&
  (message.isDisclosed || message.id >= member.joinedAt) &&
  (member.leftAt === null || message.id <= member.leftAt);

export type MessageRange = {
  /** Exclusive bounds on the id. */
  readonly newerThan?: number;
  readonly olderThan?: number;
  /** Inclusive bounds on the id. */
  readonly from?: number;
  readonly to?: number;
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
};

/** Messages of a conversation that a member may see, in a range of ids; `limit` of them from the end that `order` names. */
export async function readMessages(
  queryable: Queryable,
  conversationId: string,
  userId: number,
  range: MessageRange,
): Promise<StoredMessage[]> {
  const rows = await queryable.query<Row>(
    `select messages.* from members join messages on ${visibleToMember}
     where members.conversation_id = $1 and members.user_id = $2
       and messages.id > $3 and messages.id < $4
     order by messages.id ${range.order === 'newest' ? 'desc' : 'asc'} limit $5`,
    [
      conversationId,
      userId,
      Math.max(range.newerThan ?? -1, (range.from ?? 0) - 1),
      Math.min(range.olderThan ?? Number.MAX_SAFE_INTEGER, (range.to ?? Number.MAX_SAFE_INTEGER - 1) + 1),
      range.limit,
    ],
  );
  return rows.map(messageOf);
}

/** The newest message each given user may see in a conversation, by user. */
export async function readLastMessages(
  queryable: Queryable,
  conversationId: string,
  userIds: readonly number[],
): Promise<Map<number, StoredMessage>> {
  const rows = await queryable.query<Row & { user_id: number }>(
    `select members.user_id, last.* from members
     join lateral (select * from messages where ${visibleToMember} order by messages.id desc limit 1) last on true
     where members.conversation_id = $1 and members.user_id = any ($2::bigint[])`,
    [conversationId, userIds],
  );
  return new Map(rows.map((row) => [row.user_id, messageOf(row)]));
}

/** The newest message that each given user could see until they cleared the history, by user. */
export async function readLastClearedMessages(
  queryable: Queryable,
  conversationId: string,
  userIds: readonly number[],
): Promise<Map<number, StoredMessage>> {
  const rows = await queryable.query<Row & { user_id: number }>(
    `select members.user_id, last.* from members
     join lateral (select * from messages where messages.conversation_id = members.conversation_id
       and messages.id <= members.cleared_at and (messages.is_disclosed or messages.id >= members.joined_at)
       order by messages.id desc limit 1) last on true
     where members.conversation_id = $1 and members.user_id = any ($2::bigint[]) and members.cleared_at > 0`,
    [conversationId, userIds],
  );
  return new Map(rows.map((row) => [row.user_id, messageOf(row)]));
}

/** The newest message a user may see in each of several conversations, by conversation. */
export async function readLastMessagesOf(
  queryable: Queryable,
  userId: number,
  conversationIds: readonly string[],
): Promise<Map<string, StoredMessage>> {
  const rows = await queryable.query<Row>(
    `select last.* from members
     join lateral (select * from messages where ${visibleToMember} order by messages.id desc limit 1) last on true
     where members.user_id = $1 and members.conversation_id = any ($2::text[])`,
    [userId, conversationIds],
  );
  return new Map(rows.map((row) => [row.conversation_id, messageOf(row)]));
}

/** One message of a conversation by its id. */
export async function findMessage(
  queryable: Queryable,
  conversationId: string,
  id: number,
): Promise<StoredMessage | undefined> {
  const [row] = await queryable.query<Row>('select * from messages where conversation_id = $1 and id = $2', [
    conversationId,
    id,
  ]);
  return row && messageOf(row);
}

/** The messages an author sent under a client id that arrived at or after `sinceMs`, newest first. */
export async function findByClientId(
  queryable: Queryable,
  conversationId: string,
  sender: string,
  clientmessageid: string,
  sinceMs = 0,
): Promise<StoredMessage[]> {
  const rows = await queryable.query<Row>(
    `select * from messages where conversation_id = $1 and sender = $2 and clientmessageid = $3 and id >= $4
     order by id desc limit 20`,
    [conversationId, sender, clientmessageid, Math.floor(sinceMs)],
  );
  return rows.map(messageOf);
}

/** How many messages newer than `since` an author has in a conversation, counted to `atMost`. */
export async function countMessagesBy(
  queryable: Queryable,
  conversationId: string,
  sender: string,
  since: number,
  atMost: number,
): Promise<number> {
  const [row] = await queryable.query<{ n: number }>(
    `select count(*) as n from (select 1 from messages where conversation_id = $1 and sender = $2 and id > $3 limit $4) counted`,
    [conversationId, sender, since, atMost],
  );
  return row?.n ?? 0;
}
