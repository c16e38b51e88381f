import { expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { connect } from './client.ts';
import { pick, settle } from './town.ts';

const path = '/v1/users/ME/contacts';

eachDatabase((openDatabase) => {
  const town = settle(openDatabase);

  it('a contact list that is full refuses what is new and keeps what it has, also when that is sent again with it', async () => {
    const client = await connect(town.gateway, pick(await town.strangers(1), 0));
    const name = (number: number) => ({ id: `8:person.${number}` });
    const listed = async () => (await client.request('GET', path)).body.contacts.length;
    let count = 0;
    for (let status = 200; status === 200; ) {
      const batch = Array.from({ length: 1000 }, (_, index) => name(count + index));
      status = (await client.request('POST', path, { contacts: batch })).status;
      if (status === 200) count += batch.length;
      else expect(status).toBe(400);
    }
    expect(count).toBeGreaterThan(0);
    expect(await listed()).toBe(count);
    // Clients send the whole list at every sign-in.
    const again = Array.from({ length: 100 }, (_, index) => name(count - 100 + index));
    expect((await client.request('POST', path, { contacts: again })).status).toBe(200);
    const more = Array.from({ length: 1001 }, (_, index) => name(count - 1 + index));
    expect((await client.request('POST', path, { contacts: more })).status).toBe(400);
    expect(await listed()).toBe(count);
  });
});
