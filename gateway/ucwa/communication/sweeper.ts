// Ends invitations that nobody answered (ucwa.md 4.4). All times are in the database, so it carries on after a restart, and whichever
// process comes first does it.
import { takeTick } from '../../messaging/clock.ts';
import { describeError } from '../../request-log.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { expireInvitation } from './ending.ts';
import { findInvitation, overdue } from './invitations.ts';

const longestPauseMs = 1_000;

/** One round. Returns how many invitations ended. */
export async function sweepInvitations(context: UcwaContext): Promise<number> {
  let ended = 0;
  for (const { application, serial } of await overdue(context.database, context.now())) {
    await context.database.transaction(async (transaction) => {
      await takeTick(transaction, context);
      // The answer may have come, or another process, since the list was read.
      const invitation = await findInvitation(transaction, application, serial);
      const isDue = (invitation?.expiresAtMs ?? Number.POSITIVE_INFINITY) <= context.now();
      if (invitation?.state !== 'Connecting' || !isDue) return;
      await expireInvitation(transaction, context, invitation);
      ended += 1;
    });
  }
  return ended;
}

/** Sweeps until the gateway shuts down. Does not keep the process alive. */
export function startInvitationSweeper(context: UcwaContext): void {
  const pauseMs = Math.min(longestPauseMs, context.clocks.invitationMs / 5);
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<void> {
    try {
      await sweepInvitations(context);
    } catch (error) {
      if (!context.shutdown.aborted) context.log.error(describeError(error), 'sweeping invitations failed');
    }
    if (context.shutdown.aborted) return;
    timer = setTimeout(() => void round(), pauseMs);
    timer.unref();
  }

  context.shutdown.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void round();
}
