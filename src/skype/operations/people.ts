// Contacts: their profiles, the user's decisions about them, and the groups they are in (skype.md 8.1, 8.2).
import * as v from 'valibot';
import type { ContactId } from '../../model/account.ts';
import type { ContactGroup } from '../../model/person.ts';
import { ServiceError } from '../../service/error.ts';
import type { SendDirect } from '../../service/operations.ts';
import type { DecidingOperations, PeopleOperations, ReadProfile } from '../../service/people-operations.ts';
import { cleanName } from '../decode/clean-name.ts';
import { decodeListedPerson, decodePerson, joinPersons } from '../decode/person.ts';
import { mriOfName, nameOfMri } from '../identifiers.ts';
import { contactGroup, contactList, contactResource, type ContactGroup as WireGroup } from '../wire/contact.ts';
import { profileResource } from '../wire/profile.ts';
import { readItems, readReply } from './reply.ts';

const own = '/contacts/v2/users/SELF';
const segment = encodeURIComponent;

/** Only the code of the kind, whoever made the error: the worker's errors cross a message, and are not of our class there. */
const isRefused = (error: unknown): boolean => {
  const kind = (error as { kind?: unknown } | undefined)?.kind;
  return kind === 'forbidden' || kind === 'not-found';
};

const readGroup = ({ id, name, contacts, is_favorite }: WireGroup): ContactGroup => ({
  id,
  name: cleanName(name),
  isFavourites: is_favorite === true,
  contacts: contacts ?? [],
});

const publicReply = v.array(v.unknown());

async function readPublic(send: SendDirect, contact: ContactId): Promise<ReadProfile> {
  const reply = await send({
    ...{ place: 'profile', method: 'POST', path: '/profile/v1/batch/profiles' },
    json: { usernames: [nameOfMri(contact)] },
  });
  // An entry with the key `status` stands for nobody (skype.md 8.2).
  const [entry] = readReply(publicReply, reply);
  const isNobody = entry === undefined || (typeof entry === 'object' && entry !== null && 'status' in entry);
  if (isNobody) throw new ServiceError('not-found', 'nobody has this name');
  const [profile] = readItems(profileResource, [entry]);
  if (!profile) throw new ServiceError('unreadable', 'the server answered something that is no profile');
  return { access: 'public', profile: decodePerson(profile) };
}

async function readEntry(send: SendDirect, contact: ContactId) {
  const reply = await send({ place: 'contacts', method: 'GET', path: `${own}/contacts` });
  const entries = readItems(contactResource, readReply(contactList, reply).contacts);
  const entry = entries.find(({ mri, suggested }) => mri === contact && suggested !== true);
  return entry && decodeListedPerson(entry);
}

/** What a contact lets contacts see, with what the user noted. */
async function readFull(send: SendDirect, contact: ContactId, isOwn: boolean): Promise<ReadProfile> {
  const path = `/users/${isOwn ? 'self' : segment(nameOfMri(contact))}/profile`;
  const [reply, entry] = await Promise.all([
    send({ place: 'user', method: 'GET', path }),
    isOwn ? undefined : readEntry(send, contact),
  ]);
  const person = decodePerson(readReply(profileResource, reply));
  return { access: 'full', profile: joinPersons(person, entry) };
}

function createGroupsOfContacts(send: SendDirect) {
  const request = async (method: 'PUT' | 'DELETE' | 'POST', path: string, json?: unknown) =>
    send({ place: 'contacts', method, path: `${own}/groups${path}`, ...(json !== undefined && { json }) });
  const listGroups = async (): Promise<ContactGroup[]> => {
    const reply = await send({ place: 'contacts', method: 'GET', path: `${own}/groups` });
    return (readReply(contactList, reply).groups ?? []).map(readGroup);
  };
  const setInGroup: DecidingOperations['setInGroup'] = async (group, contact, isMember) => {
    await request(isMember ? 'PUT' : 'DELETE', `/${segment(group)}/contacts/${segment(contact)}`);
  };
  return {
    listGroups,
    setInGroup,
    async createGroup(name: string): Promise<ContactGroup> {
      return readGroup(readReply(contactGroup, await request('POST', '', { name })));
    },
    async setFavourite(contact: ContactId, isFavourite: boolean): Promise<void> {
      const favourites = (await listGroups()).find((group) => group.isFavourites);
      if (!favourites) throw new ServiceError('not-found', 'the server has no favourites');
      await setInGroup(favourites.id, contact, isFavourite);
    },
  };
}

/** Who people are, as the signed-in user `user` may know. */
export function createPeopleOperations(send: SendDirect, user: ContactId): PeopleOperations {
  return {
    async readProfile(contact) {
      const id = mriOfName(contact);
      try {
        return await readFull(send, id, id === user);
      } catch (error) {
        // Somebody who has not accepted the user shows only what everybody may see.
        if (!isRefused(error)) throw error;
        return readPublic(send, id);
      }
    },
  };
}

/** What the signed-in user does with contacts. */
export function createDecidingOperations(send: SendDirect): DecidingOperations {
  const decide = async (method: 'PUT' | 'DELETE', path: string, json?: unknown): Promise<void> => {
    await send({ place: 'contacts', method, path: `${own}${path}`, ...(json !== undefined && { json }) });
  };
  return {
    ...createGroupsOfContacts(send),

    // The list of the contact service, which is also the authorisation, then the list of the messaging gateway (skype.md 8.1).
    async remove(contact) {
      await decide('DELETE', `/contacts/${segment(contact)}`);
      await send({ place: 'messaging', method: 'DELETE', path: `/users/ME/contacts/${segment(contact)}` });
    },

    block: (contact, isAbuse) =>
      decide('PUT', `/contacts/blocklist/${segment(contact)}`, { report_abuse: isAbuse, ui_version: 'skype.com' }),
    unblock: (contact) => decide('DELETE', `/contacts/blocklist/${segment(contact)}`),
  };
}
