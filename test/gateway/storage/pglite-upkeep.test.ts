import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../gateway/storage/database.ts';
import { tidy } from '../../../gateway/storage/pglite-upkeep.ts';
import { openMemoryDatabase } from '../../support/databases.ts';

describe('the embedded database', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openMemoryDatabase();
    await database.query('create table passing (id bigint primary key, words text)');
  });
  afterAll(() => database.close());

  const fill = () =>
    database.query("insert into passing select n, repeat('words', 100) from generate_series(1, 5000) as n");
  const sizeOf = async () =>
    (await database.query<{ size: number }>("select pg_relation_size('passing') as size"))[0]?.size ?? 0;

  it('does not grow with what has come and gone', async () => {
    await fill();
    const fullSize = await sizeOf();
    for (let round = 0; round < 3; round += 1) {
      await database.query('delete from passing');
      expect(await tidy(database)).toContain('passing');
      await fill();
    }
    expect(await sizeOf()).toBe(fullSize);
  });

  it('leaves alone what is tidy', async () => {
    await tidy(database);
    expect(await tidy(database)).toEqual([]);
  });
});
