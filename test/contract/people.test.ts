// Contacts of the real client at a real gateway: the worker keeps the list and the requests, pages ask for the rest through it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/model/account.ts';
import type { AccountOperations, DirectReply } from '../../src/service/operations.ts';
import { createSkypeOperations } from '../../src/skype/operations/operations.ts';
import { until } from '../support/mortal-worker.ts';
import { ask } from '../support/signed-in.ts';
import { openTown, type Town } from './town.ts';

const fred = '8:fred.2';
const joe = '8:joe.4';
const anna = '8:anna.7';

let town: Town;
let worker: Awaited<ReturnType<Town['signIn']>>['worker'];
let account: Account;
let own: Required<Pick<AccountOperations, 'people' | 'deciding' | 'directory' | 'bots' | 'requests'>>;
let annas: typeof own;

type Reply = { ok: true; value: DirectReply } | { ok: false; error: { kind: string } };

function bundles({ people, deciding, directory, bots, requests }: AccountOperations): typeof own {
  if (!people || !deciding || !directory || !bots || !requests) throw new Error('a bundle is missing');
  return { people, deciding, directory, bots, requests };
}

beforeEach(async () => {
  town = await openTown();
  const visitor = await town.visitor('anna.7');
  annas = bundles(createSkypeOperations((request) => visitor.request(request), anna));
  ({ worker, account } = await town.signIn());
  own = bundles(
    createSkypeOperations(async (request) => {
      const reply = (await ask(worker, 'server.request', { account: account.id, ...request })) as Reply;
      if (reply.ok) return reply.value;
      throw Object.assign(new Error(reply.error.kind), { kind: reply.error.kind });
    }, fred),
  );
});
afterEach(() => town.close());

const refresh = () => ask(worker, 'contacts.refresh', { account: account.id });
const contactRow = (id: string) => town.database.get('contacts', [account.id, id]);

describe('contact requests', () => {
  it('are stored whole at every reading: new ones come, answered ones go', async () => {
    await annas.requests.send(fred, 'It is <me>\nAnna');
    await refresh();
    expect(await town.database.getAll('requests')).toEqual([
      { account: account.id, contact: anna, name: 'Anna', greeting: 'It is <me>\nAnna', atMs: expect.any(Number) },
    ]);
    await own.requests.decline(anna);
    await refresh();
    expect(await town.database.getAll('requests')).toEqual([]);
    expect(await contactRow(anna)).not.toMatchObject({ isContact: true });
  });

  it('are read when a page opens, and not again within a minute', async () => {
    const reads = () => town.requests.filter((request) => request.endsWith('/invites')).length;
    await until('the list was read once', () => reads() > 0);
    const before = reads();
    await annas.requests.send(fred, 'Hello');
    await ask(worker, 'wake', {});
    await until('the request is here', async () => (await town.database.count('requests')) === 1);
    expect(reads()).toBe(before + 1);
    await ask(worker, 'wake', {});
    await refresh();
    expect(reads()).toBe(before + 2);
  });

  it('that are accepted make contacts, whose devices are known at once', async () => {
    await annas.requests.send(fred, 'Hello');
    await own.requests.accept(anna);
    await refresh();
    expect(await contactRow(anna)).toMatchObject({ isContact: true, isAuthorised: true, name: 'Anna' });
    await until('her device is here', async () =>
      (await town.database.getAll('endpoints')).some(({ contact }) => contact === anna),
    );
    const presence = () => town.database.get('presence', [account.id, anna]);
    await until('her presence names it', async () => (await presence())?.endpoints?.length === 1);
    const [device] = (await town.database.getAll('endpoints')).filter(({ contact }) => contact === anna);
    expect((await presence())?.endpoints).toEqual([device?.endpoint]);
  });

  it('that cannot be read are recorded, and the others are stored', async () => {
    await annas.requests.send(fred, 'Hello');
    town.interfere((request, send) =>
      request.url.endsWith('/invites')
        ? send().then(async (reply) => {
            const body = (await reply.json()) as { invite_list: unknown[] };
            return Response.json({ invite_list: [{ mri: 'nobody' }, ...body.invite_list] });
          })
        : undefined,
    );
    await refresh();
    expect((await town.database.getAll('requests')).map(({ contact }) => contact)).toEqual([anna]);
    expect((await town.database.getAll('incidents')).map(({ what }) => what)).toContain('request 0');
  });

  it('do not keep the contact list from being read where the server has none', async () => {
    town.interfere((request) =>
      request.url.endsWith('/invites') ? Promise.resolve(new Response('{}', { status: 404 })) : undefined,
    );
    await own.requests.send(anna, 'Hi');
    await refresh();
    expect(await contactRow(anna)).toMatchObject({ isContact: true, isAuthorised: false });
  });
});

describe('people', () => {
  it('who have not accepted show their public profile, afterwards the whole one', async () => {
    await town.gateway.context.database.query(
      `update users set city = 'Manchester', country = 'gb', birthday = '1990-05-06' where name = 'anna.7'`,
      [],
    );
    expect(await own.people.readProfile(anna)).toMatchObject({
      access: 'public',
      profile: { contact: anna, name: 'Anna', places: [{ city: 'Manchester', country: 'GB' }] },
    });
    await own.requests.send(anna, 'Hi');
    await annas.requests.accept(fred);
    expect(await own.people.readProfile(anna)).toMatchObject({ access: 'full', profile: { birthday: '1990-05-06' } });
    expect(await own.people.readProfile(fred)).toMatchObject({ access: 'full', profile: { contact: fred } });
    await expect(own.people.readProfile('8:nobody.here')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('are found, except oneself, and suggested', async () => {
    expect((await own.directory.search('anna')).map(({ contact, name }) => `${contact} ${name}`)).toEqual([
      '8:anna.7 Anna',
    ]);
    expect(await own.directory.search('fred')).toEqual([]);
    expect(await own.directory.suggest?.()).toEqual([]);
  });

  it('become favourites and members of groups, which the list keeps by name', async () => {
    await own.deciding.setFavourite(joe, true);
    const group = await own.deciding.createGroup('Chess club');
    await own.deciding.setInGroup(group.id, joe, true);
    await refresh();
    expect(await contactRow(joe)).toMatchObject({ isFavourite: true, groups: ['Chess club'] });
    await own.deciding.setFavourite(joe, false);
    await own.deciding.setInGroup(group.id, joe, false);
    await refresh();
    expect(await contactRow(joe)).toMatchObject({ isFavourite: false, groups: [] });
    expect((await own.deciding.listGroups()).map(({ name, contacts }) => `${name}: ${contacts.length}`)).toContain(
      'Chess club: 0',
    );
    await expect(own.deciding.createGroup('chess CLUB')).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('are blocked with a report, unblocked and removed', async () => {
    await own.deciding.block(joe, true);
    await refresh();
    expect(await contactRow(joe)).toMatchObject({ isBlocked: true, isContact: true });
    const [report] = await town.gateway.context.database.query('select mri from abuse_reports', []);
    expect(report).toEqual({ mri: joe });
    await own.deciding.unblock(joe);
    await own.deciding.remove(joe);
    await refresh();
    expect(await contactRow(joe)).toMatchObject({ isBlocked: false, isContact: false, isAuthorised: false });
  });
});

describe('bots', () => {
  it('are listed, read one by one, and undefined when there is none', async () => {
    await town.gateway.createUser({ name: 'helper', kind: 'bot', displayName: 'Helper' });
    expect((await own.bots.list()).map(({ contact }) => contact)).toEqual(['28:helper']);
    expect(await own.bots.read('28:helper')).toMatchObject({ name: 'Helper', isTrusted: true });
    expect(await own.bots.read('28:nobody')).toBeUndefined();
    await own.requests.send('28:helper', '');
    await refresh();
    expect(await contactRow('28:helper')).toMatchObject({ kind: 'bot', isContact: true });
  });
});

describe('devices', () => {
  it('of before are forgotten when a session is opened anew', async () => {
    await town.visitor('joe.4');
    await until('his device is here', async () => (await town.database.count('endpoints')) > 0);
    await town.database.put('endpoints', {
      ...{ account: account.id, contact: joe, endpoint: '{old}', name: 'Old', clientType: '1', capabilities: [] },
    });
    await ask(worker, 'presence.set', { account: account.id, presence: 'offline' });
    await ask(worker, 'presence.set', { account: account.id, presence: 'online' });
    await until('the old one is gone', async () =>
      (await town.database.getAll('endpoints')).every(({ endpoint }) => endpoint !== '{old}'),
    );
    await until('his device is here again', async () => (await town.database.count('endpoints')) > 0);
  });
});
