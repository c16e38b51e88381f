// Who people are: the signed-in user, contacts, profiles and bots (skype.md 8).
import type { ContactId } from '../../model/account.ts';
import type { ContactUpdate } from '../../model/contact.ts';
import type { EventBatch } from '../../model/event.ts';
import type { ContactOperations, OwnUser } from '../../service/service.ts';
import { decodeBot, decodeContactList, decodeProfile, decodeRequests } from '../decode/contact.ts';
import { decodeItems } from '../decode/events.ts';
import { parseMri } from '../identifiers.ts';
import { botList } from '../wire/bot.ts';
import { profileResource } from '../wire/profile.ts';
import { readWire } from '../wire/read.ts';
import { serviceHosts } from '../wire/service-hosts.ts';
import { type Connection, jsonOf, readOrFail } from './connection.ts';

/** The signed-in user: id with prefix and display name, which falls back to the user name. */
export async function readOwnUser(connection: Connection): Promise<OwnUser> {
  const reply = jsonOf(await connection.service('user', { method: 'GET', path: '/users/self/profile' }));
  const { username } = readOrFail(readWire(profileResource, reply));
  const result = decodeProfile(reply);
  const contact = 'events' in result && result.events[0]?.type === 'contact' ? result.events[0].contact : undefined;
  return { id: contact?.id ?? `8:${username}`, name: contact?.name || username };
}

const mostNamesAtOnce = 50;

const isMissing = (entry: unknown): boolean => typeof entry === 'object' && entry !== null && 'status' in entry;

async function readProfiles(connection: Connection, usernames: string[]): Promise<EventBatch> {
  const request = { method: 'POST' as const, path: '/profile/v1/batch/profiles', json: { usernames } };
  const reply = jsonOf(await connection.service('profile', request));
  const profiles = Array.isArray(reply) ? reply.filter((entry) => !isMissing(entry)) : [];
  return decodeItems(profiles, 'profile', decodeProfile);
}

async function readBot(connection: Connection, name: string): Promise<EventBatch> {
  const request = { method: 'GET' as const, path: `/v1/agents?agentId=${encodeURIComponent(name)}` };
  const reply = jsonOf(await connection.service('bots', request));
  return decodeItems(readOrFail(readWire(botList, reply)).agentDescriptions, 'bot', decodeBot);
}

// Telephone numbers and addresses of other networks are what people call each other there.
function nameItself(id: ContactId, name: string): EventBatch {
  const contact: ContactUpdate = { id, kind: 'person', name };
  return { events: [{ type: 'contact', contact }], unreadable: [] };
}

/** Contact list, and names of anybody. */
export function createContactOperations(connection: Connection): ContactOperations {
  const read = async (end: string) =>
    jsonOf(await connection.service('contacts', { method: 'GET', path: `/contacts/v2/users/SELF${end}` }));
  return {
    list: async () => decodeContactList(await read('?delta=&reason=default')),
    listRequests: async () => decodeRequests(await read('/invites')),

    async resolve(ids) {
      const people = ids.flatMap((id) => parseMri(id) ?? []);
      const names = people.filter(({ prefix }) => prefix === '8').map(({ name }) => name);
      const hasBots = serviceHosts.bots in (await connection.discover()).services;
      const batches: Promise<EventBatch>[] = [];
      for (let i = 0; i < names.length; i += mostNamesAtOnce) {
        batches.push(readProfiles(connection, names.slice(i, i + mostNamesAtOnce)));
      }
      for (const { prefix, name } of people) {
        if (prefix === '28' && hasBots) batches.push(readBot(connection, name));
        if (['1', '2', '4'].includes(prefix)) batches.push(Promise.resolve(nameItself(`${prefix}:${name}`, name)));
      }
      const done = await Promise.all(batches);
      return { events: done.flatMap((batch) => batch.events), unreadable: done.flatMap((batch) => batch.unreadable) };
    },
  };
}
