// What a change of its presence subscriptions means for an application: whom it watches now, and the events that say so (ucwa.md 5.5).
import { visibleTo } from '../../messaging/relations.ts';
import type { Queryable } from '../../storage/database.ts';
import { addressOf } from '../addresses.ts';
import type { Application } from '../application/applications.ts';
import { type QueuedEvent, queueEvents } from '../channel/queue.ts';
import { ucwaError } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Holder } from './contact-resource.ts';
import { type Addressed, factEvent, peopleSender, refreshInterest, watchedBefore, watchedBy } from './watching.ts';

/** How many people an application may watch, with all its subscriptions together. */
const mostPeople = 1_000;

export const limitExceeded = () =>
  ucwaError(403, 'Forbidden', 'LimitExceeded', `No more than ${mostPeople} people can be watched at once.`);

/** Whom an application watches before a change; writers of its subscriptions follow one another from here to the commit. */
export async function beginWatching(transaction: Queryable, { serial }: Addressed): Promise<Set<string>> {
  await transaction.query('select serial from ucwa_applications where serial = $1 for no key update', [serial]);
  return watchedBefore(transaction, serial);
}

/** `presenceSubscription added`, `updated` (about to expire) or `deleted`. */
export function subscriptionEvent(
  context: UcwaContext,
  application: Holder,
  id: string,
  type: 'added' | 'updated' | 'deleted',
) {
  const href = context.paths.href('presenceSubscription', { app: application.id, subscription: id });
  const event = { link: { rel: 'presenceSubscription', href }, type };
  return { sender: peopleSender(context, application), event, priority: 'medium' } satisfies QueuedEvent;
}

function contactEvent(context: UcwaContext, application: Holder, mri: string, type: 'added' | 'deleted'): QueuedEvent {
  const app = application.id;
  const href = context.paths.href('contact', { app, contact: addressOf(context, mri) });
  const collection = { rel: 'subscribedContacts', href: context.paths.href('subscribedContacts', { app }) };
  return {
    sender: peopleSender(context, application),
    event: { link: { rel: 'contact', href }, in: collection, type },
    priority: 'medium',
  };
}

/** What makes an application look at people whom it newly watches; words that it would find empty are not worth a look. */
async function introductions(
  transaction: Queryable,
  context: UcwaContext,
  application: Application,
  mris: readonly string[],
): Promise<QueuedEvent[]> {
  const visible = new Set((await visibleTo(transaction, application)).map(({ mri }) => mri));
  const rows = await transaction.query<{ mri: string; has_note: boolean; has_location: boolean }>(
    `select mri, coalesce(mood, '') <> '' as has_note, coalesce(location, '') <> '' as has_location
     from users where mri = any ($1::text[])`,
    [mris.filter((mri) => visible.has(mri))],
  );
  const words = new Map(rows.map((row) => [row.mri, row]));
  return mris.flatMap((mri) => [
    contactEvent(context, application, mri, 'added'),
    factEvent(context, application, 'contactPresence', mri),
    ...(words.get(mri)?.has_note ? [factEvent(context, application, 'contactNote', mri)] : []),
    ...(words.get(mri)?.has_location ? [factEvent(context, application, 'contactLocation', mri)] : []),
  ]);
}

/** Tells what a change made of the set of people who are watched, and lets their presence come or stop. */
export async function settleWatching(
  transaction: Queryable,
  context: UcwaContext,
  application: Application,
  before: ReadonlySet<string>,
  first: readonly QueuedEvent[],
): Promise<void> {
  const after = await watchedBy(transaction, application.serial);
  if (after.size > mostPeople) throw limitExceeded();
  const added = [...after].filter((mri) => !before.has(mri));
  const removed = [...before].filter((mri) => !after.has(mri));
  await refreshInterest(transaction, application.serial);
  await queueEvents(transaction, context, application, [
    ...first,
    ...removed.map((mri) => contactEvent(context, application, mri, 'deleted')),
    ...(await introductions(transaction, context, application, added)),
  ]);
}
