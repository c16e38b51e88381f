import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SkylarkSchema } from '../../extension/database.ts';
import { migrations } from '../../extension/migrations.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

/** A database as an older version of Skylark left it. */
async function leaveOlder(version: number): Promise<void> {
  const database = await openDB<SkylarkSchema>('skylark', version, {
    upgrade(target, oldVersion, _newVersion, transaction) {
      for (const migrate of migrations.slice(oldVersion, version)) migrate(target, transaction);
    },
  });
  await database.put('accounts', {
    ...{ id: 'a', kind: 'skype', server: 'https://chat.example', user: '8:fred.2', name: 'Fred', addedAtMs: 1 },
  });
  await database.put('drafts', { account: 'a', conversation: '8:joe.4', text: 'Dear Joe', savedAtMs: 1 });
  database.close();
}

function shapeOf(database: Awaited<ReturnType<typeof openDatabase>>) {
  return [...database.objectStoreNames].map((name) => {
    const store = database.transaction(name).store;
    return [name, store.keyPath, [...store.indexNames].map((index) => [index, store.index(index).keyPath])];
  });
}

describe('the stored shape', () => {
  it('is that of the last migration in a new profile', async () => {
    const database = await openDatabase();
    expect(database.version).toBe(migrations.length);
    expect([...database.objectStoreNames]).toContain('edits');
    database.close();
  });

  it.each(migrations.map((_, index) => index + 1))(
    'is the same after an update from version %i, and nothing is lost',
    async (version) => {
      const fresh = await openDatabase(() => {}, 'another');
      const expected = shapeOf(fresh);
      fresh.close();
      await leaveOlder(version);
      const database = await openDatabase();
      expect(database.version).toBe(migrations.length);
      expect(shapeOf(database)).toEqual(expected);
      expect(await database.getAll('drafts')).toMatchObject([{ text: 'Dear Joe' }]);
      expect(await database.getAll('accounts')).toMatchObject([{ name: 'Fred' }]);
      database.close();
    },
  );

  it('lets an update go on while an older page has it open: that page is told and closes', async () => {
    let isClosed = false;
    const older = await openDB<SkylarkSchema>('skylark', 1, {
      upgrade: (target, _old, _new, transaction) => migrations[0]?.(target, transaction),
    });
    older.close();
    const page = await openDatabase(() => {
      isClosed = true;
    });
    const newer = await openDB('skylark', migrations.length + 1);
    expect(isClosed).toBe(true);
    expect(() => page.transaction('accounts')).toThrow();
    newer.close();
  });

  it('of a newer program is refused, not damaged', async () => {
    const newer = await openDB('skylark', migrations.length + 1, {
      upgrade: (database) => void database.createObjectStore('future'),
    });
    newer.close();
    await expect(openDatabase()).rejects.toMatchObject({ name: 'VersionError' });
    const again = await openDB('skylark');
    expect([...again.objectStoreNames]).toEqual(['future']);
    again.close();
  });
});
