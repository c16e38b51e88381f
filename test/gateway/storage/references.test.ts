import { expect, it } from 'vitest';
import { openMemoryDatabase } from '../../support/databases.ts';

it('finds what points at a row without reading a whole table', async () => {
  const database = await openMemoryDatabase();
  const bare = await database.query<{ reference: string }>(
    `select conrelid::regclass::text || '.' || attname as reference
     from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
     where contype = 'f' and not exists (
       select 1 from pg_index where indrelid = conrelid and indkey[0] = conkey[1] and indpred is null)
     order by 1`,
  );
  const [all] = await database.query<{ n: number }>("select count(*) as n from pg_constraint where contype = 'f'");
  await database.close();
  expect(all?.n).toBeGreaterThan(20);
  expect(bare.map(({ reference }) => reference)).toEqual([]);
});
