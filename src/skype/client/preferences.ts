// Reads the account's flags (skype.md 9.1). Pages write them, and read and write the options: operations/preferences.ts.
import type { PreferenceOperations } from '../../service/service.ts';
import { readWire } from '../wire/read.ts';
import { flagList } from '../wire/settings.ts';
import { type Connection, jsonOf, readOrFail } from './connection.ts';

/** Flags by number. */
export function createPreferenceOperations(connection: Connection): PreferenceOperations {
  return {
    async read() {
      const reply = await connection.service('flags', { method: 'GET', path: '/flags/v1' });
      return { flags: readOrFail(readWire(flagList, jsonOf(reply))) };
    },
  };
}
