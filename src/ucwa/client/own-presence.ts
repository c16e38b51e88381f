// The user's own presence, and the reports that somebody is there (ucwa.md 5.1, 5.3).
import type { OwnPresence } from '../../model/presence.ts';
import { makeAvailable, refreshLinks } from './application.ts';
import { availabilityOf } from './availability.ts';
import type { UcwaConnection } from './connection.ts';
import { hasSubcode } from './failure.ts';
import { requireLink } from './links.ts';
import { changeSession, requireSession, type Session } from './session.ts';

/**
 * Between two reports, ms. The server wants one at least every 4 minutes and keep-alives come about every 45 s, so that the last one
 * that is still in time comes after 3:00 at the earliest.
 */
const reportPeriodMs = 180_000;

/** Performs something on a link of `me`. A server that took us back to lurking is asked to make us available first. */
async function withAvailableMe(
  connection: UcwaConnection,
  presence: OwnPresence,
  work: (me: Session['links']['me']) => Promise<unknown>,
): Promise<void> {
  const session = await requireSession(connection.options.session);
  try {
    await work(session.links.me);
  } catch (error) {
    if (!hasSubcode(error, 'MakeMeAvailableRequired', 409)) throw error;
    const lurking = await refreshLinks(connection, session);
    await makeAvailable(connection, requireLink(lurking.me, 'makeMeAvailable'), presence);
    const { me } = await refreshLinks(connection, session);
    await work(me);
  }
}

/** Publishes what the user chose. @throws ServiceError */
export function publishPresence(connection: UcwaConnection, presence: OwnPresence): Promise<void> {
  const json = { availability: availabilityOf[presence] };
  return withAvailableMe(connection, presence, (me) => connection.post(requireLink(me, 'presence'), { json }));
}

/** Tells the server that the user is active, if it is time. Without reports the server makes the user idle, then away. */
export async function reportActivity(connection: UcwaConnection): Promise<void> {
  const { session: store, nowMs } = connection.options;
  const { applicationHref, reportedAtMs, links } = await requireSession(store);
  const sinceMs = nowMs() - reportedAtMs;
  // A clock that was set back is no reason to be silent.
  if (sinceMs >= 0 && sinceMs < reportPeriodMs) return;
  if (links.me.reportMyActivity === undefined && links.me.makeMeAvailable === undefined) return;
  await withAvailableMe(connection, 'online', (me) => connection.post(requireLink(me, 'reportMyActivity')));
  await changeSession(store, applicationHref, () => ({ reportedAtMs: nowMs() }));
}
