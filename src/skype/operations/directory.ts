// Finding people and bots (skype.md 8.3, 8.4).
import * as v from 'valibot';
import { ServiceError } from '../../service/error.ts';
import type { SendDirect } from '../../service/operations.ts';
import type { BotOperations, DirectoryOperations } from '../../service/people-operations.ts';
import { decodeBotProfile, decodeFoundPerson } from '../decode/person.ts';
import { isBotId, isMri, nameOfMri } from '../identifiers.ts';
import { botDescription } from '../wire/bot.ts';
import { directoryEntry } from '../wire/directory.ts';
import { maybeList } from '../wire/fields.ts';
import { readItems, readReply } from './reply.ts';

const mostSuggestions = 20;

// Entries are read one by one: a directory is written by everybody.
const foundReply = v.object({ results: maybeList(v.unknown()) });
const foundEntry = v.object({ nodeProfileData: directoryEntry });
const botsReply = v.object({ agentDescriptions: maybeList(v.unknown()) });

/** Searching the directory as the signed-in user `user`, who is never among the results. */
export function createDirectoryOperations(send: SendDirect, user: string): DirectoryOperations {
  async function find(place: 'directory' | 'recommendations', path: string) {
    const reply = readReply(foundReply, await send({ place, method: 'GET', path }));
    const people = readItems(foundEntry, reply.results).map(({ nodeProfileData }) =>
      decodeFoundPerson(nodeProfileData),
    );
    const known = new Set([user]);
    return people.filter(({ contact }) => isMri(contact) && !known.has(contact) && known.add(contact));
  }

  return {
    search: (words) =>
      find('directory', `/v2.0/search/?${new URLSearchParams({ searchstring: words, requestId: '0' })}`),
    suggest: () =>
      find(
        'recommendations',
        `/v1.1/recommend?${new URLSearchParams({ requestId: '1', locale: 'en-US', count: String(mostSuggestions) })}`,
      ),
  };
}

/** The directory of bots. */
export function createBotOperations(send: SendDirect): BotOperations {
  async function findBots(query: string) {
    const reply = readReply(botsReply, await send({ place: 'bots', method: 'GET', path: `/v1/agents${query}` }));
    return readItems(botDescription, reply.agentDescriptions)
      .map(decodeBotProfile)
      .filter(({ contact }) => isMri(contact));
  }

  return {
    list: () => findBots(''),
    async read(contact) {
      if (!isBotId(contact)) throw new ServiceError('invalid', 'this is no bot');
      const bots = await findBots(`?${new URLSearchParams({ agentId: nameOfMri(contact) })}`);
      return bots.find((bot) => bot.contact.toLowerCase() === contact.toLowerCase()) ?? bots[0];
    },
  };
}
