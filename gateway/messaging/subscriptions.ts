// Subscriptions: at most one per endpoint, always called 0 (skype.md 5.1). A serial tells a new one from the one it replaced.
import type { SubscriptionBody } from '../../src/skype/wire/subscription.ts';
import { badRequest, endpointNotFound, subscriptionNotFound } from '../errors.ts';
import type { Queryable } from '../storage/database.ts';
import { takeTick } from './clock.ts';
import { type Person, requireEndpoint } from './endpoints.ts';
import { announceSubscriptions } from './events.ts';
import { normaliseInterest } from './interest.ts';
import type { MessagingContext } from './messaging-context.ts';
import { burstPresence } from './presence-events.ts';

/** The channel types of the protocol in their usual spelling; compared without case. */
const channelTypes: ReadonlyMap<string, string> = new Map([
  ['httplongpoll', 'HttpLongPoll'],
  ['tcpsocket', 'TcpSocket'],
]);

function channelTypeOf(text: string | null | undefined): string {
  const channelType = channelTypes.get((text ?? 'httpLongPoll').toLowerCase());
  if (!channelType) throw badRequest('The channel type is not known: use httpLongPoll.');
  return channelType;
}

/**
 * Subscribes an endpoint; an earlier subscription is replaced, with whatever waited in it. Event ids start at 1000, the first
 * events are the presence of contacts. Throws 400 for an unknown channel type, 404/729 when the endpoint is gone.
 */
export async function subscribe(
  context: MessagingContext,
  person: Person,
  endpointId: string,
  body: SubscriptionBody,
): Promise<void> {
  const channelType = channelTypeOf(body.channelType);
  const interest = normaliseInterest(context.limits, body.interestedResources);
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await requireEndpoint(transaction, person.userId, endpointId);
    const replaced = await transaction.query<{ serial: number }>(
      'delete from subscriptions where user_id = $1 and endpoint_id = $2 returning serial',
      [person.userId, endpointId],
    );
    const [row] = await transaction.query<{ serial: number }>(
      `insert into subscriptions (user_id, endpoint_id, resources, channel_type) values ($1, $2, $3, $4) returning serial`,
      [person.userId, endpointId, JSON.stringify(interest), channelType],
    );
    if (!row) throw new Error('the new subscription was not returned');
    await burstPresence(transaction, context, person, row.serial, interest, []);
    await announceSubscriptions(
      transaction,
      replaced.map((old) => old.serial),
    );
  });
}

/** Replaces what a subscription wants; people it newly wants to hear of send their presence. Throws 404/729 and 404/450. */
export async function changeInterest(
  context: MessagingContext,
  person: Person,
  endpointId: string,
  resources: readonly string[],
): Promise<void> {
  const interest = normaliseInterest(context.limits, resources);
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await requireEndpoint(transaction, person.userId, endpointId);
    const [row] = await transaction.query<{ serial: number; resources: string[] }>(
      'select serial, resources from subscriptions where user_id = $1 and endpoint_id = $2 and not is_lost for update',
      [person.userId, endpointId],
    );
    if (!row) throw subscriptionNotFound();
    await transaction.query('update subscriptions set resources = $2 where serial = $1', [
      row.serial,
      JSON.stringify(interest),
    ]);
    await burstPresence(transaction, context, person, row.serial, interest, row.resources);
  });
}

/** Ends a subscription. Throws 404/729 when the endpoint is gone, 404/450 when it has no subscription. */
export async function unsubscribe(context: MessagingContext, person: Person, endpointId: string): Promise<void> {
  await requireEndpoint(context.database, person.userId, endpointId);
  const removed = await context.database.query<{ serial: number }>(
    'delete from subscriptions where user_id = $1 and endpoint_id = $2 returning serial',
    [person.userId, endpointId],
  );
  if (removed.length === 0) throw subscriptionNotFound();
  await announceSubscriptions(
    context.database,
    removed.map((row) => row.serial),
  );
}

/** A held poll need not move the end of its endpoint's life by less than this. */
const lifeStepMs = 5000;

// Whoever names a position has that event and those before: they are gone for good. Later ones that were handed out in a reply that
// did not arrive are the next ones again.
const findHeld = `
with found as (
  select subscriptions.serial from endpoints
  left join subscriptions on subscriptions.user_id = endpoints.user_id and subscriptions.endpoint_id = endpoints.id
    and not subscriptions.is_lost
  where endpoints.user_id = $1 and endpoints.id = $2
), kept as (
  update endpoints set alive_until_ms = $3, active_at_ms = $5
  where user_id = $1 and id = $2 and alive_until_ms < $3::bigint - $4::bigint
), received as (
  delete from events using found where events.subscription = found.serial and events.id <= $6
), freed as (
  update events set taken_by = null from found
  where events.subscription = found.serial and events.id > $6 and taken_by is not null
)
select serial from found`;

/**
 * The serial of an endpoint's subscription, for a poll. Keeps the endpoint alive until `aliveUntilMs`, or longer if it is already, and notes
 * that it is active at `nowMs`. `position` is the last event that the client has. Throws 404/729 when the endpoint is gone, 404/450 without a
 * subscription.
 */
export async function holdSubscription(
  queryable: Queryable,
  userId: number,
  endpointId: string,
  aliveUntilMs: number,
  nowMs: number,
  position?: number,
): Promise<number> {
  const times = [Math.floor(aliveUntilMs), lifeStepMs, Math.floor(nowMs)];
  const [row] = await queryable.query<{ serial: number | null }>(findHeld, [
    userId,
    endpointId,
    ...times,
    position ?? null,
  ]);
  if (!row) throw endpointNotFound();
  if (row.serial === null) throw subscriptionNotFound();
  return row.serial;
}
