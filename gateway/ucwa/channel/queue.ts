// Puts UCWA events into the queue of an application, in the database. They stay until the client has confirmed the package that
// carried them (package.ts). Knows nothing of parked requests (parking.ts) and nothing of what the events mean.
import type { UcwaEvent } from '../../../src/ucwa/wire/events.ts';
import type { GatewayContext } from '../../context.ts';
import type { Queryable } from '../../storage/database.ts';
import { writeStoredEvents } from './stored-events.ts';

/** Channel on which the serials of applications with something new are announced, separated by commas. */
export const applicationChannel = 'ucwa_channels';

/** When an event releases a parked request: at once, or after the time that the client gave for its class (ucwa.md 7.4). */
export type Priority = 'high' | 'medium' | 'low';

/** An event on its way into a queue. Its links are paths of the application's own family. */
export type QueuedEvent = {
  /** Whose block it stands in: `me`, `people`, `communication`, `conversation`, `policies`. */
  readonly sender: { readonly rel: string; readonly href: string };
  readonly event: UcwaEvent;
  readonly priority: Priority;
  /** A later event with the same key takes the place of an earlier one that no package has carried yet (ucwa.md 7.1). */
  readonly about?: string;
};

export type Addressee = { readonly serial: number };

/** Makes the parked requests of applications, in every process, look again. Takes effect when the transaction commits. */
export async function announceApplications(queryable: Queryable, serials: readonly number[]): Promise<void> {
  if (serials.length === 0) return;
  await queryable.query('select pg_notify($1, $2)', [applicationChannel, [...new Set(serials)].join(',')]);
}

/** Takes back the events with this key that no package has carried yet; returns their types. */
export async function withdrawEvents(transaction: Queryable, application: Addressee, about: string): Promise<string[]> {
  const rows = await transaction.query<{ type: string }>(
    `delete from ucwa_events where application = $1 and about = $2 and package is null returning event ->> 'type' as type`,
    [application.serial, about],
  );
  return rows.map((row) => row.type);
}

const insertEvents = `
insert into ucwa_events (application, sender, event, priority, about, at_ms)
select $1, value -> 'sender', value -> 'event', value ->> 'priority', value ->> 'about', $3
from json_array_elements($2::json) with ordinality order by ordinality`;

/**
 * Adds events to the queue of an application, in the given order, and wakes its parked request. Use it inside the transaction that
 * stores what the events tell.
 */
export async function queueEvents(
  transaction: Queryable,
  context: Pick<GatewayContext, 'now'>,
  application: Addressee,
  events: readonly QueuedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const keys = events.flatMap((event) => event.about ?? []);
  for (const key of new Set(keys)) await withdrawEvents(transaction, application, key);
  await transaction.query(insertEvents, [
    application.serial,
    writeStoredEvents(latestOfEach(events)),
    Math.floor(context.now()),
  ]);
  await announceApplications(transaction, [application.serial]);
}

/** The events without those that a later one of the same list takes the place of. */
function latestOfEach(events: readonly QueuedEvent[]): QueuedEvent[] {
  return events.filter(
    (event, at) =>
      event.about === undefined || !events.some((later, place) => place > at && later.about === event.about),
  );
}
