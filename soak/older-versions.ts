// What an update finds: the database of an older Skylark, with everything in it. It is made from the present one, by the same
// migrations up to that version, and the worker's next start brings it up to date again.
import type { Page } from 'puppeteer-core';
import { migrations } from '../extension/migrations.ts';

export type UpgradeResult = {
  from: number;
  /** Rows of the older version's stores before and after. */
  rows: number;
  missing: number;
  /** Version of the database afterwards. */
  to: number;
};

/** The versions that an installed Skylark may have left. */
export const olderVersions: readonly number[] = migrations.map((_, index) => index).filter((version) => version > 0);

type Left = { rows: number; keys: string[] };

const keysOf = `async (database) => {
  const keys = [];
  for (const name of database.objectStoreNames) {
    if (['sessions', 'typing', 'presence', 'outbox', 'incidents', 'reading'].includes(name)) continue;
    const asking = database.transaction(name).objectStore(name).getAllKeys();
    await new Promise((done, failed) => { asking.onsuccess = done; asking.onerror = failed; });
    for (const key of asking.result) keys.push(name + ' ' + JSON.stringify(key));
  }
  return keys;
}`;

/** Makes the database that of a version, with all rows that fit. The worker must not be running. */
async function leave(page: Page, version: number): Promise<Left> {
  const steps = migrations
    .slice(0, version)
    .map((migrate) => `(${migrate.toString().replace(/^(?!function)/, 'function ')})`);
  const left = await page.evaluate(`(async () => {
    const opened = (request, upgrade) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
      request.onupgradeneeded = () => upgrade?.(request.result, request.transaction);
    });
    const before = await opened(indexedDB.open('skylark'));
    const all = {};
    const reading = before.transaction([...before.objectStoreNames]);
    await Promise.all([...before.objectStoreNames].map((name) => new Promise((done, failed) => {
      const asking = reading.objectStore(name).getAll();
      asking.onsuccess = () => { all[name] = asking.result; done(); };
      asking.onerror = () => failed(asking.error);
    })));
    before.close();
    const fill = (database, transaction) => {
      for (const migrate of [${steps.join(',')}]) migrate(database, transaction);
      for (const name of database.objectStoreNames) {
        for (const row of all[name] ?? []) transaction.objectStore(name).put(row);
      }
    };
    // An alarm may start the worker between the two, which then makes an empty database of its own: all rows are here, so once more.
    const replace = async () => {
      for (;;) {
        indexedDB.deleteDatabase('skylark');
        try {
          return await opened(indexedDB.open('skylark', ${version}), fill);
        } catch (error) {
          if (error.name !== 'VersionError') throw error;
        }
      }
    };
    const after = await replace();
    const keys = await (${keysOf})(after);
    after.close();
    return { rows: keys.length, keys };
  })()`);
  return left as Left;
}

async function readKeys(page: Page): Promise<{ version: number; keys: string[] }> {
  return (await page.evaluate(`(async () => {
    const opening = indexedDB.open('skylark');
    await new Promise((done, failed) => { opening.onsuccess = done; opening.onerror = failed; });
    const database = opening.result;
    const keys = await (${keysOf})(database);
    const { version } = database;
    database.close();
    return { version, keys };
  })()`)) as { version: number; keys: string[] };
}

/**
 * Puts the database of an older version under an extension whose worker has just been killed, lets it start, and says what is left.
 * @param page one of the extension that has the database not open @param wake starts the worker and resolves when it is ready
 */
export async function upgradeFrom(page: Page, version: number, wake: () => Promise<unknown>): Promise<UpgradeResult> {
  const { rows, keys } = await leave(page, version);
  await wake();
  const after = await readKeys(page);
  const there = new Set(after.keys);
  const missing = keys.filter((key) => !there.has(key)).length;
  return { from: version, rows, missing, to: after.version };
}
