// A user's own settings of a conversation (skype.md 6.2, 6.7). `alerts` knows on and off only, and off lets mentions through;
// whether they too are quiet is a property of our own beside it, so that it holds on all of the user's Skylarks.
import type { NotifyingOperations } from '../../service/group-operations.ts';
import type { SendDirect } from '../../service/operations.ts';
import { kindOfFailure } from './failure-kind.ts';

/** Property of a conversation: `"false"` when not even mentions notify while `alerts` is off. Other clients do not know it. */
const mentionsProperty = 'skylarkmentions';

const isRefusal = (error: unknown) => ['forbidden', 'invalid', 'not-found'].includes(kindOfFailure(error) ?? '');

/** Which messages of a conversation may notify. */
export function createNotifyingOperations(send: SendDirect): NotifyingOperations {
  async function setProperty(conversation: string, name: string, value: string): Promise<void> {
    const path = `/users/ME/conversations/${encodeURIComponent(conversation)}/properties?name=${name}`;
    await send({ place: 'messaging', method: 'PUT', path, json: { [name]: value } });
  }

  return {
    async setLevel(conversation, level) {
      await setProperty(conversation, 'alerts', level === 'all' ? 'true' : 'false');
      if (level === 'all') return;
      try {
        await setProperty(conversation, mentionsProperty, level === 'none' ? 'false' : 'true');
      } catch (error) {
        // A server that keeps no foreign properties never told of quiet mentions either.
        if (level === 'none' || !isRefusal(error)) throw error;
      }
    },
  };
}
