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
  serial: number;
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

// What is sent again comes after what is new, so that it never holds anything up. One statement for many subscriptions: a message
// to a group wakes all its readers at once.
const markEvents = `
with wanted as (
  select subscription, is_careful from unnest($1::bigint[], $2::boolean[]) as listed (subscription, is_careful)
), passed as (
  delete from events using wanted
  where events.subscription = wanted.subscription and passes_after_ms < $4 and taken_by is null
), due as (
  select wanted.subscription, waiting.id, waiting.size, waiting.again, waiting.ends from wanted cross join lateral (
    select id, length(resource::text) as size, coalesce(resend_at_ms, 0) as again,
      case when wanted.is_careful and ${endsReply} then 1 else 0 end as ends
    from events
    where events.subscription = wanted.subscription and taken_by is null
      and (passes_after_ms is null or passes_after_ms >= $4) and (resend_at_ms is null or resend_at_ms <= $4)
    order by again, id limit $5 for update
  ) waiting
), fitting as (
  select subscription, id, sum(size) over earlier - size as before, sum(ends) over earlier - ends as ended
  from due window earlier as (partition by subscription order by again, id rows unbounded preceding)
), taken as (
  update events set taken_by = $3, taken_at_ms = $4 from fitting
  where events.subscription = fitting.subscription and events.id = fitting.id and fitting.before < $6 and fitting.ended = 0
  returning events.*
)
select subscriptions.serial, subscriptions.is_lost, subscriptions.acknowledges, taken.id, taken.resource_type,
  taken.resource_link, taken.resource, taken.at_ms
from wanted join subscriptions on subscriptions.serial = wanted.subscription
  left join taken on taken.subscription = wanted.subscription
order by subscriptions.serial, coalesce(taken.resend_at_ms, 0), taken.id`;

/** Whose events are wanted; a careful batch ends with its first message or other event that some client cannot read. */
export type Wanted = { readonly subscription: number; readonly isCareful: boolean };

const eventOf = (row: TakenRow & { id: number }): QueuedEvent => ({
  id: row.id,
  resourceType: row.resource_type,
  resourceLink: row.resource_link,
  resource: row.resource,
  atMs: row.at_ms,
});

/**
 * Takes all events that wait for each of several subscriptions (none named twice), oldest first, as many as fit into one reply. They stay in
 * the database, marked with `taker`, until `confirmBatch` or `returnBatch`. A subscription that is gone or lost has no batch.
 */
export async function takeBatches(
  context: Pick<MessagingContext, 'database' | 'now' | 'limits'>,
  wanted: readonly Wanted[],
  taker: string,
): Promise<Map<number, Batch>> {
  // Always in the same order, so that two processes do not wait for each other.
  const inOrder = [...wanted].sort((a, b) => a.subscription - b.subscription);
  const rows = await context.database.query<TakenRow>(markEvents, [
    inOrder.map(({ subscription }) => subscription),
    inOrder.map(({ isCareful }) => isCareful),
    taker,
    Math.floor(context.now()),
    context.limits.eventsPerReply,
    context.limits.replyLength,
  ]);
  const batches = new Map<number, Batch & { events: QueuedEvent[] }>();
  for (const { id, ...row } of rows) {
    if (row.is_lost) continue;
    const { serial: subscription, acknowledges: isAcknowledging } = row;
    const batch = batches.get(subscription) ?? { subscription, taker, events: [], isAcknowledging };
    batches.set(subscription, batch);
    if (id !== null) batch.events.push(eventOf({ ...row, id }));
  }
  return batches;
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
