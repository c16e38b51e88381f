// The subscription to the own contacts and groups (ucwa.md 6). What an application was told is kept with it, and compared with what
// there is whenever something may have changed: nothing is told twice, and nothing stays untold.
import type { Queryable } from '../../storage/database.ts';
import { addressOf } from '../addresses.ts';
import type { Application } from '../application/applications.ts';
import { type QueuedEvent, queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { listedContacts } from './contact-views.ts';
import { type Group, listGroupContacts, listGroups } from './groups.ts';
import { type Addressed, peopleSender } from './watching.ts';

/** However often it is refreshed, it lasts no longer from now. */
const mostMinutes = 30;

type Lists = {
  readonly contacts: readonly string[];
  readonly groups: readonly Group[];
  readonly members: readonly { readonly group: string; readonly mri: string }[];
};

async function readLists(queryable: Queryable, { userId }: Application): Promise<Lists> {
  return {
    contacts: await listedContacts(queryable, userId),
    groups: await listGroups(queryable, { userId }),
    members: await listGroupContacts(queryable, { userId }),
  };
}

type Change = {
  readonly type: 'added' | 'deleted';
  readonly rel: string;
  readonly href: string;
  readonly in: { rel: string; href: string };
};

/** What is in one list and not in the other, by a key: first what went, then what came. */
function compare<T>(told: readonly T[], now: readonly T[], keyOf: (item: T) => string) {
  const [toldKeys, nowKeys] = [new Set(told.map(keyOf)), new Set(now.map(keyOf))];
  return [
    ...told.filter((item) => !nowKeys.has(keyOf(item))).map((item) => ({ item, type: 'deleted' as const })),
    ...now.filter((item) => !toldKeys.has(keyOf(item))).map((item) => ({ item, type: 'added' as const })),
  ];
}

/**
 * Groups before the people in them; a group with another name is another group. Who is in a group that goes needs no word of their own.
 */
function changesOf(context: UcwaContext, { id: app }: Application, told: Lists, now: Lists): Change[] {
  const { paths } = context;
  const contactOf = (mri: string) => paths.href('contact', { app, contact: addressOf(context, mri) });
  const groupOf = (id: string) => paths.href('group', { app, group: id });
  const myContacts = { rel: 'myContacts', href: paths.href('myContacts', { app }) };
  const myGroups = { rel: 'myGroups', href: paths.href('myGroups', { app }) };
  const rels = new Map([...told.groups, ...now.groups].map(({ id, rel }) => [id, rel]));
  const kept = new Set(now.groups.map(({ id }) => id));
  return [
    ...compare(told.groups, now.groups, ({ id, name }) => `${id} ${name}`).map(({ item, type }) => ({
      ...{ type, rel: item.rel, href: groupOf(item.id), in: myGroups },
    })),
    ...compare(told.contacts, now.contacts, (mri) => mri).map(({ item, type }) => ({
      ...{ type, rel: 'contact', href: contactOf(item), in: myContacts },
    })),
    ...compare(told.members, now.members, ({ group, mri }) => `${group} ${mri}`)
      .filter(({ item }) => kept.has(item.group))
      .map(({ item, type }) => ({
        ...{ type, rel: 'contact', href: contactOf(item.mri) },
        in: { rel: rels.get(item.group) ?? 'group', href: groupOf(item.group) },
      })),
  ];
}

/** Tells an application what became of the lists since it was told the last time, if it has subscribed. */
export async function tellListChanges(
  transaction: Queryable,
  context: UcwaContext,
  application: Application,
): Promise<void> {
  const [row] = await transaction.query<{ told: Lists }>(
    'select told from ucwa_list_subscriptions where application = $1 for update',
    [application.serial],
  );
  if (!row) return;
  const now = await readLists(transaction, application);
  const changes = changesOf(context, application, row.told, now);
  if (changes.length === 0) return;
  await transaction.query('update ucwa_list_subscriptions set told = $2 where application = $1', [
    application.serial,
    JSON.stringify(now),
  ]);
  const events = changes.map(
    ({ type, rel, href, in: collection }): QueuedEvent => ({
      sender: peopleSender(context, application),
      event: { link: { rel, href }, in: collection, type },
      priority: 'high',
    }),
  );
  await queueEvents(transaction, context, application, events);
}

/** Starts the subscription, or adds minutes to what remains of it. Whatever was missed in between is told now. */
export async function subscribeToLists(context: UcwaContext, application: Application, minutes: number): Promise<void> {
  const nowMs = Math.floor(context.now());
  const { subscriptionMinuteMs } = context.clocks;
  await context.database.transaction(async (transaction) => {
    await transaction.query('select serial from ucwa_applications where serial = $1 for no key update', [
      application.serial,
    ]);
    await transaction.query(
      `insert into ucwa_list_subscriptions (application, expires_at_ms, told)
       values ($1, least($2::bigint + $3::bigint, $2::bigint + $4::bigint), $5)
       on conflict (application) do update set is_end_told = false,
         expires_at_ms = least(greatest(ucwa_list_subscriptions.expires_at_ms, $2::bigint) + $3::bigint, $2::bigint + $4::bigint)`,
      [
        application.serial,
        nowMs,
        Math.round(minutes * subscriptionMinuteMs),
        Math.round(mostMinutes * subscriptionMinuteMs),
        JSON.stringify(await readLists(transaction, application)),
      ],
    );
    await tellListChanges(transaction, context, application);
  });
}

/** Ends the subscription; none is no error. */
export async function unsubscribeFromLists(context: UcwaContext, { serial }: Addressed): Promise<void> {
  await context.database.query('delete from ucwa_list_subscriptions where application = $1', [serial]);
}

/** Whether an application is subscribed at the moment. */
export async function hasListSubscription(context: UcwaContext, { serial }: Addressed): Promise<boolean> {
  const rows = await context.database.query(
    'select application from ucwa_list_subscriptions where application = $1 and expires_at_ms > $2',
    [serial, Math.floor(context.now())],
  );
  return rows.length > 0;
}

type EndingRow = { serial: number; id: string };

/** One round of the clock: says of subscriptions that they are about to expire, and ends those that are over. */
export async function sweepListSubscriptions(context: UcwaContext): Promise<void> {
  const nowMs = Math.floor(context.now());
  await context.database.transaction(async (transaction) => {
    const ending = await transaction.query<EndingRow>(
      `update ucwa_list_subscriptions subscription set is_end_told = true from ucwa_applications application
       where application.serial = subscription.application and not is_end_told and expires_at_ms <= $1
       returning application.serial, application.id`,
      [nowMs + context.clocks.expiryWarningMs],
    );
    const ended = await transaction.query<EndingRow>(
      `delete from ucwa_list_subscriptions subscription using ucwa_applications application
       where application.serial = subscription.application and expires_at_ms <= $1
       returning application.serial, application.id`,
      [nowMs],
    );
    for (const application of [...ending, ...ended]) {
      const href = context.paths.href('myContactsAndGroupsSubscription', { app: application.id });
      const link = { rel: 'myContactsAndGroupsSubscription', href };
      const sender = peopleSender(context, application);
      await queueEvents(transaction, context, application, [
        { sender, event: { link, type: 'updated' }, priority: 'medium', about: href },
      ]);
    }
  });
}
