// Queues of events, one per subscription, in the database: an event stays there until the reply that carries it has been
// written (batches.ts). Knows nothing of held requests (waiters.ts) and nothing of what the events mean.
import type { EventResources, EventResourceType } from '../../src/skype/wire/event.ts';
import type { Queryable } from '../storage/database.ts';
import type { MessagingContext } from './messaging-context.ts';

/** Channel on which the serials of subscriptions with new events are announced, separated by commas. */
export const eventChannel = 'messaging_events';

/** An event before it has an id. Links in it have no origin yet. */
export type EventDraft = {
  [T in EventResourceType]: { resourceType: T; resourceLink: string; resource: EventResources[T] };
}[EventResourceType] & {
  /** After this time the event is worth nothing (typing, presence); such events may also go when a queue is too long. */
  readonly passesAfterMs?: number;
};

export type Delivery = { readonly subscription: number; readonly event: EventDraft };

/** Serials per notification: a payload must stay under 8,000 bytes. */
const serialsPerNotification = 400;

/** Tells waiting polls, in every process, to look at these subscriptions. Takes effect when the transaction commits. */
export async function announceSubscriptions(queryable: Queryable, serials: readonly number[]): Promise<void> {
  const unique = [...new Set(serials)];
  for (let start = 0; start < unique.length; start += serialsPerNotification) {
    const payload = unique.slice(start, start + serialsPerNotification).join(',');
    await queryable.query('select pg_notify($1, $2)', [eventChannel, payload]);
  }
}

const insertEvents = `
with draft as (
  select (ordinality - 1)::integer as position, value as event from json_array_elements($1::json) with ordinality
), delivery as (
  select row_number() over (partition by subscription order by ordinality) as step, subscription, position
  from unnest($2::bigint[], $3::integer[]) with ordinality as listed (subscription, position, ordinality)
), bumped as (
  update subscriptions set next_event_id = next_event_id + counted.amount
  from (select subscription, count(*) as amount from delivery group by subscription) counted
  where subscriptions.serial = counted.subscription and not subscriptions.is_lost
  returning subscriptions.serial, subscriptions.next_event_id - counted.amount as first_id
)
, stored as (
  insert into events (subscription, id, resource_type, resource_link, resource, at_ms, passes_after_ms)
  select bumped.serial, bumped.first_id + delivery.step - 1, draft.event ->> 'resourceType', draft.event ->> 'resourceLink',
    draft.event -> 'resource', $4, (draft.event ->> 'passesAfterMs')::bigint
  from delivery join bumped on bumped.serial = delivery.subscription join draft on draft.position = delivery.position
  returning subscription, id
)
select subscription, id from stored`;

/** The same, and the notification with it: one round trip less for the usual case of few subscriptions. */
const insertAndAnnounce = `${insertEvents}
union all select null, null from (
  select pg_notify('${eventChannel}', string_agg(distinct subscription::text, ',')) from stored having count(*) > 0
) announced`;

/** Ids grow by one, so looking at the length of a queue only at every 64th event misses no queue that is too long. */
const lengthCheckInterval = 64;

/**
 * Adds events to the queues of subscriptions, in the given order, with ids that go on from the last one (skype.md 5.2), and
 * wakes the polls that wait for them. Use it inside the transaction that stores what the events tell.
 */
export async function appendEvents(
  transaction: Queryable,
  context: Pick<MessagingContext, 'now' | 'limits'>,
  deliveries: readonly Delivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  const drafts = [...new Set(deliveries.map((delivery) => delivery.event))];
  const positions = new Map(drafts.map((draft, position) => [draft, position]));
  const areFew = new Set(deliveries.map((delivery) => delivery.subscription)).size <= serialsPerNotification;
  const rows = await transaction.query<{ subscription: number | null; id: number | null }>(
    areFew ? insertAndAnnounce : insertEvents,
    [
      JSON.stringify(drafts),
      deliveries.map((delivery) => delivery.subscription),
      deliveries.map((delivery) => positions.get(delivery.event) ?? 0),
      context.now(),
    ],
  );
  const serials = rows.flatMap((row) => row.subscription ?? []);
  const suspects = rows.flatMap((row) => ((row.id ?? 1) % lengthCheckInterval === 0 ? (row.subscription ?? []) : []));
  for (const serial of new Set(suspects)) await shortenQueue(transaction, context, serial);
  if (!areFew) await announceSubscriptions(transaction, serials);
}

/** Presence and typing make room first. A queue that is still too long cannot be kept whole, so it must not pretend to be. */
async function shortenQueue(
  transaction: Queryable,
  { limits }: Pick<MessagingContext, 'limits'>,
  serial: number,
): Promise<void> {
  const length = async (): Promise<number> =>
    (
      await transaction.query<{ n: number }>(
        'select count(*) as n from events where subscription = $1 and resend_at_ms is null',
        [serial],
      )
    )[0]?.n ?? 0;
  if ((await length()) <= limits.queuedEvents) return;
  await transaction.query(
    'delete from events where subscription = $1 and passes_after_ms is not null and taken_by is null',
    [serial],
  );
  if ((await length()) <= limits.queuedEvents) return;
  await transaction.query('update subscriptions set is_lost = true where serial = $1', [serial]);
  await transaction.query('delete from events where subscription = $1', [serial]);
}
