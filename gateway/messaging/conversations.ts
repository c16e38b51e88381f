// A user's list of conversations, single ones, and the properties a user sets on them (skype.md 6.1, 6.2, 6.7).
import { isThreadId, parseMri } from '../../src/skype/identifiers.ts';
import type { ConversationResource } from '../../src/skype/wire/conversation.ts';
import { badRequest, conversationNotFound } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { announceConversation } from './chat-events.ts';
import { takeTick } from './clock.ts';
import { openConversation, requireOwnConversation } from './conversation-access.ts';
import {
  findCounterpart,
  findOwnConversation,
  memberOf,
  readConversation,
  readConversations,
  touchMembers,
} from './conversation-store.ts';
import { readLastMessages, readLastMessagesOf, visibleToMember } from './message-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import type { Keyed, KeyRange } from './paging.ts';
import { checkProperties } from './properties.ts';
import { relationTo } from './relations.ts';
import { conversationResource, emptyConversationResource } from './wire-resources.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;

/** Which networks a `targetType` word stands for; words of later years name nothing that we have. */
const targetPrefixes: ReadonlyMap<string, string> = new Map([
  ['Passport', '1'],
  ['Lync', '2'],
  ['PSTN', '4'],
  ['Skype', '8'],
  ['Thread', '19'],
  ['Agent', '28'],
]);

/** The identifier prefixes a `targetType` query asks for; undefined means all. */
export function prefixesOf(targetType: string | undefined): string[] | undefined {
  if (!targetType) return undefined;
  return targetType.split('|').flatMap((word) => targetPrefixes.get(word.trim()) ?? []);
}

export type ConversationFilter = { readonly startTime: number; readonly targetType: string | undefined };

export type ListedConversation = Keyed & { readonly resource: ConversationResource };

/** A conversation nobody wrote in is not listed; one whose history was cleared is, unless the user also left it. */
const listedRows = `
select members.conversation_id, members.version from members
where members.user_id = $1 and members.version > $2 and members.version < $3 and members.version >= $4
  and ($5::text[] is null or split_part(members.cid, ':', 1) = any ($5::text[]))
  and (exists (select 1 from messages where ${visibleToMember})
    or (members.cleared_at > 0 and members.left_at is null))`;

/**
 * Conversations of a user in a range of versions: most recently changed first or last. The version changes with every message,
 * and with everything else the user can see of the conversation, so the order is that of activity.
 */
export async function listConversations(
  queryable: Queryable,
  person: Person,
  filter: ConversationFilter,
  range: KeyRange,
): Promise<ListedConversation[]> {
  const rows = await queryable.query<{ conversation_id: string; version: number }>(
    `${listedRows} order by members.version ${range.order === 'newest' ? 'desc' : 'asc'} limit $6`,
    [
      person.userId,
      range.newerThan ?? -1,
      range.olderThan ?? Number.MAX_SAFE_INTEGER,
      filter.startTime,
      prefixesOf(filter.targetType) ?? null,
      range.limit,
    ],
  );
  const ids = rows.map((row) => row.conversation_id);
  const conversations = await readConversations(queryable, ids);
  const lastMessages = await readLastMessagesOf(queryable, person.userId, ids);
  return rows.flatMap((row) => {
    const conversation = conversations.get(row.conversation_id);
    const own = conversation && memberOf(conversation, person.userId);
    if (!own) return [];
    const resource = conversationResource(conversation, own, lastMessages.get(conversation.id));
    return [{ key: row.version, resource: { ...resource, version: row.version } }];
  });
}

/** Whether a 1:1 with someone is there to be opened although nobody wrote: with contacts, bots and oneself. */
async function isOpenTo(queryable: Queryable, person: Person, counterpart: UserIdentity): Promise<boolean> {
  if (counterpart.userId === person.userId || counterpart.kind === 'bot') return true;
  const [row] = await queryable.query<{ is_listed: boolean; is_authorized: boolean }>(
    'select is_listed, is_authorized from contacts where user_id = $1 and mri = $2',
    [person.userId, counterpart.mri],
  );
  if (row?.is_listed || row?.is_authorized) return true;
  return (await relationTo(queryable, counterpart.userId, person.mri)).isAuthorized;
}

/** One conversation; an empty one for a contact nobody wrote to yet. Throws 404/730 for everything else. */
export async function showConversation(
  queryable: Queryable,
  person: Person,
  cid: string,
): Promise<ConversationResource> {
  const found = await findOwnConversation(queryable, person.userId, cid);
  if (found) {
    const lastMessages = await readLastMessages(queryable, found.conversation.id, [person.userId]);
    return conversationResource(found.conversation, found.own, lastMessages.get(person.userId));
  }
  const counterpart = isThreadId(cid) ? undefined : await findCounterpart(queryable, cid);
  if (!counterpart || !(await isOpenTo(queryable, person, counterpart))) throw conversationNotFound();
  return emptyConversationResource(counterpart.mri);
}

/** Properties that the gateway keeps itself, or that have a route of their own. */
const reservedProperties: ReadonlySet<string> = new Set(['clearedat', 'conversationstatus', 'consumptionhorizon']);

/**
 * Sets a property of a user's own view of a conversation, making a 1:1 that does not exist yet (skype.md 6.1). Unknown names
 * are kept as text. Tells the user's endpoints. Throws 400 for a name that cannot be set, 404/730 when there is nobody to talk to.
 */
export async function setConversationProperty(
  context: MessagingContext,
  person: Person,
  cid: string,
  name: string,
  value: unknown,
): Promise<void> {
  if (reservedProperties.has(name.toLowerCase())) throw badRequest(`The property "${name}" cannot be set.`);
  await changeOwnView(context, person, cid, ({ own }) => ({
    sql: 'properties = $3',
    value: JSON.stringify(checkProperties(context.limits, own.properties, name, value)),
  }));
}

type OwnConversation = Awaited<ReturnType<typeof openConversation>>;
/** One column of the user's own row; `sql` uses $3. Undefined: nothing to change. */
export type OwnChange = { readonly sql: string; readonly value: unknown } | undefined;

/** Changes a user's own row of a conversation and tells the user's endpoints, if `decide` finds something to change. */
export async function changeOwnView(
  context: MessagingContext,
  person: Person,
  cid: string,
  decide: (found: OwnConversation, transaction: Queryable) => OwnChange | Promise<OwnChange>,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    const found = await openConversation(transaction, person, cid, tick);
    const change = await decide(found, transaction);
    if (!change) return;
    const { id } = found.conversation;
    await transaction.query(`update members set ${change.sql} where conversation_id = $1 and user_id = $2`, [
      id,
      person.userId,
      change.value,
    ]);
    await touchMembers(transaction, id, [person.userId], tick);
    const conversation = await readConversation(transaction, id);
    const own = conversation && memberOf(conversation, person.userId);
    if (own) await announceConversation(transaction, context, conversation, [own]);
  });
}

/**
 * Clears a conversation's history for one user: older messages are gone for them and nobody else (skype.md 6.7), and the user's
 * other endpoints are told. Works after leaving. Throws 404/730 when the user never had the conversation.
 */
export async function clearHistory(context: MessagingContext, person: Person, cid: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const tick = await takeTick(transaction, context);
    if (!parseMri(cid)) throw conversationNotFound();
    const { conversation: before } = await requireOwnConversation(transaction, person, cid);
    await transaction.query(
      'update members set cleared_at = $3, version = $3 where conversation_id = $1 and user_id = $2',
      [before.id, person.userId, tick],
    );
    const conversation = await readConversation(transaction, before.id);
    const own = conversation && memberOf(conversation, person.userId);
    if (own) await announceConversation(transaction, context, conversation, [own]);
  });
}
