// Parts of the worker that are loaded on demand.
import '../support/extension.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ann } from '../support/channel-server.ts';
import { joe } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { loadPart, until } from '../support/mortal-worker.ts';
import { account, type SignedIn, signIn } from '../support/signed-in.ts';

let place: SignedIn;
beforeEach(async () => {
  place = await signIn();
});
afterEach(() => place.end());

const other = { ...account, id: 'account-2', kind: 'ucwa' as const, user: ann };

/** An account of the other kind, as the worker before left it. */
async function addOther(): Promise<void> {
  await place.database.put('accounts', other);
  const session = await place.database.get('sessions', account.id);
  if (session) await place.database.put('sessions', { ...session, account: other.id });
}

describe('a part that cannot be loaded', () => {
  it('keeps no other account from going on', async () => {
    await addOther();
    const factories = {
      ...place.factories,
      ucwa: async () => Promise.reject(new Error('the disk is broken')),
    };
    const { life } = await place.startOnline({ factories });
    place.server.post(joe, joe, 'Hello');
    await until('it is counted', () => extension.state.badge === '1');
    expect(life.faults).toMatchObject([{ message: 'the disk is broken' }]);
  });
});

describe('a part', () => {
  it('is asked for by nobody without an account that needs it', async () => {
    const asked: string[] = [];
    await place.startOnline({
      loadPart: async (name) => {
        asked.push(name);
        return loadPart(name);
      },
    });
    expect(asked).toEqual([]);
  });
});
