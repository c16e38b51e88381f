// What users decide about each other. Being on the list, having authorised the other and having blocked the other are separate
// (skype.md 8.1). Identifiers in `contacts.mri` are spelled as in `users.mri`.
import type { GatewayContext } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { findUserByMri, type UserIdentity } from '../identity/users.ts';
import { announceRelation } from '../messaging/presence-events.ts';
import type { Queryable } from '../storage/database.ts';

type Person = Pick<UserIdentity, 'userId' | 'mri'>;
type State = 'is_listed' | 'is_authorized' | 'is_blocked';

/** In characters. */
export const longestGreeting = 1_000;

const mostOpenInvites = 5;

/** The user behind a prefixed identifier; throws 404 when there is none and 400 for the own one. */
async function findOther(queryable: Queryable, own: Person, mri: string): Promise<UserIdentity> {
  const other = await findUserByMri(queryable, mri);
  if (!other) throw notFound('There is no such user.');
  if (other.userId === own.userId) throw badRequest('This is your own account.');
  return other;
}

/** Records a decision of `own` about `other`. */
async function decide(
  context: GatewayContext,
  transaction: Queryable,
  own: Person,
  other: Person,
  states: readonly State[],
) {
  await transaction.query(
    `insert into contacts (user_id, mri, created_at_ms, ${states.join(', ')})
     values ($1, $2, $3, ${states.map(() => 'true').join(', ')})
     on conflict (user_id, mri) do update set ${states.map((state) => `${state} = true`).join(', ')}`,
    [own.userId, other.mri, context.now()],
  );
}

async function takeBack(
  transaction: Queryable,
  own: Person,
  otherMri: string,
  states: readonly (State | 'is_favorite')[],
) {
  const changes = states.map((state) => `${state} = false`).join(', ');
  await transaction.query(`update contacts set ${changes} where user_id = $1 and mri = $2`, [own.userId, otherMri]);
}

async function dropInvites(transaction: Queryable, from: Person, to: Person): Promise<number> {
  const rows = await transaction.query(
    'delete from contact_invites where sender_id = $1 and user_id = $2 returning id',
    [from.userId, to.userId],
  );
  return rows.length;
}

async function sendInvite(context: GatewayContext, transaction: Queryable, from: Person, to: Person, message: string) {
  const [decision] = await transaction.query<{ is_authorized: boolean; is_blocked: boolean }>(
    'select is_authorized, is_blocked from contacts where user_id = $1 and mri = $2',
    [to.userId, from.mri],
  );
  // Someone who blocked the sender hears nothing of it, and the sender does not learn that.
  if (decision?.is_authorized || decision?.is_blocked) return;
  await transaction.query(
    'insert into contact_invites (user_id, sender_id, message, created_at_ms) values ($1, $2, $3, $4)',
    [to.userId, from.userId, message, context.now()],
  );
  await transaction.query(
    `delete from contact_invites where user_id = $1 and sender_id = $2 and id not in (
       select id from contact_invites where user_id = $1 and sender_id = $2 order by id desc limit ${mostOpenInvites})`,
    [to.userId, from.userId],
  );
}

/**
 * Puts someone on the own list, authorises them and asks them to do the same. A bot always accepts; someone who has asked first
 * is thereby accepted. Throws 404 for nobody, 400 for oneself.
 */
export async function addContact(context: GatewayContext, own: Person, mri: string, greeting: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const other = await findOther(transaction, own, mri);
    // A guest is gone tomorrow, and is not told of requests (skype.md 3.7).
    if (other.kind === 'guest') throw notFound('There is no such user.');
    await decide(context, transaction, own, other, ['is_listed', 'is_authorized']);
    if (other.kind === 'bot') await decide(context, transaction, other, own, ['is_listed', 'is_authorized']);
    else if ((await dropInvites(transaction, other, own)) === 0)
      await sendInvite(context, transaction, own, other, greeting);
    await announceRelation(transaction, context, own, other);
  });
}

/** Accepts or declines the open invites of someone. Throws 404 when there are none. */
export async function answerInvite(
  context: GatewayContext,
  own: Person,
  mri: string,
  isAccepted: boolean,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const other = await findOther(transaction, own, mri);
    if ((await dropInvites(transaction, other, own)) === 0) throw notFound('There is no open invite of this user.');
    if (isAccepted) await decide(context, transaction, own, other, ['is_listed', 'is_authorized']);
    await announceRelation(transaction, context, own, other);
  });
}

/** Takes someone off the own list and takes the authorisation back. Someone who is not on it is no error. */
export async function removeContact(context: GatewayContext, own: Person, mri: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const other = await findOther(transaction, own, mri);
    await takeBack(transaction, own, other.mri, ['is_listed', 'is_authorized', 'is_favorite']);
    await dropInvites(transaction, own, other);
    await transaction.query(
      'delete from contact_group_members where mri = $2 and group_id in (select id from contact_groups where user_id = $1)',
      [own.userId, other.mri],
    );
    await announceRelation(transaction, context, own, other);
  });
}

/** A complaint that comes with a block; `uiVersion` is what the client calls itself. */
export type AbuseReport = { readonly uiVersion: string };

async function storeReport(
  context: GatewayContext,
  transaction: Queryable,
  own: Person,
  other: Person,
  uiVersion: string,
) {
  await transaction.query(
    `insert into abuse_reports (user_id, mri, ui_version, created_at_ms) values ($1, $2, $3, $4)
     on conflict (user_id, mri) do update set ui_version = excluded.ui_version, created_at_ms = excluded.created_at_ms`,
    [own.userId, other.mri, uiVersion, context.now()],
  );
  // Whoever runs the gateway is who a report goes to.
  context.log.warn({ reporter: own.mri, reported: other.mri }, 'abuse reported');
}

/**
 * Blocks someone or takes the block back; list and authorisation stay as they are. A block also drops what the other has asked;
 * with a report it is stored for whoever runs the gateway. Throws 404 for nobody, 400 for oneself.
 */
export async function setBlocked(
  context: GatewayContext,
  own: Person,
  mri: string,
  isBlocked: boolean,
  report?: AbuseReport,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const other = await findOther(transaction, own, mri);
    if (isBlocked) {
      await decide(context, transaction, own, other, ['is_blocked']);
      await dropInvites(transaction, other, own);
      if (report) await storeReport(context, transaction, own, other, report.uiVersion);
    } else await takeBack(transaction, own, other.mri, ['is_blocked']);
    await announceRelation(transaction, context, own, other);
  });
}
