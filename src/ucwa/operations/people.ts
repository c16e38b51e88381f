// People as the organisation's address book knows them (ucwa.md 6, `contact` and `search`).
import type { FoundPerson, PersonProfile, Phone, PhoneKind } from '../../model/person.ts';
import { ServiceError } from '../../service/error.ts';
import type { SendDirect } from '../../service/operations.ts';
import type { DirectoryOperations, PeopleOperations } from '../../service/people-operations.ts';
import type { Resource } from '../wire/resource-form.ts';
import { readReply, textOf, textsOf } from './reply.ts';

const mostFound = 50;
/** The longest `query` of a search (ucwa.md 6). */
const longestQuery = 256;

const phoneProperties: readonly [property: string, kind: PhoneKind][] = [
  ['workPhoneNumber', 'work'],
  ['mobilePhoneNumber', 'mobile'],
  ['homePhoneNumber', 'home'],
  ['otherPhoneNumber', 'other'],
];

/** The identity of a contact resource; undefined when it is not a person we could write to. */
function contactOf(resource: Resource): string | undefined {
  const uri = textOf(resource, 'uri').toLowerCase();
  return /^sip:[^@\s]+@[^@\s]+$/.test(uri) ? uri : undefined;
}

function phonesOf(resource: Resource): Phone[] {
  return phoneProperties.flatMap(([property, kind]) => {
    const number = textOf(resource, property).replace(/^tel:/i, '').split(';')[0] ?? '';
    return number ? [{ kind, number }] : [];
  });
}

/** What a contact resource, or `me`, says of a person. */
function profileOf(resource: Resource, contact: string): PersonProfile {
  const company = textOf(resource, 'company');
  const department = textOf(resource, 'department');
  const jobTitle = textOf(resource, 'title');
  const office = textOf(resource, 'office');
  return {
    contact,
    name: textOf(resource, 'name'),
    places: [],
    phones: phonesOf(resource),
    emails: textsOf(resource, 'emailAddresses'),
    ...(company && { company }),
    ...(department && { department }),
    ...(jobTitle && { jobTitle }),
    ...(office && { office }),
  };
}

function foundPerson(resource: Resource, user: string): FoundPerson[] {
  const contact = contactOf(resource);
  if (contact === undefined || contact === user) return [];
  const about = ['title', 'department', 'company'].map((name) => textOf(resource, name)).filter(Boolean);
  return [{ contact, name: textOf(resource, 'name'), ...(about.length > 0 && { about: about.join(' · ') }) }];
}

/** Who people are; the signed-in user `user` reads `me` instead of a contact. */
export function createPeopleOperations(send: SendDirect, user: string): PeopleOperations {
  return {
    async readProfile(contact) {
      const isOwn = contact.toLowerCase() === user;
      const path = isOwn ? '/self' : `/self?${new URLSearchParams({ uri: contact })}`;
      const resource = readReply(await send({ place: isOwn ? 'me' : 'contact', method: 'GET', path }));
      // Whoever the server does not know has neither a name nor an address.
      if (!textOf(resource, 'name') && contactOf(resource) === undefined)
        throw new ServiceError('not-found', 'nobody has this address');
      return { access: 'full', profile: profileOf(resource, contact) };
    },
  };
}

/** Searching the address book as the signed-in user `user`, who is never among the results. */
export function createDirectoryOperations(send: SendDirect, user: string): DirectoryOperations {
  return {
    async search(words) {
      const query = new URLSearchParams({ query: words.slice(0, longestQuery), limit: String(mostFound) });
      const found = readReply(await send({ place: 'people', method: 'GET', path: `/search?${query}` }));
      const people = (found.embedded.contact ?? []).flatMap((resource) => foundPerson(resource, user));
      return people.filter(({ contact }, at) => people.findIndex((other) => other.contact === contact) === at);
    },
  };
}
