import { interestedResources } from '../../../src/skype/wire/subscription.ts';
import type { Queryable } from '../../storage/database.ts';
import type { Viewer } from './views.ts';

/** Who starts a conversation has to hear its answers, also before `makeMeAvailable` (ucwa.md 5.2). */
export async function receiveEvents(transaction: Queryable, viewer: Viewer): Promise<void> {
  await transaction.query(
    `insert into subscriptions (user_id, endpoint_id, resources, channel_type)
     select user_id, endpoint_id, $2, 'HttpLongPoll' from ucwa_applications where serial = $1
     on conflict (user_id, endpoint_id) do nothing`,
    [viewer.serial, JSON.stringify(Object.values(interestedResources))],
  );
}
