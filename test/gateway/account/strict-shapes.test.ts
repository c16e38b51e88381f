// The shapes of the strictest clients, written down here from the notes (skype.md 8.1, 8.2 and 13.6), apart from the schemas that
// client and gateway share.
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeProfile } from '../../../gateway/account/profile-change.ts';
import { openMemoryDatabase } from '../../support/databases.ts';
import { startTown, type Town } from './town.ts';

const filled = v.pipe(v.string(), v.nonEmpty());
const guid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const mri = v.pipe(v.string(), v.regex(/^(8|28):[^:].*$/));
const wholeSeconds = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/));
const link = v.pipe(v.string(), v.startsWith('https://gateway.test/'));

// `strictObject` and no `nullable` anywhere: an extra key, a null or an empty list fails.
const contact = v.strictObject({
  mri,
  person_id: guid,
  display_name: filled,
  display_name_source: v.picklist(['identifier', 'profile', 'user_edits']),
  authorized: v.boolean(),
  blocked: v.boolean(),
  creation_time: wholeSeconds,
  favorite: v.optional(v.literal(true)),
  agent: v.optional(
    v.object({ type: filled, trust: filled, capabilities: v.array(v.string()), info: v.object({ type: filled }) }),
  ),
  profile: v.strictObject({
    avatar_url: v.optional(link),
    birthday: v.optional(v.pipe(v.string(), v.isoDate())),
    gender: v.optional(v.picklist(['male', 'female'])),
    locations: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            type: v.picklist(['home', 'work']),
            city: v.optional(filled),
            state: v.optional(filled),
            country: v.optional(filled),
          }),
        ),
        v.minLength(1),
      ),
    ),
    phones: v.optional(v.pipe(v.array(v.strictObject({ type: filled, number: filled })), v.minLength(1))),
    mood: v.optional(filled),
    name: v.strictObject({ first: v.optional(filled), surname: v.optional(filled), nickname: v.optional(filled) }),
    about: v.optional(filled),
    website: v.optional(filled),
    language: v.optional(filled),
  }),
});
const group = v.strictObject({
  id: guid,
  name: filled,
  contacts: v.array(mri),
  is_favorite: v.optional(v.literal(true)),
});
const blocked = v.strictObject({ mri });
const wholeList = v.strictObject({
  contacts: v.array(contact),
  groups: v.pipe(v.array(group), v.minLength(1)),
  blocklist: v.array(blocked),
  scope: v.literal('full'),
});
const invites = v.strictObject({
  invite_list: v.array(
    v.strictObject({
      mri,
      displayname: v.string(),
      avatar_url: v.string(),
      invites: v.pipe(v.array(v.strictObject({ message: v.string(), time: wholeSeconds })), v.minLength(1)),
    }),
  ),
});
const maybeText = v.nullable(v.string());
const profile = v.strictObject({
  username: filled,
  firstname: v.string(),
  lastname: maybeText,
  about: maybeText,
  avatarUrl: v.nullable(link),
  birthday: maybeText,
  city: maybeText,
  country: maybeText,
  province: maybeText,
  emails: v.array(filled),
  gender: maybeText,
  homepage: maybeText,
  jobtitle: maybeText,
  language: maybeText,
  mood: maybeText,
  richMood: maybeText,
  phoneHome: maybeText,
  phoneMobile: maybeText,
  phoneOffice: maybeText,
});

describe('what the strictest client reads', () => {
  let town: Town;
  const list = '/contacts.skype.com/contacts/v2/users/SELF';
  const read = <T>(schema: v.GenericSchema<unknown, T>, body: unknown): T => v.parse(schema, body);
  async function setAvatar(name: string, marker: string | null): Promise<void> {
    const { database } = town.gateway.context;
    await database.query('update users set avatar_url = $2 where name = $1', [name, marker]);
  }

  beforeAll(async () => {
    town = await startTown(await openMemoryDatabase());
    await town.settle('live:mary');
    await town.befriend('fred.2', 'joe.4');
    await town.befriend('fred.2', 'live:mary');
    await town.befriend('fred.2', 'concierge');
    await town.call('anna.7', 'POST', `${list}/contacts`, { mri: '8:fred.2', greeting: 'Hi Fred' });
    const { database } = town.gateway.context;
    await database.transaction((transaction) =>
      changeProfile(transaction, town.who('joe.4').userId, {
        ...{ city: 'London', country: 'GB', gender: '1', birthday: '1987-01-02', mood: '', about: null },
        ...{ phoneHome: '+442099887766', phoneOffice: '+442020900900', phoneMobile: '+447711223344' },
      }),
    );
    await setAvatar('joe.4', 'stored:17');
    await setAvatar('live:mary', 'stored:a b');
    await setAvatar('anna.7', 'stored:3');
  });
  afterAll(() => town.gateway.close());

  it('of the combined list: four keys, no null, no empty list', async () => {
    const { body } = await town.call('fred.2', 'GET', `${list}?delta=&reason=default`);
    const { contacts } = read(wholeList, body);
    expect(contacts.map((entry) => [entry.mri, entry.profile.avatar_url])).toEqual([
      ['8:joe.4', 'https://gateway.test/avatar.skype.com/v1/avatars/joe.4/public?v=17'],
      ['28:concierge', undefined],
      ['8:live:mary', 'https://gateway.test/avatar.skype.com/v1/avatars/live%3Amary/public?v=a%20b'],
    ]);
  });

  it('of its parts', async () => {
    const parts = [
      ['contacts', v.strictObject({ contacts: v.array(contact), count: v.literal(3), scope: v.literal('full') })],
      ['groups', v.strictObject({ groups: v.array(group), count: v.literal(1), scope: v.literal('full') })],
      ['blocklist', v.strictObject({ blocklist: v.array(blocked), scope: v.literal('full') })],
    ] as const;
    for (const [part, schema] of parts) {
      const { body } = await town.call('fred.2', 'GET', `${list}/${part}?page_size=100&reason=default`);
      expect(v.is(schema, body), part).toBe(true);
    }
  });

  it('of invites: one key, whole seconds, a picture that is a text', async () => {
    const before = read(invites, (await town.call('fred.2', 'GET', `${list}/invites`)).body);
    expect(before.invite_list).toMatchObject([
      {
        mri: '8:anna.7',
        displayname: 'Anna Cooper',
        avatar_url: 'https://gateway.test/avatar.skype.com/v1/avatars/anna.7/public?v=3',
        invites: [{ message: 'Hi Fred' }],
      },
    ]);
    await setAvatar('anna.7', null);
    const after = read(invites, (await town.call('fred.2', 'GET', `${list}/invites`)).body);
    expect(after.invite_list[0]?.avatar_url).toBe('');
  });

  it('of profiles: nineteen keys, wherever whole profiles are', async () => {
    const own = await town.call('fred.2', 'GET', '/api.skype.com/users/self/profile');
    expect(read(profile, own.body)).toMatchObject({ username: 'fred.2', avatarUrl: null });
    const joe = await town.call('fred.2', 'GET', '/api.skype.com/users/joe.4/profile');
    expect(read(profile, joe.body).avatarUrl).toContain('/avatars/joe.4/public?v=17');
    const usernames = ['joe.4', 'live:mary', 'concierge', 'fred.2'];
    const batch = await town.call('fred.2', 'POST', '/api.skype.com/users/batch/profiles', { usernames });
    expect(read(v.array(profile), batch.body).map(({ username }) => username)).toEqual(usernames);
  });

  it('has the new mood of a contact at once, in the list and in the profile', async () => {
    const change = { payload: { mood: 'In the garden' } };
    expect((await town.call('joe.4', 'POST', '/api.skype.com/users/joe.4/profile/partial', change)).status).toBe(200);
    const { contacts } = read(wholeList, (await town.call('fred.2', 'GET', list)).body);
    expect(contacts[0]?.profile.mood).toBe('In the garden');
    const { body } = await town.call('fred.2', 'GET', '/api.skype.com/users/joe.4/profile');
    expect(read(profile, body)).toMatchObject({ mood: 'In the garden', richMood: 'In the garden' });
  });

  it('has the pictures of public profiles', async () => {
    const form = new URLSearchParams([['contacts[]', 'joe.4']]);
    const { body } = await town.call('anna.7', 'POST', '/api.skype.com/users/self/contacts/profiles', form);
    expect(body).toMatchObject([{ username: 'joe.4', avatarUrl: expect.stringContaining('/joe.4/public?v=17') }]);
  });
});
