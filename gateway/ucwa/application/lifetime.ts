// How long applications live (ucwa.md 4.4). All times are in the database, so that a restart changes nothing.
import { takeTick } from '../../messaging/clock.ts';
import { dropEndpoint, noteLastSeen, type Person } from '../../messaging/endpoints.ts';
import { announcePresence } from '../../messaging/presence-events.ts';
import type { Queryable } from '../../storage/database.ts';
import { announceApplications } from '../channel/queue.ts';
import { leaveEverything } from '../communication/departing.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Application } from './applications.ts';
import { holdEndpoint } from './endpoint.ts';

/** Why an application ended: the client's wish needs no word, later requests then answer 404. */
export type EndReason = 'InactiveApplicationExpired' | 'TooManyApplications';

/** How many applications a user may have; the one that was silent longest makes room. */
const applicationsPerUser = 8;

/** An event request is held until `untilMs`, or was answered then: the application lives on from that time. */
export async function keepApplication(
  queryable: Queryable,
  context: UcwaContext,
  application: Pick<Application, 'serial' | 'userId' | 'endpointId'>,
  untilMs: number,
): Promise<void> {
  await queryable.query('update ucwa_applications set released_at_ms = $2 where serial = $1', [
    application.serial,
    Math.floor(untilMs),
  ]);
  await holdEndpoint(queryable, context, application.userId, application.endpointId);
}

/** The user does something: notes the report of activity. */
export async function noteActivity(
  queryable: Queryable,
  context: Pick<UcwaContext, 'now'>,
  { serial }: Pick<Application, 'serial'>,
): Promise<void> {
  await queryable.query('update ucwa_applications set reported_at_ms = $2 where serial = $1', [
    serial,
    Math.floor(context.now()),
  ]);
}

/**
 * Ends an application: its endpoint goes, and with it its channel, its conversations and its subscriptions. Its parked request is woken.
 * Call it inside a transaction that holds the clock.
 */
export async function endApplication(
  transaction: Queryable,
  context: UcwaContext,
  application: Pick<Application, 'serial' | 'id' | 'userId' | 'mri' | 'endpointId'>,
  reason?: EndReason,
): Promise<void> {
  const person: Person = { userId: application.userId, mri: application.mri };
  // The others in its conversations are told that the user went.
  await leaveEverything(transaction, context, application);
  if (reason !== undefined) {
    await transaction.query(
      `insert into ucwa_ended_applications (id, user_id, subcode, ended_at_ms) values ($1, $2, $3, $4) on conflict do nothing`,
      [application.id, application.userId, reason, Math.floor(context.now())],
    );
  }
  await transaction.query('delete from registration_tokens where user_id = $1 and endpoint_id = $2', [
    application.userId,
    application.endpointId,
  ]);
  await dropEndpoint(transaction, application.userId, application.endpointId);
  await announceApplications(transaction, [application.serial]);
  await noteLastSeen(transaction, context, person);
  await announcePresence(transaction, context, person);
}

/** The applications of a user beyond those that one more leaves room for, the most silent first. */
export async function surplusOf(queryable: Queryable, userId: number): Promise<number[]> {
  const rows = await queryable.query<{ serial: number }>(
    'select serial from ucwa_applications where user_id = $1 order by released_at_ms desc, serial desc offset $2',
    [userId, applicationsPerUser - 1],
  );
  return rows.map(({ serial }) => serial);
}

const dueCondition = `(released_at_ms <= $1 or (is_available and coalesce(reported_at_ms, created_at_ms) <= $2))`;

/** What the clocks say: at these times, or before, a life is over. */
export const endsOfLife = ({ clocks, now }: Pick<UcwaContext, 'clocks' | 'now'>): [number, number] => [
  Math.floor(now() - clocks.applicationMs),
  Math.floor(now() - clocks.inactivityMs),
];

/** The serials of the applications whose time is over. */
export async function findDue(queryable: Queryable, context: UcwaContext): Promise<number[]> {
  const rows = await queryable.query<{ serial: number }>(
    `select serial from ucwa_applications where ${dueCondition} order by serial`,
    endsOfLife(context),
  );
  return rows.map(({ serial }) => serial);
}

/** Whether an application's time is still over, now that nobody else can change it. */
export async function isDue(transaction: Queryable, context: UcwaContext, serial: number): Promise<boolean> {
  await takeTick(transaction, context);
  const rows = await transaction.query(
    `select serial from ucwa_applications where ${dueCondition} and serial = $3 for update`,
    [...endsOfLife(context), serial],
  );
  return rows.length > 0;
}
