import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toPlainText } from '../../../src/markup/plain-text.ts';
import { decodeRequests } from '../../../src/skype/decode/contact.ts';
import {
  decodeBotProfile,
  decodeFoundPerson,
  decodeListedPerson,
  decodePerson,
  joinPersons,
  readBirthday,
  readGender,
  readPhones,
  readPlace,
  readWebAddress,
  splitName,
} from '../../../src/skype/decode/person.ts';
import { botList } from '../../../src/skype/wire/bot.ts';
import { contactResource } from '../../../src/skype/wire/contact.ts';
import { directoryReply } from '../../../src/skype/wire/directory.ts';
import { profileResource } from '../../../src/skype/wire/profile.ts';
import { readWire } from '../../../src/skype/wire/read.ts';

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/seeds/${name}`, import.meta.url), 'utf8'));

function read<S extends Parameters<typeof readWire>[0]>(schema: S, value: unknown) {
  const result = readWire<S>(schema, value);
  if (!result.ok) throw new Error(`${result.path}: ${result.reason}`);
  return result.value;
}

describe('the field rules of the notes', () => {
  it.each([
    ['a name in two fields', 'Joe', 'Bloggs', { firstName: 'Joe', lastName: 'Bloggs' }],
    ['a whole name in the first field', 'Joe Bloggs', '', { firstName: 'Joe', lastName: 'Bloggs' }],
    ['a whole name of three words', 'Mary Ann Smith', null, { firstName: 'Mary Ann', lastName: 'Smith' }],
    ['spaces around', '  Joe   Bloggs ', undefined, { firstName: 'Joe', lastName: 'Bloggs' }],
    ['two words with a last name', 'Mary Ann', 'Smith', { firstName: 'Mary Ann', lastName: 'Smith' }],
    ['one word', 'Joe', '', { firstName: 'Joe' }],
    ['a last name alone', null, 'Bloggs', { lastName: 'Bloggs' }],
    ['no name', null, null, {}],
  ])('split %s', (_what, first, last, expected) => {
    expect(splitName(first, last)).toEqual(expected);
  });

  it.each([
    ['1', { gender: 'male' }],
    ['2', { gender: 'female' }],
    ['Female', { gender: 'female' }],
    ['0', {}],
    ['7', {}],
    [null, {}],
  ])('read gender %s', (value, expected) => {
    expect(readGender(value)).toEqual(expected);
  });

  it('read kinds of telephones by number and by word, each number once', () => {
    const list = [
      { number: '+1', type: '0' },
      { number: '+2', type: '1' },
      { number: '+3', type: '2' },
      { number: '+4', type: '3' },
      { number: '+5', type: 'Mobile' },
      { number: '+6' },
      { number: '+1', type: '2' },
      { number: '  ' },
    ];
    expect(readPhones(list).map(({ kind, number }) => `${kind} ${number}`)).toEqual([
      'home +1',
      'work +2',
      'mobile +3',
      'other +4',
      'mobile +5',
      'other +6',
    ]);
  });

  it.each([
    ['London', null, 'gb', { city: 'London', country: 'GB' }],
    ['London', 'Greater London', 'GB', { city: 'London', region: 'Greater London', country: 'GB' }],
    ['', '', 'United Kingdom', { country: 'United Kingdom' }],
    [null, undefined, '', undefined],
  ])('read the place %s, %s, %s', (city, region, country, expected) => {
    expect(readPlace(city, region, country)).toEqual(expected);
  });

  it.each([
    ['1987-01-02', { birthday: '1987-01-02' }],
    ['1987-01-02T00:00:00Z', { birthday: '1987-01-02' }],
    ['1987-02-30', {}],
    ['22016-01-01', {}],
    ['1987', {}],
    [null, {}],
  ])('read the birthday %s', (value, expected) => {
    expect(readBirthday(value)).toEqual(expected);
  });

  it.each([
    ['https://joe.example/me', 'https://joe.example/me'],
    ['joe.example', 'https://joe.example/'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['mailto:joe@joe.example', undefined],
    ['https://user:pass@joe.example', undefined],
    ['', undefined],
  ])('read the homepage %s', (value, expected) => {
    expect(readWebAddress(value)).toBe(expected);
  });
});

describe('the samples of the notes', () => {
  it('a profile', () => {
    const { mood, ...person } = decodePerson(read(profileResource, sample('profile.json')));
    expect(mood && toPlainText(mood, 100)).toBe('Happy :D');
    expect(person).toEqual({
      contact: '8:joe.4',
      name: 'Joe Bloggs',
      firstName: 'Joe',
      lastName: 'Bloggs',
      about: 'I am a Skype user.',
      birthday: '1987-01-02',
      gender: 'male',
      places: [{ city: 'London', region: 'Greater London', country: 'GB' }],
      phones: [
        { kind: 'home', number: '+442099887766' },
        { kind: 'work', number: '+442020900900' },
        { kind: 'mobile', number: '+447711223344' },
      ],
      emails: [],
      jobTitle: 'Skype user',
      language: 'en',
    });
  });

  it('a public profile, whose display name may be blank', () => {
    const [entry] = sample('public-profiles.json') as object[];
    expect(decodePerson(read(profileResource, entry))).toMatchObject({ contact: '8:anna.7', name: 'Anna Cooper' });
    const nameless = { ...entry, displayname: ' ', firstname: 'Anna Maria Cooper', lastname: '' };
    expect(decodePerson(read(profileResource, nameless))).toMatchObject({
      name: 'Anna Maria Cooper',
      firstName: 'Anna Maria',
      lastName: 'Cooper',
    });
    expect(decodePerson({ username: 'anna.7' })).toMatchObject({ name: '', places: [], phones: [] });
  });

  it('an entry of the contact list, joined to the profile', () => {
    const [entry] = (sample('contact-list.json') as { contacts: unknown[] }).contacts;
    const listed = decodeListedPerson(read(contactResource, entry));
    expect(listed.phones.map(({ kind }) => kind)).toEqual(['home', 'work', 'mobile']);
    expect(listed.places).toEqual([{ city: 'London', country: 'GB' }]);
    const joined = joinPersons(
      { contact: '8:joe.4', name: 'Joseph', places: [], phones: [{ kind: 'other', number: '+1' }], emails: [] },
      listed,
    );
    expect(joined).toMatchObject({ name: 'Joe Bloggs', places: [{ city: 'London' }] });
    expect(joined.phones.map(({ number }) => number)).toEqual(['+1', ...listed.phones.map(({ number }) => number)]);
  });

  it('somebody in the directory', () => {
    const { results } = read(directoryReply, sample('directory.json'));
    expect(results.map(({ nodeProfileData }) => decodeFoundPerson(nodeProfileData))).toEqual([
      {
        contact: '8:joe.4',
        name: 'Joe',
        place: { city: 'London', region: 'Greater London', country: 'GB' },
        about: 'I am a Skype user.',
      },
    ]);
  });

  it('a bot, whose beginning of a legal text is markup', () => {
    const [bot] = read(botList, sample('bots.json')).agentDescriptions;
    if (!bot) throw new Error('the sample has no bot');
    const { extra, ...profile } = decodeBotProfile(bot);
    expect(extra && toPlainText(extra, 100)).toContain('Terms of Service');
    expect(profile).toMatchObject({
      contact: '28:concierge',
      name: 'Skype',
      developer: 'Skype',
      isTrusted: true,
      rating: 5,
      languages: ['en-US', 'en-GB'],
      links: [],
    });
    const linked = decodeBotProfile({ ...bot, tos: 'javascript:alert(1)', webpage: 'https://bot.example/' });
    expect(linked.links).toEqual([{ kind: 'webpage', href: 'https://bot.example/' }]);
  });
});

describe('contact requests', () => {
  it('are read one by one: one that cannot be read is recorded and the others stay', () => {
    const reply = {
      invite_list: [
        { mri: 'no identifier', invites: [] },
        { mri: 7 },
        {
          mri: '8:joe.4',
          displayname: 'Joe\u202e',
          invites: [{ message: 'first' }, { message: 'last', time: 'never' }],
        },
      ],
    };
    const { requests, unreadable } = decodeRequests(reply);
    expect(requests).toEqual([{ contact: '8:joe.4', name: 'Joe', greeting: 'last', atMs: 0 }]);
    expect(unreadable.map(({ what, path }) => `${what} ${path}`)).toEqual(['request 0 mri', 'request 1 mri']);
  });

  it('are none in a reply without them, and a reply that makes no sense is recorded', () => {
    expect(decodeRequests({})).toEqual({ requests: [], unreadable: [] });
    expect(decodeRequests('nothing').unreadable).toHaveLength(1);
    expect(decodeRequests({ invite_list: [] })).toEqual({ requests: [], unreadable: [] });
  });
});
