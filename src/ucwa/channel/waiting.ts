// Waiting for what the channel commits. How long is for a timer to say: the clock follows the server's, and may be an hour off until the
// first reply has come.
import { ServiceError } from '../../service/error.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { requireSession, type Session } from '../client/session.ts';

export type Patience = { ms: number; isOver: boolean; end: Promise<void> };

/** Begins to be patient for so long. */
export function startPatience({ options }: UcwaConnection, ms: number): Patience {
  const end = options.wait(ms).then(() => {
    patience.isOver = true;
  });
  const patience = { ms, isOver: false, end };
  return patience;
}

/**
 * What `find` answers, looked for now and after every commit of the channel; undefined when there is nothing until the patience ends.
 * @throws ServiceError `session-lost` when the application of the session ends meanwhile, whether another has begun or not
 */
export async function waitFor<T>(
  { options }: UcwaConnection,
  { applicationHref }: Session,
  patience: Patience,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (;;) {
    // The commit that is waited for must not slip in between looking and waiting.
    const commit = patience.isOver ? undefined : Promise.race([patience.end, options.channel.nextCommit(patience.ms)]);
    const found = await find();
    if (found !== undefined || !commit) return found;
    await commit;
    const session = await requireSession(options.session);
    if (session.applicationHref !== applicationHref)
      throw new ServiceError('session-lost', 'the application was replaced');
  }
}
