import type { ContactRow, EndpointRow, RequestRow, SessionRow, SkylarkDatabase } from '../../extension/database.ts';
import type { AccountId, ContactId } from '../../src/model/account.ts';
import type { Presence } from '../../src/model/presence.ts';

/** What is stored of a person. */
export type PersonView = {
  session?: SessionRow;
  contact?: ContactRow;
  /** Absent when unknown, also while the account is not connected. */
  presence?: Presence;
  endpoints: EndpointRow[];
  request?: RequestRow;
};

export const personStores = ['sessions', 'contacts', 'presence', 'endpoints', 'requests'] as const;

/** Reads what is stored of a person. */
export async function readPerson(
  database: SkylarkDatabase,
  account: AccountId,
  person: ContactId,
): Promise<PersonView> {
  const read = database.transaction(personStores, 'readonly');
  const [session, contact, presence, endpoints, request] = await Promise.all([
    read.objectStore('sessions').get(account),
    read.objectStore('contacts').get([account, person]),
    read.objectStore('presence').get([account, person]),
    read.objectStore('endpoints').getAll(IDBKeyRange.bound([account, person], [account, person, []])),
    read.objectStore('requests').get([account, person]),
  ]);
  const isConnected = session?.state === 'online';
  return {
    endpoints: isConnected ? endpoints : [],
    ...(session && { session }),
    ...(contact && { contact }),
    ...(isConnected && presence && { presence }),
    ...(request && { request }),
  };
}
