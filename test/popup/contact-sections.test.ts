import '../support/extension.ts';
import { describe, expect, it } from 'vitest';
import type { ContactRow } from '../../extension/database.ts';
import { shownName } from '../../popup/contacts/names.ts';
import {
  ageAt,
  birthdayWords,
  capabilityWords,
  countryName,
  deviceKind,
  devicesNow,
  dialAddress,
  factsOf,
  languageName,
  placeWords,
} from '../../popup/contacts/person-words.ts';
import { arrangeContacts, blockedContacts, type ContactView } from '../../popup/contacts/sections.ts';
import type { Presence } from '../../src/model/presence.ts';

function contact(id: string, name: string, more: Partial<ContactRow> = {}): ContactView {
  const row: ContactRow = {
    ...{ account: 'a', id, kind: 'person', name, isContact: true, isAuthorised: true, isBlocked: false },
    ...{ isFavourite: false, ...more },
  };
  return { row, name: shownName(id, name) };
}

const shown = (contacts: ContactView[], query = '') =>
  arrangeContacts(contacts, query).map(({ key, rows }) => `${key}: ${rows.map(({ name }) => name).join(', ')}`);

describe('the contact list', () => {
  const anna = contact('8:anna.7', 'Anna Cooper');
  const joe = contact('8:joe.4', 'Joe Bloggs', { isFavourite: true, groups: ['Work'] });
  const bot = contact('28:concierge', 'Concierge', { kind: 'bot', groups: ['Bots'] });
  const blocked = contact('8:mallory', 'Mallory', { isBlocked: true, isFavourite: true, groups: ['Work'] });

  it('has favourites first, then groups by name, then everybody; who is blocked is in none of them', () => {
    expect(shown([anna, bot, joe, blocked])).toEqual([
      'favourites: Joe Bloggs',
      'group Bots: Concierge',
      'group Work: Joe Bloggs',
      'everybody: Anna Cooper, Concierge, Joe Bloggs',
    ]);
    expect(blockedContacts([anna, blocked])).toEqual([blocked]);
  });

  it('is one list without a heading where there is nothing to sort into', () => {
    const [section, ...more] = arrangeContacts([anna], '');
    expect(section).toEqual({ key: 'everybody', rows: [anna] });
    expect(more).toEqual([]);
    expect(shown([])).toEqual([]);
  });

  it('finds by parts of names in any order, without accents, and by Skype name', () => {
    const zoe = contact('8:zz.top', 'Zoë Älvarez');
    expect(shown([anna, joe, zoe, blocked], 'alv ZOE')).toEqual(['found: Zoë Älvarez']);
    expect(shown([anna, joe, zoe], 'zz.top')).toEqual(['found: Zoë Älvarez']);
    expect(shown([anna, joe, blocked], 'mallory')).toEqual([]);
  });

  it('shows the Skype name, without its prefix, of who has no name', () => {
    expect(shownName('8:live:joe.4', '')).toBe('live:joe.4');
    expect(shownName('8:joe.4', '8:joe.4')).toBe('joe.4');
    expect(shownName('28:concierge')).toBe('concierge');
    expect(shownName('8:joe.4', ' Joe ')).toBe('Joe');
  });
});

describe('what is known of a person, in words', () => {
  it('names countries by a code of either case, and leaves other texts alone', () => {
    expect([countryName('gb'), countryName('GB'), countryName('United Kingdom'), countryName('??')]).toEqual([
      'United Kingdom',
      'United Kingdom',
      'United Kingdom',
      '??',
    ]);
    expect(placeWords({ city: 'London', country: 'GB' })).toBe('London, United Kingdom');
    expect([languageName('en'), languageName('DE'), languageName('x')]).toEqual(['English', 'German', 'x']);
  });

  it('tells the age on, before and after the birthday, and no absurd one', () => {
    const at = (text: string) => new Date(`${text}T12:00:00`).getTime();
    expect(ageAt('1987-01-02', at('2026-01-01'))).toBe(38);
    expect(ageAt('1987-01-02', at('2026-01-02'))).toBe(39);
    expect(ageAt('2030-01-02', at('2026-01-02'))).toBeUndefined();
    expect(birthdayWords('1987-01-02', at('2026-11-21'))).toBe('January 2, 1987 (age 39)');
    expect(birthdayWords('1601-01-01', at('2026-11-21'))).toBe('January 1, 1601');
  });

  it('dials digits only', () => {
    expect(dialAddress('+44 (0)20 9988-7766')).toBe('tel:+4402099887766');
    expect(dialAddress('call me')).toBeUndefined();
  });

  it('makes facts with their links', () => {
    const facts = factsOf(
      {
        ...{ contact: '8:joe.4', name: 'Joe', firstName: 'Joe', lastName: 'Bloggs', places: [], gender: 'male' },
        phones: [{ kind: 'work', number: '+44 20' }],
        emails: ['joe@joe.example', 'joe@x?bcc=all'],
        homepage: 'https://joe.example/',
      },
      0,
    );
    expect(facts.map(({ label, words, href = '' }) => `${label}: ${words} ${href}`.trim())).toEqual([
      'Full name: Joe Bloggs',
      'Work phone: +44 20 tel:+4420',
      'E-mail: joe@joe.example mailto:joe@joe.example',
      'E-mail: joe@x?bcc=all',
      'Gender: Male',
      'Homepage: https://joe.example/ https://joe.example/',
    ]);
  });

  it('says what devices are and can do, each thing once', () => {
    expect(capabilityWords(['Video', 'audio', 'VIDEO', 'Teleport', 'IsMobile'])).toEqual([
      'Video calls',
      'Voice calls',
      'On a mobile device',
    ]);
    expect(['1', '13', '17', 'website', '99', ''].map(deviceKind)).toEqual([
      'Web browser',
      'Mac',
      'Android',
      'Web browser',
      'Another device',
      'Another device',
    ]);
  });

  it('lists the devices that run now', () => {
    const device = (endpoint: string) => ({
      contact: '8:joe.4',
      endpoint,
      name: '',
      clientType: '1',
      capabilities: [],
    });
    const presence: Presence = {
      ...{ contact: '8:joe.4', isConnected: true, status: 'online', capabilities: [], heardAtMs: 0 },
      endpoints: ['{2}'],
    };
    const both = [device('{1}'), device('{2}')];
    expect(devicesNow(both, presence)).toEqual([device('{2}')]);
    expect(devicesNow(both, { ...presence, endpoints: [] })).toEqual(both);
    expect(devicesNow(both, { ...presence, isConnected: false })).toEqual([]);
    expect(devicesNow(both, undefined)).toEqual([]);
  });
});
