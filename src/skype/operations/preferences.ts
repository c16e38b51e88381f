// Writes of the account's flags, and its call policy (skype.md 9.1 to 9.3). The worker reads the flags.
import type * as v from 'valibot';
import type { ContactId } from '../../model/account.ts';
import type { PreferenceWriting } from '../../service/account-operations.ts';
import type { DirectRequest, SendDirect } from '../../service/operations.ts';
import { nameOfMri } from '../identifiers.ts';
import { callPolicy, newOption, oldOption } from '../wire/settings.ts';
import { kindOfFailure } from './failure-kind.ts';
import { readReply } from './reply.ts';

const { newName, newValues, oldName, oldValues } = callPolicy;

/** Servers keep the policy as a new option, or as an old one (skype.md 9.2): this one keeps it as the other. */
const isAbsent = (error: unknown): boolean => /^(not-found|invalid)$/.test(kindOfFailure(error) ?? '');

/** Preferences of the signed-in user `user`. */
export function createPreferenceWriting(send: SendDirect, user: ContactId): PreferenceWriting {
  const current = { place: 'options', path: `/options/v1/users/self/options/${newName}` };
  const old = { place: 'user', path: `/users/${encodeURIComponent(nameOfMri(user))}/options/${oldName}` };

  async function readOption<const S extends v.GenericSchema>(
    schema: S,
    where: Pick<DirectRequest, 'place' | 'path'>,
  ): Promise<v.InferOutput<S> | undefined> {
    try {
      return readReply(schema, await send({ ...where, method: 'GET' }));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  return {
    async setFlag(flag, isSet) {
      await send({ place: 'flags', method: isSet ? 'PUT' : 'DELETE', path: `/flags/v1/${flag}` });
    },

    // Any unknown value, or none, means contacts only (skype.md 9.3).
    async readCallPolicy() {
      const value = (await readOption(newOption, current))?.value ?? undefined;
      if (value !== undefined) return value === newValues.anyone ? 'anyone' : 'contacts';
      return (await readOption(oldOption, old))?.optionInt === oldValues.anyone ? 'anyone' : 'contacts';
    },

    async setCallPolicy(policy) {
      try {
        await send({ ...current, method: 'PUT', json: { value: newValues[policy] } });
      } catch (error) {
        if (!isAbsent(error)) throw error;
        await send({ ...old, method: 'POST', form: { integerValue: String(oldValues[policy]) } });
      }
    },
  };
}
