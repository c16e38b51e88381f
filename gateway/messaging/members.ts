// Who is in a thread, and who may change that (skype.md 6.1, 6.3). Members add their contacts; administrators remove others and
// give roles; anyone leaves. A thread with members always has an administrator.

import { parseMri } from '../../src/skype/identifiers.ts';
import { aclCheckFailed, badRequest, misformattedUrl } from '../errors.ts';
import { findUserByMri, findUsersByMris, isGuestMri, type UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { activeMembers, type Conversation, type Member, memberOf, type Role } from './conversation-store.ts';
import type { MessagingContext } from './messaging-context.ts';
import { relationTo } from './relations.ts';
import { membersAdded, membersRemoved, roleChanged } from './thread-activity.ts';
import { mayAdd } from './thread-capabilities.ts';
import { type Actor, changeThread, type ThreadChange } from './thread-changes.ts';

export type NewMember = Pick<UserIdentity, 'userId' | 'mri' | 'displayName'> & { readonly role: Role };

type AskedMember = { readonly id: string; readonly role?: string | null | undefined };

function roleOf(text: string | null | undefined): Role | undefined {
  if (text === undefined || text === null) return undefined;
  const word = text.toLowerCase();
  if (word !== 'admin' && word !== 'user') throw badRequest('A role is Admin or User.');
  return word === 'admin' ? 'Admin' : 'User';
}

/** Whether the actor may bring someone in: people who accepted the actor, and bots. */
async function mayBring(queryable: Queryable, actor: Actor, user: UserIdentity): Promise<boolean> {
  if (user.kind === 'bot') return true;
  const relation = await relationTo(queryable, user.userId, actor.mri);
  return relation.isAuthorized && !relation.isBlocked;
}

/**
 * The people a request wants in a thread, without the actor and without repetitions. Throws 403/206 when one of them does not exist or
 * has not accepted the actor: the two look alike from outside.
 */
export async function resolveMembers(
  queryable: Queryable,
  { limits }: Pick<MessagingContext, 'limits'>,
  actor: Actor,
  asked: readonly AskedMember[],
): Promise<NewMember[]> {
  const roles = new Map(asked.map(({ id, role }) => [id.toLowerCase(), roleOf(role) ?? 'User']));
  roles.delete(actor.mri.toLowerCase());
  if (roles.size >= limits.threadMembers) throw badRequest('A conversation cannot have that many members.');
  const users = await findUsersByMris(queryable, [...roles.keys()]);
  if (users.length < roles.size) throw aclCheckFailed();
  for (const user of users) if (!(await mayBring(queryable, actor, user))) throw aclCheckFailed();
  return users.map((user) => ({ ...user, role: roles.get(user.mri.toLowerCase()) ?? 'User' }));
}

/** Puts people into a thread and reports those the actor brought (or that the actor joined). `tick` orders them by time of joining. */
export async function addMembers(change: ThreadChange, members: readonly NewMember[], tick: number): Promise<void> {
  const { transaction, actor, context } = change;
  const thread = await change.reload();
  if (activeMembers(thread).length + members.length > context.limits.threadMembers) {
    throw badRequest('The conversation has as many members as it can have.');
  }
  await transaction.query(
    `insert into members (conversation_id, user_id, cid, role, joined_at, version)
     select $1, listed.user_id, $1, listed.role, $4, $4 from unnest($2::bigint[], $3::text[]) as listed (user_id, role)
     on conflict (conversation_id, user_id) do update
       set role = excluded.role, joined_at = excluded.joined_at, left_at = null, version = excluded.version`,
    [thread.id, members.map((member) => member.userId), members.map((member) => member.role), tick],
  );
  const others = members.filter((member) => member.userId !== actor.userId);
  const reported = others.length > 0 ? others : members;
  const mris = reported.map((member) => member.mri);
  await change.report(membersAdded({ atMs: tick, initiator: actor.mri }, mris));
}

const isAdmin = (member: Member | undefined): boolean => member?.leftAt === null && member.role === 'Admin';
const isIn = (member: Member | undefined): member is Member => member?.leftAt === null;

function checkMayAdd(thread: Conversation, actor: Actor, members: readonly NewMember[]): void {
  const roles = members.map((member) => member.role);
  if (!mayAdd(thread, memberOf(thread, actor.userId), roles)) throw aclCheckFailed();
}

/** Adds several people at once; those who are in already stay as they are. Throws 403/206 when the actor may not. */
export async function bringMembers(
  context: MessagingContext,
  actor: Actor,
  tid: string,
  asked: readonly AskedMember[],
): Promise<void> {
  await changeThread(context, actor, tid, async (change, thread) => {
    if (!isIn(memberOf(thread, actor.userId))) throw aclCheckFailed();
    const present = new Set(activeMembers(thread).map((member) => member.mri.toLowerCase()));
    const absent = asked.filter((member) => !present.has(member.id.toLowerCase()));
    if (absent.length === 0) return false;
    const members = await resolveMembers(change.transaction, context, actor, absent);
    if (members.length === 0) return false;
    checkMayAdd(thread, actor, members);
    await addMembers(change, members, await nextJoin(change));
    return true;
  });
}

/** The clock's row is ours until the transaction ends, so the last tick is the newest there is. */
async function nextJoin({ transaction }: ThreadChange): Promise<number> {
  const [row] = await transaction.query<{ last_tick: number }>('select last_tick from chat_clock');
  return row?.last_tick ?? 0;
}

async function join(change: ThreadChange, thread: Conversation): Promise<boolean> {
  if (thread.properties.joiningenabled !== 'true') throw aclCheckFailed();
  await addMembers(change, [{ ...change.actor, role: 'User' }], await nextJoin(change));
  return true;
}

async function changeRole(
  change: ThreadChange,
  thread: Conversation,
  target: Member,
  role: Role | undefined,
): Promise<boolean> {
  if (role === undefined || role === target.role) return false;
  if (!isAdmin(memberOf(thread, change.actor.userId)) || isGuestMri(target.mri)) throw aclCheckFailed();
  const admins = activeMembers(thread).filter((member) => member.role === 'Admin');
  if (role === 'User' && admins.length === 1) throw badRequest('A conversation needs an administrator.');
  await setRole(change, target, role);
  return true;
}

async function setRole(change: ThreadChange, target: Member, role: Role): Promise<void> {
  await change.transaction.query('update members set role = $3 where conversation_id = $1 and user_id = $2', [
    target.cid,
    target.userId,
    role,
  ]);
  const atMs = Math.floor(change.context.now());
  await change.report(roleChanged({ atMs, initiator: change.actor.mri }, target.mri, role));
}

/**
 * `PUT /v1/threads/{tid}/members/{mri}`: brings someone in, gives a role, or joins when `mri` is the actor's own and joining is
 * enabled. No role keeps the role. Throws 403/206 when the actor may not, 404/730 when there is no such thread.
 */
export async function putMember(
  context: MessagingContext,
  actor: Actor,
  tid: string,
  mri: string,
  roleText: string | null | undefined,
): Promise<void> {
  const role = roleOf(roleText);
  if (!parseMri(mri)) throw misformattedUrl();
  const user = await findUserByMri(context.database, mri);
  if (!user) throw aclCheckFailed();
  await changeThread(context, actor, tid, async (change, thread) => {
    const target = memberOf(thread, user.userId);
    if (isIn(target) && isIn(memberOf(thread, actor.userId))) return changeRole(change, thread, target, role);
    if (user.userId === actor.userId) return join(change, thread);
    const members = await resolveMembers(change.transaction, context, actor, [{ id: user.mri, role: role ?? 'User' }]);
    checkMayAdd(thread, actor, members);
    await addMembers(change, members, await nextJoin(change));
    return true;
  });
}

/** After an administrator left: if none remains, whoever is in longest becomes one. Guests never do: they are gone tomorrow. */
async function ensureAdmin(change: ThreadChange): Promise<void> {
  const remaining = activeMembers(await change.reload());
  const longest = remaining.find((member) => !isGuestMri(member.mri));
  if (!longest || remaining.some((member) => member.role === 'Admin')) return;
  await setRole(change, longest, 'Admin');
}

/**
 * Removes someone, or leaves when `mri` is the actor's own. The one who goes still sees that they went. Throws 403/206 when the actor
 * may not, 404/730 when there is no such thread.
 */
export async function removeMember(context: MessagingContext, actor: Actor, tid: string, mri: string): Promise<void> {
  if (!parseMri(mri)) throw misformattedUrl();
  await changeThread(context, actor, tid, async (change, thread) => {
    const own = memberOf(thread, actor.userId);
    const target = thread.members.find((member) => member.mri.toLowerCase() === mri.toLowerCase());
    if (!isIn(own)) throw aclCheckFailed();
    if (!isIn(target)) return false;
    if (target.userId !== actor.userId && !isAdmin(own)) throw aclCheckFailed();
    await change.transaction.query(
      "update members set role = 'User', left_at = 0 where conversation_id = $1 and user_id = $2",
      [tid, target.userId],
    );
    const cause = { atMs: Math.floor(context.now()), initiator: actor.mri };
    await change.report(membersRemoved(cause, [target.mri]), [target]);
    await ensureAdmin(change);
    return true;
  });
}
