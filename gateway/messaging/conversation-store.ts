// Conversations and who is in them, as rows. A 1:1 is one conversation that each side calls by the other's identifier; a thread
// has the same identifier for everyone. Knows nothing of permissions, events and wire shapes.
import { isThreadId } from '../../src/skype/identifiers.ts';
import { findUserByMri, isGuestMri, type UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';

export type Role = 'Admin' | 'User';

/** The horizon of a member who never wrote one. */
export const emptyHorizon = '0;0;0';

export type Member = {
  readonly userId: number;
  readonly mri: string;
  readonly displayName: string;
  readonly isBot: boolean;
  /** What this member calls the conversation. */
  readonly cid: string;
  readonly role: Role;
  /** Ticks; a member who left has `leftAt`, the last message they see. */
  readonly joinedAt: number;
  readonly leftAt: number | null;
  readonly clearedAt: number;
  /** In a 1:1: this member takes messages from the other, as a contact or because they answered. True in threads. */
  readonly accepts: boolean;
  /** In a 1:1: this member has blocked the other. */
  readonly blocks: boolean;
  /** Tick since which answers count as accepting; see acceptance.ts. */
  readonly quarantinedAt: number;
  readonly readMark: number;
  readonly horizon: string | null;
  readonly properties: Readonly<Record<string, string>>;
  /** Tick of the last change of anything this member can see of the conversation. */
  readonly version: number;
};

export type Conversation = {
  readonly id: string;
  readonly isThread: boolean;
  readonly creator: string | null;
  readonly createdAtMs: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly version: number;
  /** Everyone who is or was in it, in the order in which they joined. */
  readonly members: readonly Member[];
};

export const activeMembers = (conversation: Conversation): Member[] =>
  conversation.members.filter((member) => member.leftAt === null);

export const memberOf = (conversation: Conversation, userId: number): Member | undefined =>
  conversation.members.find((member) => member.userId === userId);

/** The other person of a 1:1; undefined in a thread, in a note to oneself, and when the other's account is gone. */
export const counterpartOf = (conversation: Conversation, userId: number): Member | undefined =>
  conversation.isThread ? undefined : conversation.members.find((member) => member.userId !== userId);

type Row = {
  id: string;
  is_thread: boolean;
  creator: string | null;
  created_at_ms: number;
  properties: Record<string, string>;
  version: number;
  user_id: number | null;
  mri: string;
  display_name: string;
  is_bot: boolean;
  cid: string;
  role: Role;
  joined_at: number;
  left_at: number | null;
  cleared_at: number;
  accepts: boolean;
  blocks: boolean;
  quarantined_at: number;
  read_mark: number;
  horizon: string | null;
  own_properties: Record<string, string>;
  own_version: number;
};

const columns = `
  conversations.id, conversations.is_thread, conversations.creator, conversations.created_at_ms, conversations.properties,
  conversations.version, members.user_id, users.mri, users.display_name, users.kind = 'bot' as is_bot,
  members.cid, members.role, members.joined_at, members.left_at, members.cleared_at, members.read_mark, members.horizon,
  members.properties as own_properties, members.version as own_version, members.quarantined_at,
  case when conversations.is_thread or users.kind = 'bot' or members.cid = users.mri or decision.is_authorized then true
    else exists (select 1 from messages where messages.conversation_id = members.conversation_id
      and messages.sender = users.mri and messages.id > members.quarantined_at) end as accepts,
  coalesce(decision.is_blocked, false) as blocks`;

const tables = `conversations
  left join members on members.conversation_id = conversations.id
  left join users on users.id = members.user_id
  left join contacts decision on not conversations.is_thread
    and decision.user_id = members.user_id and decision.mri = members.cid`;

function memberOfRow(row: Row): Member[] {
  if (row.user_id === null) return [];
  return [
    {
      userId: row.user_id,
      mri: row.mri,
      displayName: row.display_name,
      isBot: row.is_bot,
      cid: row.cid,
      role: row.role,
      joinedAt: row.joined_at,
      leftAt: row.left_at,
      clearedAt: row.cleared_at,
      accepts: row.accepts,
      blocks: row.blocks,
      quarantinedAt: row.quarantined_at,
      readMark: row.read_mark,
      horizon: row.horizon,
      properties: row.own_properties,
      version: row.own_version,
    },
  ];
}

function conversationsOf(rows: readonly Row[]): Map<string, Conversation> {
  const conversations = new Map<string, Conversation & { members: Member[] }>();
  for (const row of rows) {
    const known = conversations.get(row.id);
    if (known) known.members.push(...memberOfRow(row));
    else {
      conversations.set(row.id, {
        id: row.id,
        isThread: row.is_thread,
        creator: row.creator,
        createdAtMs: row.created_at_ms,
        properties: row.properties,
        version: row.version,
        members: memberOfRow(row),
      });
    }
  }
  return conversations;
}

const inOrderOfJoining = 'order by members.joined_at, members.user_id';

/** Reads conversations by their stored ids; those that do not exist are left out. */
export async function readConversations(
  queryable: Queryable,
  ids: readonly string[],
): Promise<Map<string, Conversation>> {
  return conversationsOf(
    await queryable.query<Row>(
      `select ${columns} from ${tables} where conversations.id = any ($1::text[]) ${inOrderOfJoining}`,
      [ids],
    ),
  );
}

/** Reads one conversation by its stored id. */
export async function readConversation(queryable: Queryable, id: string): Promise<Conversation | undefined> {
  return (await readConversations(queryable, [id])).get(id);
}

export type OwnConversation = { readonly conversation: Conversation; readonly own: Member };

/** The conversation that a user, who is or was in it, calls `cid`; letter case does not count. */
export async function findOwnConversation(
  queryable: Queryable,
  userId: number,
  cid: string,
): Promise<OwnConversation | undefined> {
  const rows = await queryable.query<Row>(
    `select ${columns} from ${tables}
     where conversations.id = (select conversation_id from members where user_id = $1 and lower(cid) = lower($2))
     ${inOrderOfJoining}`,
    [userId, cid],
  );
  const [conversation] = conversationsOf(rows).values();
  const own = conversation && memberOf(conversation, userId);
  return own && { conversation, own };
}

type Party = Pick<UserIdentity, 'userId' | 'mri'>;

/** The stored id of the 1:1 between two people. */
export const pairId = (a: Party, b: Party): string =>
  `pair:${Math.min(a.userId, b.userId)}:${Math.max(a.userId, b.userId)}`;

/** The person a 1:1 identifier names; undefined for threads, for nobody, and for guests, who have no 1:1 (skype.md 3.7). */
export async function findCounterpart(queryable: Queryable, cid: string): Promise<UserIdentity | undefined> {
  return isThreadId(cid) || isGuestMri(cid) ? undefined : findUserByMri(queryable, cid);
}

/** A name may be given to someone new after an account was removed; the old conversation must make room for theirs. */
async function setAsideFormer(transaction: Queryable, id: string, userId: number, cid: string): Promise<void> {
  await transaction.query(
    `update members set cid = cid || '#' || conversation_id
     where user_id = $1 and lower(cid) = lower($2) and conversation_id <> $3`,
    [userId, cid, id],
  );
}

/** The 1:1 between two people (who may be the same), made at `tick` when it does not exist. */
export async function ensurePair(
  transaction: Queryable,
  person: Party,
  counterpart: Party,
  tick: number,
): Promise<OwnConversation> {
  const id = pairId(person, counterpart);
  await transaction.query(
    `insert into conversations (id, is_thread, created_at_ms, version) values ($1, false, $2, $2) on conflict do nothing`,
    [id, tick],
  );
  await setAsideFormer(transaction, id, person.userId, counterpart.mri);
  await setAsideFormer(transaction, id, counterpart.userId, person.mri);
  await transaction.query(
    `insert into members (conversation_id, user_id, cid, joined_at, version)
     select $1, side.user_id, side.cid, $4, $4 from unnest($2::bigint[], $3::text[]) as side (user_id, cid)
     on conflict do nothing`,
    person.userId === counterpart.userId
      ? [id, [person.userId], [person.mri], tick]
      : [id, [person.userId, counterpart.userId], [counterpart.mri, person.mri], tick],
  );
  const conversation = await readConversation(transaction, id);
  const own = conversation && memberOf(conversation, person.userId);
  if (!own) throw new Error('A conversation that was just made is not there.');
  return { conversation, own };
}

/** Says that something visible changed at `tick` for the given users of a conversation. */
export async function touchMembers(
  transaction: Queryable,
  conversationId: string,
  userIds: readonly number[],
  tick: number,
): Promise<void> {
  await transaction.query(
    'update members set version = $3 where conversation_id = $1 and user_id = any ($2::bigint[])',
    [conversationId, userIds, tick],
  );
}
