// Writes of the account's flags and of its call policy (skype.md 9.1 to 9.3). The worker reads them.
import type { ContactId } from '../../model/account.ts';
import type { PreferenceWriting } from '../../service/account-operations.ts';
import type { SendDirect } from '../../service/operations.ts';
import { nameOfMri } from '../identifiers.ts';
import { callPolicy } from '../wire/settings.ts';
import { kindOfFailure } from './failure-kind.ts';

/** Writes preferences of the signed-in user `user`. */
export function createPreferenceWriting(send: SendDirect, user: ContactId): PreferenceWriting {
  return {
    async setFlag(flag, isSet) {
      await send({ place: 'flags', method: isSet ? 'PUT' : 'DELETE', path: `/flags/v1/${flag}` });
    },

    // Servers keep the policy as a new option, or as an old one (skype.md 9.2).
    async setCallPolicy(policy) {
      try {
        const path = `/options/v1/users/self/options/${callPolicy.newName}`;
        await send({ place: 'options', method: 'PUT', path, json: { value: callPolicy.newValues[policy] } });
      } catch (error) {
        const kind = kindOfFailure(error);
        if (kind !== 'not-found' && kind !== 'invalid') throw error;
        const path = `/users/${encodeURIComponent(nameOfMri(user))}/options/${callPolicy.oldName}`;
        const form = { integerValue: String(callPolicy.oldValues[policy]) };
        await send({ place: 'user', method: 'POST', path, form });
      }
    },
  };
}
