import type { GatewayContext } from '../context.ts';
import { removeMember } from './members.ts';
import { createMessagingContext } from './messaging-context.ts';
import type { Actor } from './thread-changes.ts';

/**
 * Takes a user out of every thread they are in, as if they left: the others are told, and a thread keeps an administrator. For
 * an account that is about to be removed; nobody could tell or administer afterwards.
 */
export async function leaveEveryThread(context: GatewayContext, user: Actor): Promise<void> {
  const messaging = createMessagingContext(context);
  const rows = await context.database.query<{ id: string }>(
    `select conversations.id from members join conversations on conversations.id = members.conversation_id
     where members.user_id = $1 and members.left_at is null and conversations.is_thread order by conversations.id`,
    [user.userId],
  );
  for (const { id } of rows) await removeMember(messaging, user, id, user.mri);
}
