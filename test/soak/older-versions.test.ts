import 'fake-indexeddb/auto';
import { runInThisContext } from 'node:vm';
import { IDBFactory } from 'fake-indexeddb';
import type { Page } from 'puppeteer-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../extension/database.ts';
import { migrations } from '../../extension/migrations.ts';
import { olderVersions, upgradeFrom } from '../../soak/older-versions.ts';

/** A page whose scripts run here, on the database of this test. */
const page = { evaluate: async (script: string) => runInThisContext(script) as unknown } as unknown as Page;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  const database = await openDatabase();
  const draft = (conversation: string) => ({ account: 'a', conversation, text: 'Dear', savedAtMs: 1 });
  await database.put('drafts', draft('8:joe.4'));
  await database.put('drafts', draft('8:anna.7'));
  database.close();
});

describe('an update in the soak test', () => {
  it('can begin at every version but the present one', () => {
    expect(olderVersions).toEqual(Array.from({ length: migrations.length - 1 }, (_, index) => index + 1));
  });

  it.each(olderVersions)(
    'from version %i finds an older database with everything in it, and counts nothing missing',
    async (from) => {
      let found: number | undefined;
      const result = await upgradeFrom(page, from, async () => {
        found = (await indexedDB.databases())[0]?.version;
        (await openDatabase()).close();
      });
      expect(found).toBe(from);
      expect(result).toEqual({ from, rows: 2, missing: 0, to: migrations.length });
    },
  );

  it('finds what an update lost', async () => {
    const result = await upgradeFrom(page, 1, async () => {
      const database = await openDatabase();
      await database.delete('drafts', ['a', '8:joe.4']);
      database.close();
    });
    expect(result).toMatchObject({ missing: 1 });
  });
});
