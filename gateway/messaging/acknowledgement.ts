import type { GatewayContext } from '../context.ts';
import type { Caller } from './caller.ts';
import { acknowledgementLink } from './links.ts';

/**
 * A client has a message (skype.md 5.5): its endpoint does not get it again. From the first acknowledgement on, messages that the
 * endpoint leaves out come again until it does; a client that never acknowledges gets each message once. An unknown message is no
 * error, it may have been acknowledged before.
 */
export async function acknowledgeMessage(
  { database }: Pick<GatewayContext, 'database'>,
  caller: Pick<Caller, 'userId' | 'endpointId'>,
  messageId: number,
): Promise<void> {
  const endpoint = [caller.userId, caller.endpointId];
  await database.query(
    'update subscriptions set acknowledges = true where user_id = $1 and endpoint_id = $2 and not acknowledges',
    endpoint,
  );
  // The reply that carries the message may be under way still: an acknowledgement says that it arrived.
  await database.query(
    `delete from events using subscriptions
     where subscriptions.user_id = $1 and subscriptions.endpoint_id = $2 and events.subscription = subscriptions.serial
       and (events.taken_by is not null or events.resend_at_ms is not null) and events.resource ->> 'ackrequired' = $3`,
    [...endpoint, acknowledgementLink(messageId)],
  );
}
