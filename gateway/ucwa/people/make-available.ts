// makeMeAvailable (ucwa.md 5.1, 5.2): from now on the application receives, and its user is shown to be there.
import type * as v from 'valibot';
import { interestedResources } from '../../../src/skype/wire/subscription.ts';
import { takeTick } from '../../messaging/clock.ts';
import { announcePresence } from '../../messaging/presence-events.ts';
import type { Queryable } from '../../storage/database.ts';
import type { Application } from '../application/access.ts';
import { communicationResource } from '../application/resources.ts';
import { queueEvents } from '../channel/queue.ts';
import { inviteToMissed } from '../communication/missed.ts';
import { ucwaError } from '../errors.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { startActivity } from './activity.ts';
import { availabilityOf, type availableBody, formatOf, timeSpanOf } from './inputs.ts';
import { showAvailability } from './own-presence.ts';
import { ownEvent } from './watching.ts';

type Input = v.InferOutput<typeof availableBody>;

const alreadyAvailable = () => ucwaError(409, 'Conflict', 'AlreadyExists', 'The user is available already.');

/** Calls are not carried here; a client that can do nothing but call would wait for them in vain. */
function checkModalities(modalities: readonly string[]): void {
  const other = modalities.find((modality) => modality.toLowerCase() !== 'messaging');
  if (other !== undefined) throw ucwaError(403, 'Forbidden', 'None', `The modality "${other}" is not supported.`);
}

/** The application hears of everything that happens to its user; presence of contacts included. */
async function subscribeToAll(transaction: Queryable, { userId, endpointId }: Application): Promise<void> {
  await transaction.query(
    `insert into subscriptions (user_id, endpoint_id, resources, channel_type) values ($1, $2, $3, 'HttpLongPoll')
     on conflict (user_id, endpoint_id) do nothing`,
    [userId, endpointId, JSON.stringify(Object.values(interestedResources))],
  );
}

async function show(transaction: Queryable, context: UcwaContext, application: Application, input: Input) {
  const chosen = availabilityOf('signInAs', input.signInAs);
  if (chosen) {
    await showAvailability(transaction, context, application, chosen);
    return;
  }
  // The status of a lurker ends; what the user has chosen elsewhere counts here, too.
  await transaction.query('update endpoints set status = null where user_id = $1 and id = $2', [
    application.userId,
    application.endpointId,
  ]);
  await announcePresence(transaction, context, application);
}

/** The news of ucwa.md 5.4: the links of `me` are others now, presence, note and place are followed, modalities are there. */
async function tell(transaction: Queryable, context: UcwaContext, application: Application): Promise<void> {
  const href = context.paths.href('communication', { app: application.id });
  await queueEvents(transaction, context, application, [
    ownEvent(context, application, 'me', 'updated'),
    ownEvent(context, application, 'presence', 'added'),
    ownEvent(context, application, 'note', 'added'),
    ownEvent(context, application, 'location', 'added'),
    {
      sender: { rel: 'communication', href },
      event: {
        link: { rel: 'communication', href },
        type: 'updated',
        embedded: communicationResource(context, application),
      },
      priority: 'medium',
      about: href,
    },
  ]);
}

/** Makes the user available. Throws 409 `AlreadyExists` the second time, 403 for a modality other than messaging. */
export async function makeAvailable(context: UcwaContext, application: Application, input: Input): Promise<void> {
  checkModalities(input.supportedModalities ?? []);
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const formats = (input.supportedMessageFormats ?? ['Plain']).map(formatOf);
    const changed = await transaction.query(
      `update ucwa_applications set is_available = true, modalities = '["Messaging"]', formats = $2, reported_at_ms = $3,
         communication_version = communication_version + 1
       where serial = $1 and not is_available returning serial`,
      [application.serial, JSON.stringify(formats), Math.floor(context.now())],
    );
    if (changed.length === 0) throw alreadyAvailable();
    const available: Application = {
      ...application,
      isAvailable: true,
      modalities: ['Messaging'],
      formats,
      communicationVersion: application.communicationVersion + 1,
    };
    await startActivity(transaction, context, available, {
      inactiveMs: timeSpanOf('inactiveTimeout', input.inactiveTimeout),
      awayMs: timeSpanOf('awayTimeout', input.awayTimeout),
    });
    await show(transaction, context, available, input);
    await subscribeToAll(transaction, available);
    await tell(transaction, context, available);
    await inviteToMissed(transaction, context, available);
  });
}
