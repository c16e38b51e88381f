// Which news wake which parked requests: those of an application's own queue, and those of its subscription in the messaging domain.
import { eventChannel } from '../../messaging/events.ts';
import type { Queryable } from '../../storage/database.ts';
import type { Application } from '../application/access.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Parking } from './parking.ts';
import { applicationChannel } from './queue.ts';

const keyOfApplication = (serial: number | string): string => `application ${serial}`;
const keyOfSubscription = (serial: number | string): string => `subscription ${serial}`;

/** What an application has to hear of now. Who begins to receive while a request is parked has a new subscription. */
export async function keysOf(queryable: Queryable, application: Application): Promise<string[]> {
  const rows = await queryable.query<{ serial: number }>(
    'select serial from subscriptions where user_id = $1 and endpoint_id = $2',
    [application.userId, application.endpointId],
  );
  return [keyOfApplication(application.serial), ...rows.map(({ serial }) => keyOfSubscription(serial))];
}

/** Makes the function that lets this process listen, once; it resolves when it does, and may be tried again when it failed. */
export function createListening({ database }: UcwaContext, parking: Parking): () => Promise<unknown> {
  let listening: Promise<unknown> | undefined;

  const onNews = (keyOf: (serial: string) => string) => (payload: string) => {
    if (payload === '') parking.wakeAll();
    else for (const serial of payload.split(',')) parking.wake(keyOf(serial));
  };

  const listen = () =>
    Promise.all([
      database.listen(applicationChannel, onNews(keyOfApplication)),
      database.listen(eventChannel, onNews(keyOfSubscription)),
    ]);

  return () => {
    listening ??= listen().catch((error: unknown) => {
      listening = undefined;
      throw error;
    });
    return listening;
  };
}
