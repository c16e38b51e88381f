// Takes events out of the queues for one reply each, and settles what becomes of them: gone, back in the queue, or kept until the
// client acknowledges the message in them.
import type { Queryable } from '../storage/database.ts';
import { announceSubscriptions } from './events.ts';
import type { MessagingContext } from './messaging-context.ts';

/** An event on its way into a reply. Links in it have no origin yet. */
export type QueuedEvent = {
  readonly id: number;
  readonly resourceType: string;
  readonly resourceLink: string;
  readonly resource: unknown;
  readonly atMs: number;
};

/** Events handed to one reply; `taker` is their mark in the database until the reply is written. */
export type Batch = {
  readonly subscription: number;
  readonly taker: string;
  readonly events: readonly QueuedEvent[];
  /** The client acknowledges messages; see `confirmBatch`. */
  readonly isAcknowledging: boolean;
};

type TakenRow = {
  is_lost: boolean;
  acknowledges: boolean;
  id: number | null;
  resource_type: string;
  resource_link: string;
  resource: unknown;
  at_ms: number;
};

/** The message types of which no known client says that it cannot read them (skype.md 5.4). */
const readByAll = [
  'Text',
  'RichText',
  'RichText/UriObject',
  'RichText/Media_Video',
  'RichText/Media_GenericFile',
  'RichText/Location',
  'Control/Typing',
  'Control/ClearTyping',
];

const readByAllList = readByAll.map((type) => `'${type}'`).join(', ');

/**
 * Whether an event ends the reply of a careful batch. One client drops the rest of a reply after an event that it cannot read,
 * another reads the messages of a reply last to first (skype.md 5.2, 5.4).
 */
const endsReply = `case resource_type
    when 'UserPresence' then false
    when 'EndpointPresence' then false
    when 'ConversationUpdate' then coalesce(resource #>> '{lastMessage,messagetype}', '') not in (${readByAllList})
    else true end`;

// What is sent again comes after what is new, so that it never holds anything up.
const markEvents = `
with passed as (
  delete from events where subscription = $1 and passes_after_ms < $4 and taken_by is null
), due as (
  select id, length(resource::text) as size, coalesce(resend_at_ms, 0) as again,
    case when $6 and ${endsReply} then 1 else 0 end as ends
  from events
  where subscription = $1 and taken_by is null and (passes_after_ms is null or passes_after_ms >= $4)
    and (resend_at_ms is null or resend_at_ms <= $4)
  order by again, id limit $2 for update
), fitting as (
  select id, sum(size) over earlier - size as before, sum(ends) over earlier - ends as ended
  from due window earlier as (order by again, id rows unbounded preceding)
), taken as (
  update events set taken_by = $3, taken_at_ms = $4 from fitting
  where events.subscription = $1 and events.id = fitting.id and fitting.before < $5 and fitting.ended = 0
  returning events.*
)
select subscriptions.is_lost, subscriptions.acknowledges, taken.id, taken.resource_type, taken.resource_link,
  taken.resource, taken.at_ms
from subscriptions left join taken on true where subscriptions.serial = $1
order by coalesce(taken.resend_at_ms, 0), taken.id`;

/**
 * Takes all events that wait for a subscription, oldest first, as many as fit into one reply; a careful batch ends with its first
 * message or other event that some client cannot read. They stay in the database, marked, until `confirmBatch` or
 * `returnBatch`. Undefined when the subscription is gone or lost.
 */
export async function takeBatch(
  context: Pick<MessagingContext, 'database' | 'now' | 'limits'>,
  subscription: number,
  taker: string,
  isCareful = false,
): Promise<Batch | undefined> {
  const rows = await context.database.query<TakenRow>(markEvents, [
    subscription,
    context.limits.eventsPerReply,
    taker,
    Math.floor(context.now()),
    context.limits.replyLength,
    isCareful,
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
  return { subscription, taker, events, isAcknowledging: rows[0]?.acknowledges ?? false };
}

const idsOf = (batch: Batch): number[] => batch.events.map((event) => event.id);

/**
 * The reply was written: its events are gone for good. Messages for a client that acknowledges are kept for a while and sent again,
 * a few times at most; when a client acknowledges nothing any more, that ends (skype.md 5.2, 5.5).
 */
export async function confirmBatch(
  context: Pick<MessagingContext, 'database' | 'now' | 'limits'>,
  batch: Batch,
): Promise<void> {
  if (batch.events.length === 0) return;
  const parameters = [batch.subscription, idsOf(batch)];
  if (!batch.isAcknowledging) {
    await context.database.query('delete from events where subscription = $1 and id = any ($2::bigint[])', parameters);
    return;
  }
  const { resends, resendSeconds } = context.limits;
  await context.database.query(
    `with kept as (
       update events set taken_by = null, resend_at_ms = $4, resends = resends + 1
       where subscription = $1 and id = any ($2::bigint[]) and resends < $3 and resource ->> 'ackrequired' is not null
     ), gone as (
       delete from events
       where subscription = $1 and id = any ($2::bigint[]) and (resends >= $3 or resource ->> 'ackrequired' is null)
       returning resends
     )
     update subscriptions set acknowledges = false
     where serial = $1 and exists (select 1 from gone where resends >= $3)`,
    [...parameters, resends, Math.floor(context.now() + resendSeconds * 1000)],
  );
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
