// What is known of a person in words, by the rules of the browser's language.
import { text } from '../../extension/text.ts';
import { listed } from '../../extension/ui/names.ts';
import type { PersonProfile, Place } from '../../src/model/person.ts';
import type { Endpoint, Presence } from '../../src/model/presence.ts';

/** The name of a code, or the code itself where nothing is known of it. */
function nameOf(type: 'region' | 'language', code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The name of a country given as a two-letter code of either case; another text stays as it is. */
export function countryName(country: string): string {
  return /^[a-z]{2}$/i.test(country) ? nameOf('region', country.toUpperCase()) : country;
}

/** The name of a language given as a code of either case. */
export const languageName = (code: string): string => nameOf('language', code);

/** "London, Greater London, United Kingdom". */
export function placeWords({ city, region, country }: Place): string {
  const parts = [city, region, country && countryName(country)].filter((part) => part !== undefined && part !== '');
  return listed(parts as string[], 'unit');
}

/** Whole years since a day (`YYYY-MM-DD`); undefined for a day that has not come. */
export function ageAt(birthday: string, nowMs: number): number | undefined {
  const now = new Date(nowMs);
  const [year = 0, month = 0, day = 0] = birthday.split('-').map(Number);
  const isBefore = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day);
  const age = now.getFullYear() - year - (isBefore ? 1 : 0);
  return age >= 0 ? age : undefined;
}

/** A birthday with the age: "2 January 1987 (39)". Absurd ages are not said. */
export function birthdayWords(birthday: string, nowMs: number): string {
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.parse(`${birthday}T00:00:00Z`),
  );
  const age = ageAt(birthday, nowMs);
  return age !== undefined && age < 130 ? text('popupPersonBirthday', day, age) : day;
}

/** The address that dials a number; undefined for what is no number. */
export function dialAddress(number: string): string | undefined {
  const digits = number.replace(/[^\d+*#]/g, '');
  return /^\+?[\d*#]{2,20}$/.test(digits) ? `tel:${digits.replaceAll('#', '%23')}` : undefined;
}

export type Fact = { key: string; label: string; words: string; href?: string };

const mailAddress = (email: string): string | undefined =>
  /^[^\s@<>"?&]+@[^\s@<>"?&]+$/.test(email) ? `mailto:${encodeURIComponent(email).replace('%40', '@')}` : undefined;

/** Everything a profile says, in the order of a card. */
export function factsOf(profile: PersonProfile, nowMs: number): Fact[] {
  const fact = (key: string, label: string, words: string | undefined, href?: string): Fact[] =>
    words ? [{ key, label, words, ...(href && { href }) }] : [];
  const { firstName, lastName } = profile;
  const fullName = [firstName, lastName].filter(Boolean).join(' ');
  return [
    ...(fullName !== profile.name ? fact('name', text('popupPersonFact_name'), fullName) : []),
    ...profile.phones.flatMap(({ kind, number }) =>
      fact(`phone ${number}`, text(`popupPersonPhone_${kind}`), number, dialAddress(number)),
    ),
    ...profile.emails.flatMap((email) =>
      fact(`mail ${email}`, text('popupPersonFact_email'), email, mailAddress(email)),
    ),
    ...profile.places.flatMap((place, i) => fact(`place ${i}`, text('popupPersonFact_place'), placeWords(place))),
    ...fact('birthday', text('popupPersonFact_birthday'), profile.birthday && birthdayWords(profile.birthday, nowMs)),
    ...fact('gender', text('popupPersonFact_gender'), profile.gender && text(`popupPersonGender_${profile.gender}`)),
    ...fact('language', text('popupPersonFact_language'), profile.language && languageName(profile.language)),
    ...fact('company', text('popupPersonFact_company'), profile.company),
    ...fact('department', text('popupPersonFact_department'), profile.department),
    ...fact('job', text('popupPersonFact_job'), profile.jobTitle),
    ...fact('office', text('popupPersonFact_office'), profile.office),
    ...fact('homepage', text('popupPersonFact_homepage'), profile.homepage, profile.homepage),
  ];
}

const capabilityKeys: Readonly<Record<string, string>> = {
  video: 'popupCapability_video',
  audio: 'popupCapability_audio',
  ismobile: 'popupCapability_mobile',
  smsupgrade: 'popupCapability_sms',
  seamless: 'popupCapability_seamless',
};

/** What capability words mean (skype.md 4); words that nobody knows are left out, each meaning is said once. */
export function capabilityWords(capabilities: readonly string[]): string[] {
  const keys = capabilities.flatMap((word) => capabilityKeys[word.toLowerCase()] ?? []);
  return [...new Set(keys)].map((key) => text(key));
}

const deviceKinds: Readonly<Record<string, string>> = {
  ...{ '1': 'web', website: 'web', '10': 'xbox', '11': 'windows', '12': 'windows', '13': 'mac', '14': 'linux' },
  ...{ '15': 'windowsPhone', '16': 'ios', '17': 'android' },
};

/** What kind of device a client runs on (skype.md 4, `typ`). */
export function deviceKind(clientType: string): string {
  return text(`popupDevice_${deviceKinds[clientType.toLowerCase()] ?? 'other'}`);
}

/** The devices of a person that run now: those the last presence names, where it names them; none for one who is not connected. */
export function devicesNow(endpoints: readonly Endpoint[], presence: Presence | undefined): Endpoint[] {
  if (!presence?.isConnected) return [];
  const named = presence.endpoints ?? [];
  return endpoints.filter(({ endpoint }) => named.length === 0 || named.includes(endpoint));
}
