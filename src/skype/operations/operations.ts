// The on-demand operations of the Skype protocol: puts the parts together and owns nothing else.
import type { ContactId } from '../../model/account.ts';
import type { AccountOperations, SendDirect } from '../../service/operations.ts';
import { createComposingOperations } from './composing.ts';
import { createNotifyingOperations } from './conversation-settings.ts';
import { createDeviceOperations } from './devices.ts';
import { createBotOperations, createDirectoryOperations } from './directory.ts';
import { createGroupOperations } from './groups.ts';
import { createHistoryOperations } from './history.ts';
import { createJoiningOperations } from './joining.ts';
import { createDecidingOperations, createPeopleOperations } from './people.ts';
import { createAddressBookOperations } from './people-settings.ts';
import { createPreferenceWriting } from './preferences.ts';
import { createPreviewOperations } from './previews.ts';
import { createProfileOperations } from './profile.ts';
import { createRequestOperations } from './requests.ts';
import { createEntitlementOperations } from './services.ts';

/** What can be done at once with an account of the Skype protocol; `user` is its signed-in user. */
export function createSkypeOperations(send: SendDirect, user: ContactId): AccountOperations {
  return {
    composing: createComposingOperations(send),
    groups: createGroupOperations(send, user),
    people: createPeopleOperations(send, user),
    deciding: createDecidingOperations(send),
    directory: createDirectoryOperations(send, user),
    bots: createBotOperations(send),
    requests: createRequestOperations(send),
    previews: createPreviewOperations(send),
    profile: createProfileOperations(send, user),
    entitlements: createEntitlementOperations(send, user),
    addressBook: createAddressBookOperations(send),
    devices: createDeviceOperations(send),
    preferences: createPreferenceWriting(send, user),
    joining: createJoiningOperations(send, user),
    history: createHistoryOperations(send),
    notifying: createNotifyingOperations(send),
  };
}
