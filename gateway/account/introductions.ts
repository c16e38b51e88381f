import type { GatewayContext } from '../context.ts';
import { listUsers } from '../identity/user-accounts.ts';
import type { UserIdentity } from '../identity/users.ts';
import { announceRelation } from '../messaging/presence-events.ts';

/**
 * Makes a new user and everybody who is here contacts of each other, as when both had asked and accepted: people whom one
 * administrator adds to one gateway usually belong together. Guests stay out of it.
 */
export async function introduceToEveryone(context: GatewayContext, newcomer: UserIdentity): Promise<void> {
  const others = (await listUsers(context.database)).filter(
    (user) => user.userId !== newcomer.userId && user.kind !== 'guest',
  );
  for (const other of others) {
    await context.database.transaction(async (transaction) => {
      await transaction.query(
        `insert into contacts (user_id, mri, is_listed, is_authorized, created_at_ms)
         values ($1, $2, true, true, $5), ($3, $4, true, true, $5)
         on conflict (user_id, mri) do update set is_listed = true, is_authorized = true`,
        [newcomer.userId, other.mri, other.userId, newcomer.mri, context.now()],
      );
      await announceRelation(transaction, context, newcomer, other);
    });
  }
}
