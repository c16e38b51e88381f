import type { UcwaConnection } from '../client/connection.ts';
import { requireSession } from '../client/session.ts';

/**
 * What `find` answers, looked for now and after every commit of the channel; undefined when there is nothing by `untilMs`.
 * @throws ServiceError `session-lost` when the application ends meanwhile
 */
export async function waitFor<T>(
  { options }: UcwaConnection,
  untilMs: number,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (;;) {
    // The commit that is waited for must not slip in between looking and waiting.
    const restMs = untilMs - options.nowMs();
    const commit = restMs > 0 ? options.channel.nextCommit(restMs) : undefined;
    const found = await find();
    if (found !== undefined || !commit) return found;
    await commit;
    await requireSession(options.session);
  }
}
