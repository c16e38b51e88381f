// The user's own profile and picture (skype.md 8.2), and the addresses and numbers of the account (skype.md 9.4).
import { escapeMarkup } from '../../markup/entities.ts';
import type { ContactId } from '../../model/account.ts';
import type { ContactPoint, OwnProfile, ProfileFields, ProfileOperations } from '../../service/account-operations.ts';
import type { SendDirect } from '../../service/operations.ts';
import { cleanName } from '../decode/clean-name.ts';
import { cleanText } from '../decode/clean-text.ts';
import { decodePerson, readBirthday, readGender, readPlace, splitName } from '../decode/person.ts';
import { nameOfMri } from '../identifiers.ts';
import { contactPoint, shortCircuitProfile } from '../wire/people.ts';
import { type ProfileResource, profileResource } from '../wire/profile.ts';
import { peopleApplication } from './people-settings.ts';
import { readItems, readReply } from './reply.ts';

const pointsPath = '/profile/mine/System.ShortCircuitProfile.json';
const longestText = 2_000;

function fieldsOf(profile: ProfileResource): ProfileFields {
  const { firstName = '', lastName = '' } = splitName(profile.firstname, profile.lastname);
  const place = readPlace(profile.city, profile.province, profile.country);
  return {
    ...{ firstName, lastName },
    mood: cleanText(profile.mood, longestText),
    about: cleanText(profile.about, longestText),
    birthday: readBirthday(profile.birthday).birthday ?? '',
    gender: readGender(profile.gender).gender ?? '',
    language: cleanName(profile.language).toLowerCase(),
    ...{ country: place?.country ?? '', region: place?.region ?? '', city: place?.city ?? '' },
    homepage: cleanName(profile.homepage),
    jobTitle: cleanName(profile.jobtitle),
    phoneHome: cleanName(profile.phoneHome),
    phoneMobile: cleanName(profile.phoneMobile),
    phoneWork: cleanName(profile.phoneOffice),
  };
}

const genderCodes: Readonly<Record<ProfileFields['gender'], string>> = { '': '0', male: '1', female: '2' };

const names: Readonly<Record<keyof ProfileFields, string>> = {
  ...{ firstName: 'firstname', lastName: 'lastname', mood: 'mood', about: 'about', birthday: 'birthday' },
  ...{ gender: 'gender', language: 'language', country: 'country', region: 'province', city: 'city' },
  ...{ homepage: 'homepage', jobTitle: 'jobtitle' },
  ...{ phoneHome: 'phoneHome', phoneMobile: 'phoneMobile', phoneWork: 'phoneOffice' },
};

/** The payload of a change; null takes a field away. */
function payloadOf(changes: Partial<ProfileFields>): Record<string, string | null> {
  const payload: Record<string, string | null> = {};
  for (const [field, value] of Object.entries(changes) as [keyof ProfileFields, string][]) {
    payload[names[field]] = value === '' ? null : value;
  }
  if (changes.gender !== undefined) payload.gender = genderCodes[changes.gender];
  // Clients cannot read a profile whose first name is not a text (skype.md 8.2).
  if (changes.firstName !== undefined) payload.firstname = changes.firstName;
  // The rich form is markup: what was typed must not become any.
  if (changes.mood) payload.richMood = escapeMarkup(changes.mood);
  return payload;
}

const labels: Readonly<Record<string, NonNullable<ContactPoint['label']>>> = {
  ...{ home: 'home', personal: 'home', work: 'work', business: 'work', mobile: 'mobile', other: 'other' },
};

function pointsOf(kind: ContactPoint['kind'], value: unknown): ContactPoint[] {
  return readItems(contactPoint, Array.isArray(value) ? value : []).flatMap(({ Name, Label, State, ...point }) => {
    const address = cleanName(Name);
    if (address === '' || State === 'Removed') return [];
    const label = labels[(Label ?? '').replace(/^[^_]*_/, '').toLowerCase()];
    const isSearchable = point.Searchable ?? point.SearchableApplications?.some((each) => each.Name === 'Skype');
    return [{ kind, address, ...(label && { label }), isVerified: State === 'Verified', isSearchable: !!isSearchable }];
  });
}

/** The profile of the signed-in user `user`. */
export function createProfileOperations(send: SendDirect, user: ContactId): ProfileOperations {
  const picturePath = `/v1/avatars/${encodeURIComponent(nameOfMri(user))}`;
  return {
    async read(): Promise<OwnProfile> {
      const reply = await send({ place: 'user', method: 'GET', path: '/users/self/profile' });
      const profile = readReply(profileResource, reply);
      const picture = profile.avatarUrl ?? undefined;
      return { person: decodePerson(profile), fields: fieldsOf(profile), ...(picture && { picture }) };
    },

    async change(fields) {
      const json = { payload: payloadOf(fields) };
      await send({ place: 'user', method: 'POST', path: '/users/self/profile/partial', json });
    },

    async listContactPoints() {
      const headers = { 'PS-ApplicationId': peopleApplication };
      const reply = await send({ place: 'peopleProfile', method: 'GET', path: pointsPath, headers });
      const attributes = readReply(shortCircuitProfile, reply).Views.flatMap(({ Attributes }) => Attributes);
      const valuesOf = (name: string) => attributes.filter(({ Name }) => Name === `PersonalContactProfile.${name}`);
      return [
        ...valuesOf('Emails').flatMap(({ Value }) => pointsOf('email', Value)),
        ...valuesOf('Phones').flatMap(({ Value }) => pointsOf('phone', Value)),
      ];
    },

    async setPicture(attachment, type) {
      const headers = { 'Content-Type': type };
      await send({ place: 'avatar', method: 'PUT', path: picturePath, attachment, headers });
    },

    async removePicture() {
      await send({ place: 'avatar', method: 'DELETE', path: picturePath });
    },
  };
}
