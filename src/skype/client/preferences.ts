// Reads the account's flags and options (skype.md 9.1 to 9.3). Pages write them: operations/preferences.ts.
import { ServiceError } from '../../service/error.ts';
import type { PreferenceOperations, Preferences } from '../../service/service.ts';
import { nameOfMri } from '../identifiers.ts';
import { readWire } from '../wire/read.ts';
import { callPolicy, flagList, newOption, oldOption } from '../wire/settings.ts';
import { type Connection, jsonOf, readOrFail } from './connection.ts';
import { readOwnUser } from './people.ts';
import { readSession } from './session.ts';

const flagsPath = '/flags/v1';
const newOptionPath = `/options/v1/users/self/options/${callPolicy.newName}`;

const isAbsent = (error: unknown): boolean =>
  error instanceof ServiceError && (error.kind === 'not-found' || error.kind === 'invalid');

/** Flags by number and the call policy, which servers keep as a new or an old option. */
export function createPreferenceOperations(connection: Connection): PreferenceOperations {
  const { options } = connection;

  async function oldOptionPath(): Promise<string> {
    const known = options.user ?? (await readSession(options.session))?.user;
    const user = known ?? (await readOwnUser(connection)).id;
    return `/users/${encodeURIComponent(nameOfMri(user))}/options/${callPolicy.oldName}`;
  }

  async function readNewPolicy(): Promise<unknown> {
    try {
      const reply = jsonOf(await connection.service('options', { method: 'GET', path: newOptionPath }));
      return readOrFail(readWire(newOption, reply)).value ?? undefined;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async function readOldPolicy(): Promise<number | undefined> {
    try {
      const reply = jsonOf(await connection.service('user', { method: 'GET', path: await oldOptionPath() }));
      return readOrFail(readWire(oldOption, reply)).optionInt ?? undefined;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  // Any unknown value, or none, means contacts only (skype.md 9.3).
  async function readCallPolicy(): Promise<Preferences['callPolicy']> {
    const value = await readNewPolicy();
    if (value !== undefined) return value === callPolicy.newValues.anyone ? 'anyone' : 'contacts';
    return (await readOldPolicy()) === callPolicy.oldValues.anyone ? 'anyone' : 'contacts';
  }

  return {
    async read() {
      const [flags, policy] = await Promise.all([
        connection.service('flags', { method: 'GET', path: flagsPath }),
        readCallPolicy(),
      ]);
      return { flags: readOrFail(readWire(flagList, jsonOf(flags))), callPolicy: policy };
    },
  };
}
