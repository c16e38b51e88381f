// What the user chooses to be. Invisible stays connected; offline ends the session until the user comes back.
import type { OwnPresence } from '../src/model/presence.ts';
import type { Context } from './context.ts';
import { type Runner, type Runners, reportOwn } from './runners.ts';
import type { Sessions } from './session.ts';

export type SetPresence = (runner: Runner, presence: OwnPresence) => Promise<void>;

export function createSetPresence(context: Context, sessions: Sessions, runners: Runners): SetPresence {
  async function goOffline({ account, link }: Runner): Promise<void> {
    await runners.stop(account.id);
    await sessions.move(account.id, 'paused');
    link.service.close().catch((fault) => reportOwn(context, fault));
    await runners.start(account);
  }

  return async (runner, presence) => {
    const { account, link } = runner;
    const before = await sessions.read(account.id);
    await sessions.setOwnPresence(account.id, presence);
    if (!before || before.state === 'signed-out') return;
    if (presence === 'offline') return goOffline(runner);
    if (before.state === 'paused') {
      await sessions.move(account.id, 'connecting', { failures: 0 });
      runner.poller.wake();
    } else if (before.state === 'online' && link.service.presence) {
      const operations = link.service.presence;
      try {
        await link.call(() => operations.publish(presence));
      } catch (error) {
        await sessions.setOwnPresence(account.id, before.ownPresence);
        throw error;
      }
    }
  };
}
