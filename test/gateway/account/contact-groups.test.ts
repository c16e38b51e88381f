import { afterAll, beforeAll, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

type Group = { id: string; name: string; contacts: string[]; is_favorite?: true };

const base = '/contacts.skype.com/contacts/v2/users/SELF';

eachDatabase((openDatabase) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await openDatabase());
    await town.befriend('fred.2', 'joe.4');
    await town.befriend('fred.2', 'concierge');
  });
  afterAll(() => town.gateway.close());

  const call = (method: string, path: string, body?: unknown, name = 'fred.2') =>
    town.call(name, method, `${base}${path}`, body);
  async function groups(name = 'fred.2'): Promise<Group[]> {
    return ((await call('GET', '/groups', undefined, name)).body as { groups: Group[] }).groups;
  }
  async function make(name: string): Promise<string> {
    return ((await call('POST', '/groups', { name })).body as Group).id;
  }
  const favourites = async () => (await groups()).find((group) => group.is_favorite)?.id ?? '';

  it('a new group is empty, and stands after the favourites', async () => {
    const reply = await call('POST', '/groups', { name: ' Work ' });
    expect(reply).toMatchObject({ status: 201, body: { id: expect.any(String), name: 'Work', contacts: [] } });
    expect((await groups()).map(({ name }) => name)).toEqual(['Favourites', 'Work']);
    expect((await groups('joe.4')).map(({ name }) => name)).toEqual(['Favourites']);
  });

  it('contacts are put in and taken out, twice does no harm', async () => {
    const id = await make('Both ways');
    for (const mri of ['8:JOE.4', '28%3Aconcierge', '8:joe.4'])
      expect((await call('PUT', `/groups/${id}/contacts/${mri}`)).status).toBe(200);
    const read = async () => (await groups()).find((group) => group.id === id)?.contacts;
    expect(await read()).toEqual(['28:concierge', '8:joe.4']);
    for (const _ of [1, 2]) expect((await call('DELETE', `/groups/${id}/contacts/28:concierge`)).status).toBe(200);
    expect(await read()).toEqual(['8:joe.4']);
  });

  it('a member of the favourites is a favourite, until taken out', async () => {
    const id = await favourites();
    expect((await call('PUT', `/groups/${id}/contacts/8:joe.4`)).status).toBe(200);
    const whole = (await call('GET', '')).body as { contacts: { mri: string; favorite?: boolean }[]; groups: Group[] };
    expect(whole.contacts.map(({ mri, favorite }) => [mri, favorite])).toEqual([
      ['8:joe.4', true],
      ['28:concierge', undefined],
    ]);
    expect(whole.groups[0]).toMatchObject({ is_favorite: true, contacts: ['8:joe.4'] });
    await call('DELETE', `/groups/${id}/contacts/8:joe.4`);
    expect((await groups())[0]).toMatchObject({ is_favorite: true, contacts: [] });
  });

  it('a group has another name, and goes, while its members stay contacts', async () => {
    const id = await make('Old name');
    await call('PUT', `/groups/${id}/contacts/8:joe.4`);
    expect((await call('PUT', `/groups/${id}`, { name: 'old NAME' })).status).toBe(200);
    expect((await groups()).find((group) => group.id === id)?.name).toBe('old NAME');
    expect((await call('DELETE', `/groups/${id}`)).status).toBe(200);
    expect((await groups()).some((group) => group.id === id)).toBe(false);
    expect((await call('GET', '/contacts')).body).toMatchObject({ count: 2 });
    expect((await call('DELETE', `/groups/${id}`)).status).toBe(404);
  });

  it('a name is there once', async () => {
    const id = await make('Taken');
    expect((await call('POST', '/groups', { name: 'TAKEN' })).status).toBe(409);
    expect((await call('POST', '/groups', { name: 'favourites' })).status).toBe(409);
    const other = await make('Free');
    expect((await call('PUT', `/groups/${other}`, { name: 'taken' })).status).toBe(409);
    await call('DELETE', `/groups/${id}`);
    expect((await call('PUT', `/groups/${other}`, { name: 'taken' })).status).toBe(200);
  });

  it('the favourites keep their name and stay', async () => {
    const id = await favourites();
    expect((await call('PUT', `/groups/${id}`, { name: 'Best' })).status).toBe(400);
    expect((await call('DELETE', `/groups/${id}`)).status).toBe(400);
    expect(await favourites()).toBe(id);
  });

  it.each([
    ['no name', {}],
    ['an empty name', { name: '  ' }],
    ['a number for a name', { name: 7 }],
    ['too long a name', { name: 'x'.repeat(101) }],
    ['broken JSON', '{"name":'],
  ])('with %s nothing is made', async (_, body) => {
    const before = await groups();
    const reply = await call('POST', '/groups', body);
    expect(reply).toMatchObject({ status: 400, body: { errorCode: 400, message: expect.any(String) } });
    expect(await groups()).toEqual(before);
  });

  it('only people on the list are put into a group', async () => {
    const id = await make('Strangers');
    for (const mri of ['8:anna.7', '8:nobody', '8:fred.2', 'nonsense'])
      expect((await call('PUT', `/groups/${id}/contacts/${mri}`)).status, mri).toBe(404);
    expect((await groups()).find((group) => group.id === id)?.contacts).toEqual([]);
  });

  it('a group of somebody else is out of reach', async () => {
    const id = await make('Mine');
    expect((await call('PUT', `/groups/${id}`, { name: 'His' }, 'joe.4')).status).toBe(404);
    expect((await call('DELETE', `/groups/${id}`, undefined, 'joe.4')).status).toBe(404);
    expect((await call('PUT', `/groups/${id}/contacts/8:fred.2`, undefined, 'joe.4')).status).toBe(404);
    const path = '/contacts.skype.com/contacts/v2/users/fred.2/groups';
    expect((await town.call('joe.4', 'POST', path, { name: 'x' })).status).toBe(403);
    expect((await groups()).find((group) => group.id === id)?.name).toBe('Mine');
  });

  it('someone who is removed from the list is in no group any more', async () => {
    const id = await make('Short-lived');
    await town.befriend('fred.2', 'anna.7');
    await call('PUT', `/groups/${id}/contacts/8:anna.7`);
    await call('DELETE', '/contacts/8:anna.7');
    await town.call('fred.2', 'POST', `${base}/contacts`, { mri: '8:anna.7', greeting: '' });
    expect((await groups()).find((group) => group.id === id)?.contacts).toEqual([]);
  });

  it('there is an end to the number of groups', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 101; index += 1)
      statuses.push((await call('POST', '/groups', { name: `Group ${index}` }, 'anna.7')).status);
    expect(statuses.slice(98)).toEqual([201, 400, 400]);
  });
});
