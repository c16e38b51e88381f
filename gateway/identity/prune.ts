import type { GatewayContext } from '../context.ts';

const codeKeptMs = 10 * 60_000;
// Registration tokens outlive the skype token they were made from by a day at most, and hang on the same sign-in.
const tokenKeptMs = 2 * 86_400_000;
const signInKeptMs = 7 * 86_400_000;

/** Deletes codes, tickets, tokens, sign-ins and counters that can never be accepted or be needed as evidence again. */
export async function pruneIdentity(context: GatewayContext): Promise<void> {
  const nowMs = context.now();
  const { database } = context;
  await database.query('delete from authorization_codes where expires_at_ms < $1', [nowMs - codeKeptMs]);
  await database.query('delete from spent_forms where expires_at_ms < $1', [nowMs]);
  await database.query('delete from login_tickets where expires_at_ms < $1', [nowMs]);
  await database.query('delete from login_attempts where window_ends_at_ms < $1', [nowMs]);
  await database.query('delete from skype_tokens where expires_at_ms < $1', [nowMs - tokenKeptMs]);
  await database.query('delete from refresh_tokens where expires_at_ms < $1', [nowMs - tokenKeptMs]);
  await database.query(
    `delete from sign_ins where revoked_at_ms < $1
       or (created_at_ms < $1
         and not exists (select 1 from skype_tokens where sign_in_id = sign_ins.id)
         and not exists (select 1 from refresh_tokens where sign_in_id = sign_ins.id))`,
    [nowMs - signInKeptMs],
  );
}

const pauseMs = 3_600_000;

/** Prunes now and every hour until the gateway stops. */
export function startPruning(context: GatewayContext): void {
  const run = () =>
    void pruneIdentity(context).catch(() => {
      if (!context.shutdown.aborted) context.log.warn('pruning failed; it will be tried again');
    });
  const timer = setInterval(run, pauseMs);
  timer.unref();
  context.shutdown.addEventListener('abort', () => clearInterval(timer), { once: true });
  run();
}
