// People settings (skype.md 9.4): a value is a text when it is read and a boolean when it is written.
import type { AddressBookOperations } from '../../service/account-operations.ts';
import type { SendDirect } from '../../service/operations.ts';
import { autoBuddySetting, peopleSettings } from '../wire/people.ts';
import { readReply } from './reply.ts';

const path = '/people/account/settings';

/** The application for which the people services answer, the same in every client (skype.md 9.4). */
export const peopleApplication = '5c7a1e34-3a23-4a36-b2e6-7aa15be85f07';

const headers = { 'X-AppId': peopleApplication, 'X-SerializeAs': 'purejson' };

export function createAddressBookOperations(send: SendDirect): AddressBookOperations {
  return {
    // The entry exists only while the setting is on.
    async readAutoBuddy() {
      const { Settings } = readReply(peopleSettings, await send({ place: 'people', method: 'GET', path, headers }));
      return Settings.some(({ Name, Value }) => Name === autoBuddySetting && Value);
    },

    async setAutoBuddy(isOn) {
      const json = { Settings: [{ Name: autoBuddySetting, Value: isOn }] };
      await send({ place: 'people', method: 'POST', path, headers, json });
    },
  };
}
