import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMemoryDatabase } from '../../support/databases.ts';
import { guestName, startTown, type Town } from './town.ts';

const tid = '19:0123456789abcdef0123456789abcdef@thread.skype';

describe('a guest', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await openMemoryDatabase());
    const { database } = town.gateway.context;
    await database.query('insert into conversations (id, is_thread, created_at_ms, version) values ($1, true, 1, 1)', [
      tid,
    ]);
    for (const [name, leftAt] of [
      [guestName, null],
      ['joe.4', null],
      ['anna.7', 7],
    ] as const)
      await database.query(
        'insert into members (conversation_id, user_id, cid, joined_at, version, left_at) values ($1, $2, $1, 1, $2, $3)',
        [tid, town.who(name).userId, leftAt],
      );
  });
  afterAll(() => town.gateway.close());

  it.each(['self', encodeURIComponent(guestName)])('has a profile under "%s"', async (id) => {
    const { body } = await town.call(guestName, 'GET', `/api.skype.com/users/${id}/profile`);
    expect(body).toMatchObject({ username: guestName, firstname: 'Walter', emails: [] });
    expect((await town.call(guestName, 'GET', `/api.skype.com/users/${id}/displayname`)).body).toEqual({
      username: guestName,
      displayname: 'Walter',
    });
  });

  it('knows what everybody may know of those in the same conversation, and nobody else', async () => {
    const usernames = ['joe.4', 'anna.7', 'fred.2', guestName, 'nobody'];
    const path = '/profile.skype.com/profile/v1/batch/profiles';
    const { body } = await town.call(guestName, 'POST', path, { usernames });
    expect(body).toMatchObject([
      { username: 'joe.4', displayname: 'Joe Bloggs' },
      { username: 'anna.7', status: { code: 404 } },
      { username: 'fred.2', status: { code: 404 } },
      { username: guestName, displayname: 'Walter' },
      { username: 'nobody', status: { code: 404 } },
    ]);
    const form = new URLSearchParams(usernames.map((name) => ['contacts[]', name]));
    const old = await town.call(guestName, 'POST', '/api.skype.com/users/self/contacts/profiles', form);
    expect(old.body).toMatchObject([{ username: 'joe.4' }, { username: guestName }]);
    expect(JSON.stringify(old.body)).not.toContain('Cooper');
  });
});
