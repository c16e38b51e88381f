// Endpoints: one row per running client of a user (skype.md 4). Owns how long they live; presence.ts owns what they show.
import { isDeepStrictEqual } from 'node:util';
import type { EndpointDocument } from '../../src/skype/wire/endpoint.ts';
import { endpointNotFound } from '../errors.ts';
import type { UserIdentity } from '../identity/users.ts';
import type { Queryable } from '../storage/database.ts';
import { takeTick } from './clock.ts';
import { announceSubscriptions } from './events.ts';
import type { MessagingContext } from './messaging-context.ts';
import { announceEndpoint, announcePresence } from './presence-events.ts';
import { checkProperties } from './properties.ts';

export type Person = Pick<UserIdentity, 'userId' | 'mri'>;

/** Longest life a client may ask for with `active`. */
const longestTimeoutSeconds = 3600;

const endpointIdPattern = /^\{[0-9a-f-]{1,64}\}$/;

/** An endpoint id from a path, in its one stored form (lower case, braces); undefined when it is none. */
export function endpointIdOf(text: string): string | undefined {
  const id = text.toLowerCase();
  const braced = id.startsWith('{') ? id : `{${id}}`;
  return endpointIdPattern.test(braced) ? braced : undefined;
}

const idleMs = (context: Pick<MessagingContext, 'settings'>): number => context.settings.endpointIdleSeconds * 1000;

/** Makes the endpoint live on from now, unless that would only shift its end by a moment. */
export async function keepAlive(
  context: Pick<MessagingContext, 'database' | 'now' | 'settings'>,
  caller: { readonly userId: number; readonly endpointId: string },
  aliveUntilMs: number,
): Promise<void> {
  const until = context.now() + idleMs(context);
  if (until - aliveUntilMs < Math.min(5000, idleMs(context) / 10)) return;
  await prolongLife(context, caller.userId, caller.endpointId, until);
}

async function prolongLife(
  context: Pick<MessagingContext, 'database' | 'now'>,
  userId: number,
  endpointId: string,
  untilMs: number,
): Promise<boolean> {
  const rows = await context.database.query(
    `update endpoints set alive_until_ms = greatest(alive_until_ms, $3), active_at_ms = $4
     where user_id = $1 and id = $2 returning id`,
    [userId, endpointId, Math.floor(untilMs), Math.floor(context.now())],
  );
  return rows.length > 0;
}

/**
 * Keeps an endpoint alive for `timeoutSeconds`, but never shorter than any request does: clients say 12 and come back after
 * 45 (skype.md 4). Throws 404/729 when the endpoint is gone.
 */
export async function keepActive(
  context: MessagingContext,
  userId: number,
  endpointId: string,
  timeoutSeconds: number,
): Promise<void> {
  const seconds = Math.min(Math.max(timeoutSeconds, context.settings.endpointIdleSeconds), longestTimeoutSeconds);
  if (!(await prolongLife(context, userId, endpointId, context.now() + seconds * 1000))) throw endpointNotFound();
}

/** A poll that is held keeps its endpoint alive to the end of the hold and an idle time after it. */
export const endOfHold = (context: Pick<MessagingContext, 'now' | 'settings'>): number =>
  context.now() + context.settings.holdSeconds * 1000 + idleMs(context);

/** Throws 404/729 when the user has no such endpoint. */
export async function requireEndpoint(queryable: Queryable, userId: number, endpointId: string): Promise<void> {
  const rows = await queryable.query('select 1 as found from endpoints where user_id = $1 and id = $2', [
    userId,
    endpointId,
  ]);
  if (rows.length === 0) throw endpointNotFound();
}

/**
 * Creates the endpoint, or keeps it when it exists (its subscription and events stay). When the user has too many, those with
 * the nearest end of life go. Returns whether it is new. Call it inside a transaction that holds the clock.
 */
export async function putEndpoint(
  transaction: Queryable,
  context: MessagingContext,
  person: Person,
  endpointId: string,
): Promise<boolean> {
  const [row] = await transaction.query<{ is_new: boolean }>(
    `insert into endpoints (user_id, id, registered_at_ms, alive_until_ms) values ($1, $2, $3, $4)
     on conflict (user_id, id) do update set alive_until_ms = greatest(endpoints.alive_until_ms, excluded.alive_until_ms)
     returning (xmax = 0) as is_new`,
    [person.userId, endpointId, context.now(), Math.floor(context.now() + idleMs(context))],
  );
  const surplus = await transaction.query<{ id: string }>(
    `select id from endpoints where user_id = $1 and id <> $2 order by alive_until_ms desc, registered_at_ms desc offset $3`,
    [person.userId, endpointId, context.limits.endpoints - 1],
  );
  for (const { id } of surplus) await dropEndpoint(transaction, person.userId, id);
  await announcePresence(transaction, context, person);
  return row?.is_new ?? false;
}

/** Connects an endpoint without a registration token: for users that live inside the gateway. */
export async function connectEndpoint(context: MessagingContext, person: Person, endpointId: string): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await putEndpoint(transaction, context, person, endpointId);
  });
}

/** Deletes the row; its subscription and events go with it, polls that wait on it are woken. */
export async function dropEndpoint(transaction: Queryable, userId: number, endpointId: string): Promise<void> {
  const subscriptions = await transaction.query<{ serial: number }>(
    'select serial from subscriptions where user_id = $1 and endpoint_id = $2',
    [userId, endpointId],
  );
  await transaction.query('delete from endpoints where user_id = $1 and id = $2', [userId, endpointId]);
  await announceSubscriptions(
    transaction,
    subscriptions.map((subscription) => subscription.serial),
  );
}

export async function noteLastSeen(transaction: Queryable, context: MessagingContext, person: Person): Promise<void> {
  await transaction.query(
    `insert into user_presence (user_id, last_seen_at_ms) values ($1, $2)
     on conflict (user_id) do update set last_seen_at_ms = excluded.last_seen_at_ms`,
    [person.userId, context.now()],
  );
}

/** Removes an endpoint whose time is over; false when a request saved it at the last moment. */
export async function expireEndpoint(context: MessagingContext, person: Person, endpointId: string): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const due = await transaction.query(
      'select id from endpoints where user_id = $1 and id = $2 and alive_until_ms <= $3 for update',
      [person.userId, endpointId, context.now()],
    );
    if (due.length === 0) return false;
    await dropEndpoint(transaction, person.userId, endpointId);
    await noteLastSeen(transaction, context, person);
    await announcePresence(transaction, context, person);
    return true;
  });
}

/** Publishes an endpoint's document; tells contacts when it says something new. Throws 404/729 when the endpoint is gone. */
export async function publishDocument(
  context: MessagingContext,
  person: Person,
  endpointId: string,
  document: EndpointDocument,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const [row] = await transaction.query<{ document: unknown }>(
      'select document from endpoints where user_id = $1 and id = $2 for update',
      [person.userId, endpointId],
    );
    if (!row) throw endpointNotFound();
    if (isDeepStrictEqual(row.document, document)) return;
    await transaction.query('update endpoints set document = $3 where user_id = $1 and id = $2', [
      person.userId,
      endpointId,
      JSON.stringify(document),
    ]);
    await announceEndpoint(transaction, context, person, endpointId, document);
    await announcePresence(transaction, context, person);
  });
}

/** Stores a property of an endpoint as it came (`supportsMessageProperties`, skype.md 4). */
export async function setEndpointProperty(
  context: MessagingContext,
  userId: number,
  endpointId: string,
  name: string,
  value: string,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const [row] = await transaction.query<{ properties: Record<string, string> }>(
      'select properties from endpoints where user_id = $1 and id = $2 for update',
      [userId, endpointId],
    );
    if (!row) throw endpointNotFound();
    const properties = checkProperties(context.limits, row.properties, name, value);
    await transaction.query('update endpoints set properties = $3 where user_id = $1 and id = $2', [
      userId,
      endpointId,
      JSON.stringify(properties),
    ]);
  });
}
