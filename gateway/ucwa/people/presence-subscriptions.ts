// Presence subscriptions (ucwa.md 5.5): whom an application wants to hear of, for some minutes. They are told to be about to expire,
// and to be over, by the sweep.
import type { Queryable } from '../../storage/database.ts';
import type { Application } from '../application/applications.ts';
import { applicationNotFound, resourceNotFound, ucwaError } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { beginWatching, limitExceeded, settleWatching, subscriptionEvent } from './watch-changes.ts';
import { type Addressed, refreshInterest } from './watching.ts';

export type PresenceSubscription = { readonly id: string; readonly isGroup: boolean };

/** Per application. */
const mostSubscriptions = 100;

/** However often it is extended, no subscription lasts longer from now. */
const mostMinutes = 30;

const endOf = (context: UcwaContext, minutes: number): number =>
  Math.floor(context.now() + Math.min(minutes, mostMinutes) * context.clocks.subscriptionMinuteMs);

async function addMembers(transaction: Queryable, { serial }: Addressed, id: string, mris: readonly string[]) {
  await transaction.query(
    `insert into ucwa_presence_members (application, subscription, mri)
     select $1, $2, mri from unnest($3::text[]) as mri on conflict do nothing`,
    [serial, id, [...mris]],
  );
}

/**
 * Subscribes to people, or, with `groupId`, to whoever is in a group; a group that is subscribed to already is so from now again.
 * Throws 403 `LimitExceeded`.
 */
export async function subscribeToPresence(
  context: UcwaContext,
  application: Application,
  minutes: number,
  wanted: { readonly mris: readonly string[] } | { readonly groupId: string },
): Promise<PresenceSubscription> {
  const isGroup = 'groupId' in wanted;
  const id = isGroup ? wanted.groupId : Buffer.from(context.randomBytes(8)).toString('hex');
  await context.database.transaction(async (transaction) => {
    const before = await beginWatching(transaction, application);
    const [count] = await transaction.query<{ n: number }>(
      'select count(*) as n from ucwa_presence_subscriptions where application = $1 and id <> $2',
      [application.serial, id],
    );
    if ((count?.n ?? 0) >= mostSubscriptions) throw limitExceeded();
    const [row] = await transaction.query<{ is_new: boolean }>(
      `insert into ucwa_presence_subscriptions (application, id, is_group, expires_at_ms) values ($1, $2, $3, $4)
       on conflict (application, id) do update set expires_at_ms = excluded.expires_at_ms, is_end_told = false
       returning (xmax = 0) as is_new`,
      [application.serial, id, isGroup, endOf(context, minutes)],
    );
    if (!isGroup) await addMembers(transaction, application, id, wanted.mris);
    const news = row?.is_new ? [subscriptionEvent(context, application, id, 'added')] : [];
    await settleWatching(transaction, context, application, before, news);
  });
  return { id, isGroup };
}

/** The subscriptions of an application; with an id, that one if it is there. */
export async function listPresenceSubscriptions(
  queryable: Queryable,
  { serial }: Addressed,
  id?: string,
): Promise<PresenceSubscription[]> {
  const rows = await queryable.query<{ id: string; is_group: boolean }>(
    `select id, is_group from ucwa_presence_subscriptions where application = $1 and ($2::text is null or id = $2)
     order by expires_at_ms, id`,
    [serial, id ?? null],
  );
  return rows.map((row) => ({ id: row.id, isGroup: row.is_group }));
}

/**
 * Adds minutes to what remains, up to the longest there is. One that is over is refused with the very words of an application that is
 * gone: that is what real servers do (ucwa.md 4.4), and clients have to tell the two apart.
 */
export async function extendPresenceSubscription(
  context: UcwaContext,
  { serial }: Application,
  id: string,
  minutes: number,
): Promise<PresenceSubscription> {
  const [row] = await context.database.query<{ is_group: boolean }>(
    `update ucwa_presence_subscriptions set expires_at_ms = least($4::bigint, expires_at_ms + $5::bigint), is_end_told = false
     where application = $1 and id = $2 and expires_at_ms > $3 returning is_group`,
    [
      serial,
      id,
      Math.floor(context.now()),
      endOf(context, mostMinutes),
      Math.round(minutes * context.clocks.subscriptionMinuteMs),
    ],
  );
  if (!row) throw applicationNotFound();
  return { id, isGroup: row.is_group };
}

/**
 * Ends a subscription; with `overdueAtMs` only if its time is over then, because somebody may extend it at the last moment. False when
 * there is none.
 */
export async function endPresenceSubscription(
  context: UcwaContext,
  application: Application,
  id: string,
  overdueAtMs?: number,
): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    const before = await beginWatching(transaction, application);
    const removed = await transaction.query(
      `delete from ucwa_presence_subscriptions
       where application = $1 and id = $2 and ($3::bigint is null or expires_at_ms <= $3) returning id`,
      [application.serial, id, overdueAtMs ?? null],
    );
    if (removed.length === 0) return false;
    const news = [subscriptionEvent(context, application, id, 'deleted')];
    await settleWatching(transaction, context, application, before, news);
    return true;
  });
}

/** Drops all subscriptions without a word: the application is about to hear that it has to begin anew (ucwa.md 7.2 `resume`). */
export async function dropPresenceSubscriptions(transaction: Queryable, { serial }: Addressed): Promise<void> {
  await transaction.query('delete from ucwa_presence_subscriptions where application = $1', [serial]);
  await refreshInterest(transaction, serial);
}

/** Who is in which subscription; with an id, in that one. */
export function listMemberships(
  queryable: Queryable,
  { serial }: Addressed,
  id?: string,
): Promise<{ subscription: string; mri: string }[]> {
  return queryable.query<{ subscription: string; mri: string }>(
    `select subscription, mri from ucwa_watched where application = $1 and ($2::text is null or subscription = $2)
     order by subscription, mri`,
    [serial, id ?? null],
  );
}

/** Adds people to a subscription. Throws 404 when there is none, 409 for that of a group, 403 `LimitExceeded`. */
export async function addToPresenceSubscription(
  context: UcwaContext,
  application: Application,
  id: string,
  mris: readonly string[],
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const before = await beginWatching(transaction, application);
    const [subscription] = await listPresenceSubscriptions(transaction, application, id);
    if (!subscription) throw resourceNotFound('The subscription does not exist.');
    if (subscription.isGroup) throw ucwaError(409, 'Conflict', 'None', 'The members are those of the group.');
    await addMembers(transaction, application, id, mris);
    await settleWatching(transaction, context, application, before, []);
  });
}

/** Takes somebody out of a subscription. Throws 404 when they are not in it. */
export async function removeFromPresenceSubscription(
  context: UcwaContext,
  application: Application,
  id: string,
  mri: string,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const before = await beginWatching(transaction, application);
    const removed = await transaction.query(
      'delete from ucwa_presence_members where application = $1 and subscription = $2 and mri = $3 returning mri',
      [application.serial, id, mri],
    );
    if (removed.length === 0) throw resourceNotFound();
    await settleWatching(transaction, context, application, before, []);
  });
}
