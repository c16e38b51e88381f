// The account's flags and options, which live at the server. What is stored here is what the server said last: pages write
// to the server, then have it read again.
import { CommandError } from '../extension/commands.ts';
import type { Context } from './context.ts';
import type { Link } from './link.ts';

/** Reads an account's preferences from the server and stores them. */
export type ReadPreferences = (link: Link) => Promise<void>;

export function createReadPreferences(context: Context): ReadPreferences {
  return async (link) => {
    const values = await link.call(({ preferences }) => {
      if (!preferences) throw new CommandError('invalid', 'this account keeps no preferences');
      return preferences.read();
    });
    const row = { ...values, account: link.account.id, readAtMs: context.nowMs() };
    await (await context.database()).put('preferences', row);
    context.committed(['preferences']);
  };
}
