import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SkylarkDatabase } from '../../extension/database.ts';
import { countStored, readAccounts, readIncidents, readPreferences } from '../../options/queries.ts';
import { accountRow, outboxRow, sessionRow } from './rows.ts';

let database: SkylarkDatabase;
let opened = 0;

beforeEach(async () => {
  database = await openDatabase(() => {}, `options-queries-${opened++}`);
});
afterEach(() => database.close());

describe('what the settings page reads', () => {
  it('is the accounts in the order of adding, each with its connection', async () => {
    await database.put('accounts', accountRow({ id: 'a', addedAtMs: 2 }));
    await database.put('accounts', accountRow({ id: 'b', addedAtMs: 1 }));
    await database.put('sessions', sessionRow({ account: 'a', state: 'waiting' }));
    const views = await readAccounts(database);
    expect(views.map(({ account, session }) => [account.id, session?.state])).toEqual([
      ['b', undefined],
      ['a', 'waiting'],
    ]);
  });

  it('counts the records of one account only, and what was not sent apart from what was', async () => {
    for (const account of ['a', 'ab', 'b']) {
      await database.put('drafts', { account, conversation: '8:joe.4', text: 'draft', savedAtMs: 1 });
      await database.put('outbox', outboxRow({ account, clientId: 'c1', state: 'queued' }));
      await database.put('outbox', outboxRow({ account, clientId: 'c2', state: 'failed' }));
      await database.put('outbox', outboxRow({ account, clientId: 'c3', state: 'sent' }));
    }
    expect(await countStored(database, 'a')).toEqual({
      messages: 0,
      conversations: 0,
      contacts: 0,
      unsent: 2,
      drafts: 1,
    });
    expect(await countStored(database, 'c')).toMatchObject({ unsent: 0, drafts: 0 });
  });

  it('is the newest incidents first, with the number of all', async () => {
    for (let at = 1; at <= 5; at++) {
      await database.add('incidents', { account: 'a', atMs: at, kind: 'unreadable', what: 'event', detail: `${at}` });
    }
    const { incidents, total } = await readIncidents(database, 2);
    expect(total).toBe(5);
    expect(incidents.map(({ detail }) => detail)).toEqual(['5', '4']);
  });

  it('has no preferences before they were read once', async () => {
    expect(await readPreferences(database, 'a')).toBeUndefined();
  });
});
