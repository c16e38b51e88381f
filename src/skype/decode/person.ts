// Who somebody is, from the four forms in which the protocol says it (skype.md 8.1 to 8.4). For pages: the worker keeps no more
// of a person than a list shows.
import { checkAddress, checkBareAddress } from '../../markup/address.ts';
import { parseMarkup } from '../../markup/message-markup.ts';
import type { MarkupTree } from '../../markup/tree.ts';
import type { BotProfile, FoundPerson, PersonProfile, Phone, PhoneKind, Place } from '../../model/person.ts';
import { isBotId, mriOfName, nameOfMri } from '../identifiers.ts';
import type { BotDescription } from '../wire/bot.ts';
import type { ContactResource } from '../wire/contact.ts';
import type { DirectoryEntry } from '../wire/directory.ts';
import type { ProfileResource } from '../wire/profile.ts';
import { cleanName } from './clean-name.ts';
import { cleanText } from './clean-text.ts';

type Text = string | null | undefined;

/**
 * Splits a name as SkPy does: many people have their whole name in the first field; then what follows its last space is the last
 * name (skype.md 8.2, field notes).
 */
export function splitName(first: Text, last: Text): { firstName?: string; lastName?: string } {
  const [whole, given] = [cleanName(first), cleanName(last)];
  const at = given ? -1 : whole.lastIndexOf(' ');
  const firstName = at < 0 ? whole : whole.slice(0, at);
  const lastName = at < 0 ? given : whole.slice(at + 1);
  return { ...(firstName && { firstName }), ...(lastName && { lastName }) };
}

const genders: Readonly<Record<string, 'male' | 'female'>> = {
  '1': 'male',
  male: 'male',
  '2': 'female',
  female: 'female',
};

/** 1 male, 2 female, as number, text or word; anything else says nothing. */
export function readGender(value: Text): { gender?: 'male' | 'female' } {
  const gender = genders[(value ?? '').toLowerCase()];
  return gender ? { gender } : {};
}

const phoneKinds: Readonly<Record<string, PhoneKind>> = {
  ...{ '0': 'home', home: 'home', '1': 'work', work: 'work', office: 'work', business: 'work' },
  ...{ '2': 'mobile', mobile: 'mobile' },
};

/** Telephone numbers with their kinds: 0 home, 1 work, 2 mobile, anything else other; each number once. */
export function readPhones(list: readonly { number: string; type?: Text }[]): Phone[] {
  const found = new Map<string, Phone>();
  for (const { number, type } of list) {
    const shown = cleanName(number);
    if (shown && !found.has(shown))
      found.set(shown, { number: shown, kind: phoneKinds[(type ?? '').toLowerCase()] ?? 'other' });
  }
  return [...found.values()];
}

/** A place, or undefined for an empty one. Codes of countries come in either case (skype.md 8.2). */
export function readPlace(city: Text, region: Text, country: Text): Place | undefined {
  const names = { city: cleanName(city), region: cleanName(region), country: cleanName(country) };
  if (/^[a-z]{2}$/i.test(names.country)) names.country = names.country.toUpperCase();
  const known = Object.entries(names).filter(([, name]) => name !== '');
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

/** A day, `YYYY-MM-DD`; one that is in no calendar says nothing. */
export function readBirthday(value: Text): { birthday?: string } {
  const birthday = /^(\d{4}-\d\d-\d\d)(T|$)/.exec(value ?? '')?.[1];
  const time = birthday ? Date.parse(`${birthday}T00:00:00Z`) : Number.NaN;
  return birthday && new Date(time || 0).toISOString().startsWith(birthday) ? { birthday } : {};
}

/** An address of the web that may be a link; people often leave out the beginning. */
export function readWebAddress(value: Text): string | undefined {
  const given = (value ?? '').trim();
  if (given === '') return undefined;
  const href = /^[a-z][a-z+.-]*:/i.test(given) ? checkAddress(given) : checkBareAddress(`https://${given}`);
  return href && /^https?:/.test(href) ? href : undefined;
}

function readMood(...moods: Text[]): { mood?: MarkupTree } {
  const mood = moods.find((candidate) => candidate?.trim());
  return mood ? { mood: parseMarkup(mood.slice(0, 2_000)) } : {};
}

const language = (value: Text): { language?: string } =>
  /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(value ?? '') ? { language: (value ?? '').toLowerCase() } : {};

function optional<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return (value ? { [key]: value } : {}) as { [K in Key]?: string };
}

const present = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** A profile, whole or public (skype.md 8.2). A display name may be blank whatever the other names say. */
export function decodePerson(profile: ProfileResource): PersonProfile {
  const { firstname, lastname, displayname, phoneHome, phoneMobile, phoneOffice } = profile;
  const names = splitName(firstname, lastname);
  const phones = { home: phoneHome, work: phoneOffice, mobile: phoneMobile };
  return {
    contact: mriOfName(profile.username),
    name: cleanName(displayname) || [names.firstName, names.lastName].filter(Boolean).join(' '),
    ...names,
    ...readMood(profile.richMood, profile.mood),
    ...optional('about', cleanText(profile.about, 2_000)),
    ...readBirthday(profile.birthday),
    ...readGender(profile.gender),
    places: present(readPlace(profile.city, profile.province, profile.country)),
    phones: readPhones(Object.entries(phones).flatMap(([type, number]) => (number ? [{ type, number }] : []))),
    emails: (profile.emails ?? []).map(cleanName).filter((email) => email !== ''),
    ...optional('homepage', readWebAddress(profile.homepage)),
    ...optional('jobTitle', cleanName(profile.jobtitle)),
    ...language(profile.language),
  };
}

/** An entry of the contact list, with the numbers and names that the user noted (skype.md 8.1). */
export function decodeListedPerson({ mri, display_name, profile, phones }: ContactResource): PersonProfile {
  const names = splitName(profile?.name?.first, profile?.name?.surname);
  const places = (profile?.locations ?? []).map(({ city, state, region, country }) =>
    readPlace(city, state ?? region, country),
  );
  return {
    contact: mri,
    name: cleanName(display_name) || [names.firstName, names.lastName].filter(Boolean).join(' '),
    ...names,
    ...readMood(profile?.mood),
    ...optional('about', cleanText(profile?.about, 2_000)),
    ...readBirthday(profile?.birthday),
    ...readGender(profile?.gender),
    places: places.flatMap(present),
    phones: readPhones([...(profile?.phones ?? []), ...(phones ?? [])]),
    emails: [],
    ...optional('homepage', readWebAddress(profile?.website)),
    ...optional('company', cleanName(profile?.name?.company)),
    ...language(profile?.language),
  };
}

/** One person from a profile and an entry of the list: the profile says it, the entry fills what is missing. */
export function joinPersons(profile: PersonProfile, entry: PersonProfile | undefined): PersonProfile {
  if (!entry) return profile;
  return {
    ...entry,
    ...profile,
    // What the user calls the contact wins.
    name: entry.name || profile.name,
    places: profile.places.length > 0 ? profile.places : entry.places,
    phones: readPhones([...profile.phones, ...entry.phones].map(({ kind, number }) => ({ type: kind, number }))),
  };
}

/** Somebody from the directory (skype.md 8.3); `skypeId` has no prefix. */
export function decodeFoundPerson(entry: DirectoryEntry): FoundPerson {
  const place = readPlace(entry.city, entry.state, entry.countryCode || entry.country);
  return {
    contact: mriOfName(entry.skypeId),
    name: cleanName(entry.name) || cleanName(nameOfMri(entry.skypeId)),
    ...(place && { place }),
    ...optional('about', cleanText(entry.about, 300)),
  };
}

/** A bot (skype.md 8.4); `extra` is HTML. */
export function decodeBotProfile(bot: BotDescription): BotProfile {
  const { agentId, displayName, starRating, extra } = bot;
  const rating = typeof starRating === 'number' && starRating > 0 ? Math.min(5, starRating) : undefined;
  const addresses = { webpage: bot.webpage, terms: bot.tos, privacy: bot.privacyStatement } as const;
  return {
    contact: isBotId(agentId) ? agentId : `28:${agentId}`,
    name: cleanName(displayName) || cleanName(nameOfMri(agentId)),
    description: cleanText(bot.description, 2_000),
    ...optional('developer', cleanName(bot.developer)),
    isTrusted: bot.isTrusted === true,
    capabilities: (bot.capabilities ?? []).map(cleanName).filter(Boolean).slice(0, 20),
    languages: (bot.supportedLocales ?? []).map(cleanName).filter(Boolean).slice(0, 30),
    ...(rating !== undefined && { rating }),
    ...(extra?.trim() && { extra: parseMarkup(extra.slice(0, 4_000)) }),
    links: (['webpage', 'terms', 'privacy'] as const).flatMap((kind) =>
      present(readWebAddress(addresses[kind])).map((href) => ({ kind, href })),
    ),
  };
}
