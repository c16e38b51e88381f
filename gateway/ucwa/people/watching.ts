// Who watches whom: the applications whose presence subscriptions name a person, and what they are told. The events only say
// "look"; what there is to see is decided when somebody looks (presence-of.ts).
import { contactLink } from '../../messaging/links.ts';
import type { Queryable } from '../../storage/database.ts';
import { addressOf } from '../addresses.ts';
import { type QueuedEvent, queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Holder } from './contact-resource.ts';

/** What can change about a person, by the rel that says so. */
export type ContactFact = 'contactPresence' | 'contactNote' | 'contactLocation' | 'contactSupportedModalities';

export const contactFacts: readonly ContactFact[] = [
  'contactPresence',
  'contactNote',
  'contactLocation',
  'contactSupportedModalities',
];

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

/** The events that make an application read everything about these people. */
export const introductions = (context: UcwaContext, application: Holder, mris: readonly string[]): QueuedEvent[] =>
  mris.flatMap((mri) => contactFacts.map((fact) => factEvent(context, application, fact, mri)));

/** Whom an application has subscribed to. */
export async function watchedBy(queryable: Queryable, serial: number): Promise<Set<string>> {
  const rows = await queryable.query<{ mri: string }>('select distinct mri from ucwa_watched where application = $1', [
    serial,
  ]);
  return new Set(rows.map((row) => row.mri));
}

/** Tells every application that watches a person, or those of one user alone. */
export async function tellWatchers(
  transaction: Queryable,
  context: UcwaContext,
  mri: string,
  facts: readonly ContactFact[],
  userId: number | null = null,
): Promise<void> {
  const rows = await transaction.query<Addressed>(
    `select distinct application.serial, application.id from ucwa_watched
     join ucwa_applications application on application.serial = ucwa_watched.application
     where ucwa_watched.mri = $1 and ($2::bigint is null or application.user_id = $2) order by application.serial`,
    [mri, userId],
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

/**
 * Makes the messaging domain send presence of everyone watched: it sends that of listed contacts anyway, that of others only to
 * whoever names them (skype.md 5.1).
 */
export async function refreshInterest(transaction: Queryable, serial: number): Promise<void> {
  const [row] = await transaction.query<{ subscription: number; resources: string[] }>(
    `select subscriptions.serial as subscription, resources from subscriptions
     join ucwa_applications application
       on application.user_id = subscriptions.user_id and application.endpoint_id = subscriptions.endpoint_id
     where application.serial = $1 for update of subscriptions`,
    [serial],
  );
  if (!row) return;
  const prefix = contactLink('');
  const others = row.resources.filter((path) => !path.startsWith(prefix) || path === `${prefix}ALL`);
  const named = [...(await watchedBy(transaction, serial))].map((mri) => `${prefix}${mri}`);
  await transaction.query('update subscriptions set resources = $2 where serial = $1', [
    row.subscription,
    JSON.stringify([...others, ...named]),
  ]);
}
