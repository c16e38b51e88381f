// Whether the user is really there (ucwa.md 5.3): an application that does not report its user's activity shows them idle, and after
// a further while away. A presence that was chosen stays as it is; only "busy" is shown as idle to those who can tell.
import { takeTick } from '../../messaging/clock.ts';
import { announcePresence } from '../../messaging/presence-events.ts';
import type { Queryable } from '../../storage/database.ts';
import { noteActivity } from '../application/lifetime.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { announceChange } from './change-texts.ts';

export type Activity = 'active' | 'inactive' | 'away';

type Reporter = {
  readonly serial: number;
  readonly userId: number;
  readonly mri: string;
  readonly endpointId: string;
};

export type Timeouts = { readonly inactiveMs?: number | undefined; readonly awayMs?: number | undefined };

/** A client reports every `activityMs`; the documented 5 minutes leave it a quarter more than the documented 4. */
const usualTimeoutMs = (context: UcwaContext): number => Math.round(context.clocks.activityMs * 1.25);

const statuses = { active: 'Online', inactive: 'Idle', away: 'Away' } as const;

/** Begins to watch over the activity of an application's user, who is here now. */
export async function startActivity(
  transaction: Queryable,
  context: UcwaContext,
  { serial }: Pick<Reporter, 'serial'>,
  timeouts: Timeouts,
): Promise<void> {
  const inactiveMs = timeouts.inactiveMs ?? usualTimeoutMs(context);
  await transaction.query(
    `insert into ucwa_activity (application, reported_at_ms, inactive_ms, away_ms) values ($1, $2, $3, $4)
     on conflict (application) do update set reported_at_ms = excluded.reported_at_ms, inactive_ms = excluded.inactive_ms,
       away_ms = excluded.away_ms, state = 'active'`,
    [serial, Math.floor(context.now()), inactiveMs, timeouts.awayMs ?? usualTimeoutMs(context)],
  );
}

/** Statuses of an endpoint that nobody chose follow the activity; the clock is held. */
async function showActivity(
  transaction: Queryable,
  context: UcwaContext,
  reporter: Reporter,
  activity: Activity,
): Promise<void> {
  await transaction.query(
    `update endpoints set status = $3 from user_presence
     where endpoints.user_id = $1 and endpoints.id = $2 and user_presence.user_id = $1
       and coalesce(endpoints.status, user_presence.standing_status) in ('Online', 'Idle', 'Away')
       and coalesce(user_presence.availability, 'Online') = 'Online'`,
    [reporter.userId, reporter.endpointId, statuses[activity]],
  );
  await announcePresence(transaction, context, reporter);
  // Idle or not is no news to the messaging domain while somebody is busy.
  await announceChange(transaction, { kind: 'presence', userId: reporter.userId });
}

/** Notes that the user is here. Call it inside a transaction that holds the clock. */
export async function noteReport(transaction: Queryable, context: UcwaContext, reporter: Reporter): Promise<void> {
  await noteActivity(transaction, context, reporter);
  const [row] = await transaction.query<{ state: Activity }>(
    'select state from ucwa_activity where application = $1 for update',
    [reporter.serial],
  );
  await transaction.query(
    "update ucwa_activity set reported_at_ms = greatest(reported_at_ms, $2), state = 'active' where application = $1",
    [reporter.serial, Math.floor(context.now())],
  );
  if (row && row.state !== 'active') await showActivity(transaction, context, reporter, 'active');
}

/** A report of activity: one is enough to be back. */
export async function reportActivity(context: UcwaContext, reporter: Reporter): Promise<void> {
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    await noteReport(transaction, context, reporter);
  });
}

type DueRow = { serial: number; user_id: number; mri: string; endpoint_id: string };

const dueCondition = `
 ((activity.state = 'active' and activity.reported_at_ms + activity.inactive_ms <= $1)
  or (activity.state <> 'away' and activity.reported_at_ms + activity.inactive_ms + activity.away_ms <= $1))`;

/** Shows as idle or away whoever was not reported for long enough. Returns how many changed. */
export async function sweepActivity(context: UcwaContext): Promise<number> {
  const due = await context.database.query<DueRow>(
    `select application.serial, application.user_id, users.mri, application.endpoint_id from ucwa_activity activity
     join ucwa_applications application on application.serial = activity.application
     join users on users.id = application.user_id where ${dueCondition} order by application.serial`,
    [Math.floor(context.now())],
  );
  let changed = 0;
  for (const { serial, user_id: userId, mri, endpoint_id: endpointId } of due) {
    if (await growInactive(context, { serial, userId, mri, endpointId })) changed += 1;
  }
  return changed;
}

/** False when a report came in at the last moment. */
function growInactive(context: UcwaContext, reporter: Reporter): Promise<boolean> {
  return context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const [row] = await transaction.query<{ state: Activity }>(
      `update ucwa_activity activity set state = case
         when reported_at_ms + inactive_ms + away_ms <= $1 then 'away' else 'inactive' end
       where application = $2 and ${dueCondition} returning state`,
      [Math.floor(context.now()), reporter.serial],
    );
    if (row) await showActivity(transaction, context, reporter, row.state);
    return row !== undefined;
  });
}
