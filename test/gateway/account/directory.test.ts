import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeContactPoints, verifyContactPoint } from '../../../gateway/account/contact-points.ts';
import { setBlocked } from '../../../gateway/account/contacts.ts';
import { changeProfile } from '../../../gateway/account/profile-change.ts';
import { directoryReply, oldDirectoryReply } from '../../../src/skype/wire/directory.ts';
import { readWire } from '../../../src/skype/wire/read.ts';
import { eachDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

// From the notes: these twelve, all of them texts (skype.md 8.3).
const texts = ['skypeId', 'name', 'city', 'state', 'country', 'countryCode', 'language', 'gender', 'age', 'about'];
const entry = v.strictObject(
  Object.fromEntries([...texts, 'avatarUrl', 'contactType'].map((key) => [key, v.string()])),
);
const found = v.strictObject({ results: v.array(v.strictObject({ nodeProfileData: entry })) });

const current = '/skypegraph.skype.com/v2.0/search/';
const swx = '/skypegraph.skype.com/search/v1.1/namesearch/swx/';
const recommend = '/peoplerecommendations.skype.com/v1.1/recommend';

eachDatabase((openDatabase) => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await openDatabase(), () => Date.UTC(2016, 0, 1, 12));
    for (const [name, displayName] of [
      ['live:zoe', 'Zoë Ångström'],
      ['hundred_percent', '100% Cotton_Joe'],
      ['blocker', 'Joe Who Blocks'],
    ] as const)
      await town.settle({ name, displayName });
    const { context } = town.gateway;
    await context.database.transaction((transaction) =>
      changeProfile(transaction, town.who('joe.4').userId, {
        ...{ city: 'London', province: 'Greater London', country: 'GB', language: 'EN', gender: '1' },
        ...{ birthday: '1986-01-02', about: 'I am a Skype user.', phoneMobile: '+447711223344' },
      }),
    );
    await setBlocked(context, town.who('blocker'), '8:fred.2', true);
  });
  afterAll(() => town.gateway.close());

  async function search(text: string, name = 'fred.2', path = current): Promise<string[]> {
    const query = new URLSearchParams({ searchstring: text, requestId: '0' });
    const reply = await town.call(name, 'GET', `${path}?${query}`);
    expect(reply.status).toBe(200);
    return v.parse(found, reply.body).results.map(({ nodeProfileData }) => nodeProfileData.skypeId ?? '');
  }

  describe('the directory', () => {
    it.each([current, current.slice(0, -1), swx, swx.slice(0, -1)])('answers at %s', async (path) => {
      expect(await search('joe bloggs', 'fred.2', path)).toEqual(['joe.4']);
    });

    it('has twelve texts of somebody, and nothing private', async () => {
      const { body } = await town.call('fred.2', 'GET', `${current}?searchstring=bloggs&requestId=0`);
      expect(body).toEqual({
        results: [
          {
            nodeProfileData: {
              skypeId: 'joe.4',
              name: 'Joe Bloggs',
              city: 'London',
              state: 'Greater London',
              country: 'United Kingdom',
              countryCode: 'gb',
              language: 'en',
              gender: '1',
              age: '29',
              about: 'I am a Skype user.',
              avatarUrl: '',
              contactType: 'Skype',
            },
          },
        ],
      });
      expect(readWire(directoryReply, body).ok).toBe(true);
    });

    it.each([
      ['a name', 'joe.4', ['joe.4']],
      ['a display name in other letters', 'ANNA', ['anna.7']],
      ['the words in any order', 'bloggs  joe', ['joe.4']],
      ['letters beyond the Latin alphabet of old', 'zoË ÅNG', ['live:zoe']],
      ['a part of a name', 'ooper', ['anna.7']],
      ['one word too many', 'joe bloggs esquire', []],
      ['nothing', '', []],
      ['blanks', '   ', []],
      ['a percent sign', '%', ['hundred_percent']],
      ['an underscore', 'n_j', ['hundred_percent']],
      ['a backslash', '\\', []],
      ['a quote', "' or 1=1 --", []],
      ['a bot', 'concierge', []],
      ['a guest', 'walter', []],
      ['oneself', 'fred.2', []],
      ['somebody who blocks the asker', 'joe who', []],
    ])('asked for %s', async (_, text, names) => expect(await search(text)).toEqual(names));

    it('finds those who block somebody else', async () => {
      expect(await search('joe who', 'anna.7')).toEqual(['blocker']);
    });

    it('puts the exact name first, and then those that begin so', async () => {
      expect(await search('joe', 'anna.7')).toEqual(['joe.4', 'blocker', 'hundred_percent']);
    });

    it('finds no more than asked for', async () => {
      const { body } = await town.call('anna.7', 'GET', `${current}?searchstring=joe&limit=1`);
      expect(v.parse(found, body).results.length).toBe(1);
      for (const limit of ['many', '-1', '1.5'])
        expect((await town.call('anna.7', 'GET', `${current}?searchstring=joe&limit=${limit}`)).status).toBe(400);
      expect((await town.call('anna.7', 'GET', `${current}?searchstring=${'x'.repeat(201)}`)).status).toBe(400);
    });

    it('finds a whole e-mail address only if it is verified and its owner lets it be found', async () => {
      const { context } = town.gateway;
      const { userId } = town.who('joe.4');
      const address = 'Joe.Bloggs@live.co.uk';
      const set = (isSearchable: boolean) =>
        changeContactPoints(context, userId, [{ kind: 'email', address, isSearchable }]);
      await set(true);
      expect(await search('joe.bloggs@live.co.uk')).toEqual([]);
      await verifyContactPoint(context.database, userId, 'email', address);
      expect(await search('joe.bloggs@live.co.uk')).toEqual(['joe.4']);
      expect(await search('joe.bloggs@live.co')).toEqual([]);
      expect(await search('live.co.uk')).toEqual([]);
      const { body } = await town.call('fred.2', 'GET', `${current}?searchstring=joe.bloggs@live.co.uk`);
      expect(JSON.stringify(body)).not.toMatch(/@|\+44/);
      await set(false);
      expect(await search('joe.bloggs@live.co.uk')).toEqual([]);
    });
  });

  describe('the old search', () => {
    const old = '/api.skype.com/search/users';
    it('has contact cards', async () => {
      const { body } = await town.call('fred.2', 'GET', `${old}/any?keyWord=bloggs&contactTypes[]=skype`);
      expect(body).toEqual([
        {
          ContactCards: {
            CurrentLocation: { City: 'London', Country: 'gb', Province: 'Greater London' },
            Skype: {
              About: 'I am a Skype user.',
              Age: '29',
              DisplayName: 'Joe Bloggs',
              Gender: '1',
              Language: 'en',
              Rank: 0,
              SkypeName: 'joe.4',
            },
          },
        },
      ]);
      expect(readWire(oldDirectoryReply, body).ok).toBe(true);
    });

    it('finds nobody of another network, and nobody for nothing', async () => {
      expect((await town.call('fred.2', 'GET', `${old}/any?keyWord=bloggs&contactTypes[]=lync`)).body).toEqual([]);
      expect((await town.call('fred.2', 'GET', `${old}/any`)).body).toEqual([]);
    });

    it('finds exactly one name', async () => {
      const names = async (name: string) =>
        (
          (await town.call('fred.2', 'GET', `${old}?skypename=${name}`)).body as {
            ContactCards: { Skype: { SkypeName: string } };
          }[]
        ).map((card) => card.ContactCards.Skype.SkypeName);
      expect(await names('JOE.4')).toEqual(['joe.4']);
      expect(await names('joe')).toEqual([]);
      expect(await names('blocker')).toEqual([]);
    });
  });

  describe('suggestions', () => {
    async function suggested(name: string, query = 'requestId=1&locale=en-US&count=20'): Promise<string[]> {
      const { body } = await town.call(name, 'GET', `${recommend}?${query}`);
      return v.parse(found, body).results.map(({ nodeProfileData }) => nodeProfileData.skypeId ?? '');
    }

    it('are contacts of contacts, those with most in common first, and nobody without anything in common', async () => {
      expect(await suggested('fred.2')).toEqual([]);
      for (const name of ['joe.4', 'anna.7']) {
        await town.befriend('fred.2', name);
        await town.befriend(name, 'live:zoe');
        await town.befriend(name, 'concierge');
        await town.befriend(name, 'blocker');
      }
      await town.befriend('joe.4', 'hundred_percent');
      expect(await suggested('fred.2')).toEqual(['live:zoe', 'hundred_percent']);
      expect(await suggested('fred.2', 'count=1')).toEqual(['live:zoe']);
    });

    it('leave out whom one has blocked or asked', async () => {
      const { context } = town.gateway;
      await setBlocked(context, town.who('fred.2'), '8:live:zoe', true);
      expect(await suggested('fred.2')).toEqual(['hundred_percent']);
      await setBlocked(context, town.who('fred.2'), '8:live:zoe', false);
      const base = '/contacts.skype.com/contacts/v2/users/self/contacts';
      await town.call('fred.2', 'POST', base, { mri: '8:hundred_percent', greeting: '' });
      expect(await suggested('fred.2')).toEqual(['live:zoe']);
    });

    it('are members of the same group', async () => {
      await town.settle('loner');
      expect(await suggested('loner')).toEqual([]);
      const { database } = town.gateway.context;
      const tid = '19:0123456789abcdef0123456789abcdef@thread.skype';
      await database.query(
        'insert into conversations (id, is_thread, created_at_ms, version) values ($1, true, 1, 1)',
        [tid],
      );
      for (const [index, name] of ['loner', 'hundred_percent', 'concierge', 'guest:walter_0123abcd'].entries())
        await database.query(
          'insert into members (conversation_id, user_id, cid, joined_at, version) values ($1, $2, $1, 1, $3)',
          [tid, town.who(name).userId, index + 1],
        );
      expect(await suggested('loner')).toEqual(['hundred_percent']);
    });
  });
});
