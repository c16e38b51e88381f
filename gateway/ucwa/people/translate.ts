// What the messaging domain tells an application's subscription about presence, in UCWA's words. The events only say "look"
// (ucwa.md 5.4, 5.5), so nothing is kept and the same news twice are no harm.
import type { Queryable } from '../../storage/database.ts';
import type { Application } from '../application/applications.ts';
import type { QueuedEvent } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { factEvent, ownEvent, watchedBy } from './watching.ts';

/** An event of the messaging domain, as far as it matters here: `UserPresence` or `EndpointPresence`. */
export type PresenceNews = {
  readonly resourceType: string;
  /** `/v1/users/ME/contacts/8:joe.4/presenceDocs/..` or `/v1/users/8:joe.4/endpoints/..` */
  readonly resourceLink: string;
  readonly resource?: unknown;
};

function subjectOf(link: string): string | undefined {
  const segment = /^\/v1\/users\/(?:ME\/contacts\/)?([^/]+)\//.exec(link)?.[1];
  return segment === undefined ? undefined : decodeURIComponent(segment);
}

/** Whether somebody is gone: then nobody can write to them in a chat that is answered at once. */
const isGone = (resource: unknown): boolean =>
  typeof resource === 'object' &&
  resource !== null &&
  (('availability' in resource && resource.availability === 'Offline') ||
    ('status' in resource && resource.status === 'Offline'));

function eventsOf(context: UcwaContext, application: Application, news: PresenceNews, watched: ReadonlySet<string>) {
  const mri = subjectOf(news.resourceLink);
  if (mri === undefined) return [];
  const isPresence = news.resourceType === 'UserPresence';
  if (mri === application.mri) return isPresence ? [ownEvent(context, application, 'presence', 'updated')] : [];
  if (!watched.has(mri)) return [];
  // What can be chatted with changes when an endpoint appears or the last one goes.
  const hasOtherModalities = !isPresence || isGone(news.resource);
  return [
    ...(isPresence ? [factEvent(context, application, 'contactPresence', mri)] : []),
    ...(hasOtherModalities ? [factEvent(context, application, 'contactSupportedModalities', mri)] : []),
  ];
}

/**
 * The events that an application is sent for news about presence, in their order: about people whom it has subscribed to, and about its
 * own user. Other resource types are ignored. Call it where the news are taken from the subscription.
 */
export async function presenceEvents(
  queryable: Queryable,
  context: UcwaContext,
  application: Application,
  news: readonly PresenceNews[],
): Promise<QueuedEvent[]> {
  const presence = news.filter(({ resourceType }) => /^(User|Endpoint)Presence$/.test(resourceType));
  if (presence.length === 0) return [];
  const watched = await watchedBy(queryable, application.serial);
  return presence.flatMap((one) => eventsOf(context, application, one, watched));
}

/** The events of an application that missed news: to look at its own user and at everybody whom it has subscribed to. */
export async function allPresenceEvents(
  queryable: Queryable,
  context: UcwaContext,
  application: Application,
): Promise<QueuedEvent[]> {
  const watched = [...(await watchedBy(queryable, application.serial))];
  return [
    ownEvent(context, application, 'presence', 'updated'),
    ...watched.flatMap((mri) => [
      factEvent(context, application, 'contactPresence', mri),
      factEvent(context, application, 'contactSupportedModalities', mri),
    ]),
  ];
}
