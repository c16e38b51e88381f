import '../support/extension.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import { fold, readSearchable, search } from '../../extension/search.ts';
import { anna, fred, joe, team } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { aContact, aConversation, account, anAccount, aPresence, aSession, store } from '../support/stored-chat.ts';

let database: SkylarkDatabase;

beforeEach(async () => {
  extension.reset();
  database = await openDatabase();
  await store(database, {
    accounts: [anAccount()],
    sessions: [aSession()],
    contacts: [
      aContact(joe, 'Joe Bloggs'),
      aContact(anna, 'Anna Cooper'),
      aContact('8:zoe', 'Zoë Ångström'),
      aContact('8:hana', 'Hana Joerg'),
      aContact('8:met', 'Joel Met-Once', { isContact: false }),
      aContact('8:bad', 'Joe Blocked', { isBlocked: true }),
      aContact(fred, 'Joe Myself'),
    ],
    presence: [aPresence('8:zoe'), aPresence(joe)],
    conversations: [
      aConversation(anna, { activeAtMs: 20 }),
      aConversation(joe, { activeAtMs: 10 }),
      aConversation(team, { kind: 'group', topic: 'Team chat', searchText: 'team chat joe bloggs', activeAtMs: 30 }),
    ],
  });
});

async function find(query: string) {
  const found = search(await readSearchable(database), query);
  return {
    conversations: found.conversations.map(({ row }) => row.id),
    contacts: found.contacts.map(({ name }) => name),
  };
}

describe('the search', () => {
  it('finds conversations by name, topic and members, in the order of the list', async () => {
    expect(await find('joe')).toEqual({ conversations: [team, joe], contacts: ['Hana Joerg'] });
    expect((await find('chat')).conversations).toEqual([team]);
  });

  it('wants every word, in any order and anywhere, and puts beginnings of words first', async () => {
    expect((await find('bloggs jo')).conversations).toEqual([team, joe]);
    expect(await find('an')).toEqual({ conversations: [anna], contacts: ['Zoë Ångström', 'Hana Joerg'] });
    expect((await find('joe nobody')).conversations).toEqual([]);
  });

  it('does not care for case and accents', async () => {
    expect((await find('ZOE angstrom')).contacts).toEqual(['Zoë Ångström']);
    expect(fold('  Zoë   Ångström ')).toBe('zoe angstrom');
  });

  it('offers contacts once: not those with a conversation, strangers, blocked people or the user', async () => {
    const { contacts } = await find('o');
    expect(contacts).toEqual(['Hana Joerg', 'Zoë Ångström']);
  });

  it('shows presence of what it finds, while connected', async () => {
    const presence = async () => search(await readSearchable(database), 'zoe').contacts[0]?.presence?.status;
    expect(await presence()).toBe('online');
    await store(database, { sessions: [aSession({ state: 'waiting' })] });
    expect(await presence()).toBeUndefined();
  });

  it('keeps to one account when asked, and to a limit', async () => {
    const searchable = await readSearchable(database);
    expect(search(searchable, 'joe', 50, 'another account')).toEqual({ conversations: [], contacts: [] });
    expect(search(searchable, 'joe', 1).conversations).toHaveLength(1);
    expect(search(searchable, 'joe', 1, account).conversations).toHaveLength(1);
  });
});
