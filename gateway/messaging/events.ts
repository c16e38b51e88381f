// Queues of events, one per subscription, in the database: an event stays there until the reply that carries it has been
// written. Knows nothing of held requests (waiters.ts) and nothing of what the events mean.
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
    (await transaction.query<{ n: number }>('select count(*) as n from events where subscription = $1', [serial]))[0]
      ?.n ?? 0;
  if ((await length()) <= limits.queuedEvents) return;
  await transaction.query(
    'delete from events where subscription = $1 and passes_after_ms is not null and taken_by is null',
    [serial],
  );
  if ((await length()) <= limits.queuedEvents) return;
  await transaction.query('update subscriptions set is_lost = true where serial = $1', [serial]);
  await transaction.query('delete from events where subscription = $1', [serial]);
}

/** An event on its way into a reply. Links in it have no origin yet. */
export type QueuedEvent = {
  readonly id: number;
  readonly resourceType: string;
  readonly resourceLink: string;
  readonly resource: unknown;
  readonly atMs: number;
};

/** Events handed to one reply; `taker` is their mark in the database until the reply is written. */
export type Batch = { readonly subscription: number; readonly taker: string; readonly events: readonly QueuedEvent[] };

type TakenRow = {
  is_lost: boolean;
  id: number | null;
  resource_type: string;
  resource_link: string;
  resource: unknown;
  at_ms: number;
};

const markEvents = `
with passed as (
  delete from events where subscription = $1 and passes_after_ms < $4 and taken_by is null
), due as (
  select id, length(resource::text) as size from events
  where subscription = $1 and taken_by is null and (passes_after_ms is null or passes_after_ms >= $4)
  order by id limit $2 for update
), fitting as (
  select id, sum(size) over (order by id) - size as before from due
), taken as (
  update events set taken_by = $3, taken_at_ms = $4 from fitting
  where events.subscription = $1 and events.id = fitting.id and fitting.before < $5
  returning events.*
)
select subscriptions.is_lost, taken.id, taken.resource_type, taken.resource_link, taken.resource, taken.at_ms
from subscriptions left join taken on true where subscriptions.serial = $1 order by taken.id`;

/**
 * Takes all events that wait for a subscription, oldest first, as many as fit into one reply. They stay in the database, marked,
 * until `confirmBatch` or `returnBatch`. Undefined when the subscription is gone or lost.
 */
export async function takeBatch(
  context: Pick<MessagingContext, 'database' | 'now' | 'limits'>,
  subscription: number,
  taker: string,
): Promise<Batch | undefined> {
  const rows = await context.database.query<TakenRow>(markEvents, [
    subscription,
    context.limits.eventsPerReply,
    taker,
    context.now(),
    context.limits.replyLength,
  ]);
  if (rows.length === 0 || rows[0]?.is_lost) return undefined;
  const events = rows.flatMap((row) =>
    row.id === null
      ? []
      : [
          {
            id: row.id,
            resourceType: row.resource_type,
            resourceLink: row.resource_link,
            resource: row.resource,
            atMs: row.at_ms,
          },
        ],
  );
  return { subscription, taker, events };
}

const idsOf = (batch: Batch): number[] => batch.events.map((event) => event.id);

/** The reply was written: its events are gone for good. */
export async function confirmBatch(queryable: Queryable, batch: Batch): Promise<void> {
  if (batch.events.length === 0) return;
  await queryable.query('delete from events where subscription = $1 and id = any ($2::bigint[])', [
    batch.subscription,
    idsOf(batch),
  ]);
}

/**
 * A client said which event was the last it has: it and those before are gone for good, later ones that were handed out in a
 * reply that did not arrive are the next ones again.
 */
export async function acknowledgeEvents(queryable: Queryable, subscription: number, position: number): Promise<void> {
  await queryable.query(
    `with received as (delete from events where subscription = $1 and id <= $2)
     update events set taken_by = null where subscription = $1 and id > $2 and taken_by is not null`,
    [subscription, position],
  );
}

/** The reply could not be written: its events are the next ones again, in their old order. */
export async function returnBatch(queryable: Queryable, batch: Batch): Promise<void> {
  if (batch.events.length === 0) return;
  await queryable.query(
    'update events set taken_by = null where subscription = $1 and taken_by = $2 and id = any ($3::bigint[])',
    [batch.subscription, batch.taker, idsOf(batch)],
  );
  await announceSubscriptions(queryable, [batch.subscription]);
}

/** Frees events that were being handed out when a process died, marked before `beforeMs`. */
export async function freeAbandonedEvents(queryable: Queryable, beforeMs: number): Promise<void> {
  const rows = await queryable.query<{ subscription: number }>(
    'update events set taken_by = null where taken_by is not null and taken_at_ms < $1 returning subscription',
    [beforeMs],
  );
  await announceSubscriptions(
    queryable,
    rows.map((row) => row.subscription),
  );
}
