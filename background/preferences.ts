// The account's flags and options, which live at the server. What is stored here is what the server said last; a write
// that fails therefore changes nothing here.
import type { CommandPayload } from '../extension/commands.ts';
import { CommandError } from '../extension/commands.ts';
import type { PreferenceOperations } from '../src/service/service.ts';
import type { Context } from './context.ts';
import type { Link } from './link.ts';

export type AccountPreferences = {
  read(link: Link): Promise<void>;
  setFlags(link: Link, flags: CommandPayload<'preferences.setFlags'>['flags']): Promise<void>;
  setCallPolicy(link: Link, policy: CommandPayload<'preferences.setCallPolicy'>['policy']): Promise<void>;
};

export function createPreferences(context: Context): AccountPreferences {
  function operationsOf(link: Link): PreferenceOperations {
    const { preferences } = link.service;
    if (!preferences) throw new CommandError('invalid', 'this account keeps no preferences');
    return preferences;
  }

  async function read(link: Link): Promise<void> {
    const values = await link.call(() => operationsOf(link).read());
    const row = { ...values, account: link.account.id, readAtMs: context.nowMs() };
    await (await context.database()).put('preferences', row);
    context.committed(['preferences']);
  }

  /** Writes, then reads what the server made of it; also after a failure, because a part may have been written. */
  async function write(link: Link, change: (operations: PreferenceOperations) => Promise<void>): Promise<void> {
    try {
      await link.call(() => change(operationsOf(link)));
    } catch (error) {
      await read(link).catch(() => undefined);
      throw error;
    }
    await read(link);
  }

  return {
    read,
    setFlags: (link, flags) =>
      write(link, async (operations) => {
        for (const { flag, isSet } of flags) await operations.setFlag(flag, isSet);
      }),
    setCallPolicy: (link, policy) => write(link, (operations) => operations.setCallPolicy(policy)),
  };
}
