// Ends guests whose day is over. The time is in the database, so a restart changes nothing.
import type { GatewayContext } from '../context.ts';
import { listEndedGuests } from '../identity/guests.ts';
import { revokeSignIn } from '../identity/sign-ins.ts';
import { removeUser, UserAccountError } from '../identity/user-accounts.ts';
import type { UserIdentity } from '../identity/users.ts';
import { leaveEveryThread } from '../messaging/departures.ts';
import { describeError } from '../request-log.ts';

const pauseMs = 60_000;

/** Held polls of the guest end, everybody in the conversation is told, and the account goes. */
async function endGuest(context: GatewayContext, guest: UserIdentity): Promise<void> {
  const signIns = await context.database.query<{ id: number }>('select id from sign_ins where user_id = $1', [
    guest.userId,
  ]);
  for (const { id } of signIns) await revokeSignIn(context, context.database, id);
  await leaveEveryThread(context, guest);
  await removeUser(context, guest.name).catch((error: unknown) => {
    // Another process on the same database was faster.
    if (!(error instanceof UserAccountError)) throw error;
  });
}

/** One round. A guest that cannot be ended does not keep the others. */
export async function sweepGuests(context: GatewayContext): Promise<void> {
  for (const guest of await listEndedGuests(context)) {
    await endGuest(context, guest).catch((error: unknown) => {
      if (!context.shutdown.aborted) context.log.error(describeError(error), 'a guest could not be ended');
    });
  }
}

/** Sweeps now and every minute until the gateway stops. Does not keep the process alive. */
export function startGuestSweep(context: GatewayContext): void {
  let timer: NodeJS.Timeout | undefined;
  async function round(): Promise<void> {
    await sweepGuests(context).catch((error: unknown) => {
      if (!context.shutdown.aborted) context.log.error(describeError(error), 'sweeping guests failed');
    });
    if (context.shutdown.aborted) return;
    timer = setTimeout(() => void round(), pauseMs);
    timer.unref();
  }
  context.shutdown.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void round();
}
