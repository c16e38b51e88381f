// The ends of subscriptions, by the clock: told in time to extend them, and told once more when they are over (ucwa.md 5.5, 6).
import { applicationsBySerial } from '../application/applications.ts';
import { queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { endPresenceSubscription } from './presence-subscriptions.ts';
import { subscriptionEvent } from './watch-changes.ts';

/** Says of subscriptions that they are about to expire, in time to extend them. */
async function warnOfEnds(context: UcwaContext): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const rows = await transaction.query<{ serial: number; app: string; id: string }>(
      `update ucwa_presence_subscriptions subscription set is_end_told = true from ucwa_applications application
       where application.serial = subscription.application and not is_end_told and expires_at_ms <= $1
       returning application.serial, application.id as app, subscription.id`,
      [Math.floor(context.now() + context.clocks.expiryWarningMs)],
    );
    for (const { serial, app, id } of rows) {
      await queueEvents(transaction, context, { serial }, [subscriptionEvent(context, { id: app }, id, 'updated')]);
    }
  });
}

async function endOverdue(context: UcwaContext): Promise<number> {
  const due = await context.database.query<{ application: number; id: string }>(
    'select application, id from ucwa_presence_subscriptions where expires_at_ms <= $1 order by expires_at_ms',
    [Math.floor(context.now())],
  );
  const applications = await applicationsBySerial(
    context.database,
    due.map((row) => row.application),
  );
  for (const { application: serial, id } of due) {
    const application = applications.find((candidate) => candidate.serial === serial);
    if (application) await endPresenceSubscription(context, application, id, Math.floor(context.now()));
  }
  return due.length;
}

/** One round. Returns how many subscriptions ended. */
export async function sweepPresenceSubscriptions(context: UcwaContext): Promise<number> {
  await warnOfEnds(context);
  return endOverdue(context);
}
