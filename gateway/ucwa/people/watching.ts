// Who watches whom: the applications whose presence subscriptions name a person, and what they are told. The events only say
// "look"; what there is to see is decided when somebody looks (presence-of.ts).
import { interestedResources } from '../../../src/skype/wire/subscription.ts';
import { contactLink } from '../../messaging/links.ts';
import type { Queryable } from '../../storage/database.ts';
import { addressOf } from '../addresses.ts';
import { type QueuedEvent, queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Holder } from './contact-resource.ts';

/** What can change about a person, by the rel that says so. */
export type ContactFact = 'contactPresence' | 'contactNote' | 'contactLocation' | 'contactSupportedModalities';

/** An application whose queue gets events. */
export type Addressed = Holder & { readonly serial: number };

export const peopleSender = (context: UcwaContext, { id }: Holder) => ({
  rel: 'people',
  href: context.paths.href('people', { app: id }),
});

/** `contactPresence updated in contact`, and the like (ucwa.md 5.5): the same for two changes in a row. */
export function factEvent(context: UcwaContext, application: Holder, fact: ContactFact, mri: string): QueuedEvent {
  const ids = { app: application.id, contact: addressOf(context, mri) };
  const link = { rel: fact, href: context.paths.href(fact, ids) };
  return {
    sender: peopleSender(context, application),
    event: { link, in: { rel: 'contact', href: context.paths.href('contact', ids) }, type: 'updated' },
    priority: 'medium',
    about: link.href,
  };
}

/** Whom an application has subscribed to. */
export async function watchedBy(queryable: Queryable, serial: number): Promise<Set<string>> {
  const rows = await queryable.query<{ mri: string }>('select distinct mri from ucwa_watched where application = $1', [
    serial,
  ]);
  return new Set(rows.map((row) => row.mri));
}

/** Tells the applications of these users that watch a person. */
export async function tellWatchers(
  transaction: Queryable,
  context: UcwaContext,
  mri: string,
  facts: readonly ContactFact[],
  audience: readonly number[],
): Promise<void> {
  const rows = await transaction.query<Addressed>(
    `select distinct application.serial, application.id from ucwa_watched
     join ucwa_applications application on application.serial = ucwa_watched.application
     where ucwa_watched.mri = $1 and application.user_id = any ($2::bigint[]) order by application.serial`,
    [mri, [...audience]],
  );
  for (const application of rows) {
    const events = facts.map((fact) => factEvent(context, application, fact, mri));
    await queueEvents(transaction, context, application, events);
  }
}

/** `presence updated` and the like about the user, for every application that follows it (ucwa.md 5.4). */
export function ownEvent(
  context: UcwaContext,
  application: Holder,
  rel: 'me' | 'presence' | 'note' | 'location',
  type: 'added' | 'updated',
): QueuedEvent {
  const sender = { rel: 'me', href: context.paths.href('me', { app: application.id }) };
  const link = { rel, href: context.paths.href(rel, { app: application.id }) };
  return { sender, event: { link, type }, priority: 'medium', about: `${link.href} ${type}` };
}

export async function tellOwner(
  transaction: Queryable,
  context: UcwaContext,
  userId: number,
  rel: 'presence' | 'note' | 'location',
): Promise<void> {
  const rows = await transaction.query<Addressed>(
    'select serial, id from ucwa_applications where user_id = $1 and is_available order by serial',
    [userId],
  );
  for (const application of rows) {
    await queueEvents(transaction, context, application, [ownEvent(context, application, rel, 'updated')]);
  }
}

const named = contactLink('');
const isName = (path: string): boolean => path.startsWith(named) && path !== interestedResources.contacts;

type InterestRow = { subscription: number; resources: string[] };

async function interestOf(transaction: Queryable, serial: number): Promise<InterestRow | undefined> {
  const [row] = await transaction.query<InterestRow>(
    `select subscriptions.serial as subscription, resources from subscriptions
     join ucwa_applications application
       on application.user_id = subscriptions.user_id and application.endpoint_id = subscriptions.endpoint_id
     where application.serial = $1 for update of subscriptions`,
    [serial],
  );
  return row;
}

/** Whom an application was known to watch at the last `refreshInterest`. */
export async function watchedBefore(transaction: Queryable, serial: number): Promise<Set<string>> {
  const row = await interestOf(transaction, serial);
  return new Set((row?.resources ?? []).filter(isName).map((path) => path.slice(named.length)));
}

/**
 * Makes the messaging domain send the presence of everyone who is watched: it sends that of listed contacts anyway, that of others only
 * to whoever names them (skype.md 5.1).
 */
export async function refreshInterest(transaction: Queryable, serial: number): Promise<void> {
  const row = await interestOf(transaction, serial);
  if (!row) return;
  const names = [...(await watchedBy(transaction, serial))].map((mri) => `${named}${mri}`);
  await transaction.query('update subscriptions set resources = $2 where serial = $1', [
    row.subscription,
    JSON.stringify([...row.resources.filter((path) => !isName(path)), ...names]),
  ]);
}
