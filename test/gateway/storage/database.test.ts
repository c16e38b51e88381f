import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, isUniqueViolation } from '../../../gateway/storage/database.ts';
import { eachDatabase } from '../../support/databases.ts';

eachDatabase((openDatabase) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase();
    await database.query('create table samples (id bigint primary key, document jsonb, words text[])');
  });
  afterAll(() => database.close());

  describe('values', () => {
    it('gives bigint columns and counts as numbers and jsonb as parsed values', async () => {
      const atMs = 1_795_291_396_521;
      await database.query('insert into samples values ($1, $2, $3::text[])', [
        atMs,
        JSON.stringify({ list: [1, 'two', null] }),
        ['a,"b', 'ü'],
      ]);
      const [row] = await database.query('select * from samples where words @> $1::text[]', [['ü']]);
      expect(row).toEqual({ id: atMs, document: { list: [1, 'two', null] }, words: ['a,"b', 'ü'] });
      expect(await database.query('select count(*) as count from samples')).toEqual([{ count: 1 }]);
    });

    it('keeps a jsonb text, array and null apart from SQL', async () => {
      const [row] = await database.query('select $1::jsonb as text, $2::jsonb as list, $3::jsonb as nothing', [
        JSON.stringify('x'),
        JSON.stringify([]),
        'null',
      ]);
      expect(row).toEqual({ text: 'x', list: [], nothing: null });
    });
  });

  describe('transactions', () => {
    it('keep all of their changes or none', async () => {
      const failing = database.transaction(async (transaction) => {
        await transaction.query('insert into samples (id) values (7)');
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await database.query('select id from samples where id = 7')).toEqual([]);
      const id = await database.transaction(async (transaction) => {
        const [row] = await transaction.query<{ id: number }>('insert into samples (id) values (8) returning id');
        return row?.id;
      });
      expect(id).toBe(8);
      expect(await database.query('select id from samples where id = 8')).toEqual([{ id: 8 }]);
    });

    it('run again after a serialization failure', async () => {
      let runs = 0;
      const result = await database.transaction(async (transaction) => {
        runs += 1;
        if (runs < 3) throw Object.assign(new Error('could not serialize access'), { code: '40001' });
        const rows = await transaction.query<{ one: number }>('select 1 as one');
        return rows[0]?.one;
      });
      expect({ runs, result }).toEqual({ runs: 3, result: 1 });
    });

    it('tell a duplicate key from other errors', async () => {
      await database.query('insert into samples (id) values (9)');
      const duplicate = await database.query('insert into samples (id) values (9)').catch((error: unknown) => error);
      const missing = await database.query('select * from nowhere').catch((error: unknown) => error);
      expect(isUniqueViolation(duplicate)).toBe(true);
      expect(isUniqueViolation(missing)).toBe(false);
    });

    it('do not block each other for good', async () => {
      await database.query('insert into samples (id, document) values (100, $1)', [JSON.stringify(0)]);
      const add = () =>
        database.transaction(async (transaction) => {
          const [row] = await transaction.query<{ document: number }>(
            'select document from samples where id = 100 for update',
          );
          await transaction.query('update samples set document = $1 where id = 100', [
            JSON.stringify((row?.document ?? 0) + 1),
          ]);
        });
      await Promise.all(Array.from({ length: 20 }, add));
      expect(await database.query('select document from samples where id = 100')).toEqual([{ document: 20 }]);
    });
  });

  describe('notifications', () => {
    it('reach every listener of the channel, and none after it stopped', async () => {
      const received: string[] = [];
      let wake = () => {};
      const waitFor = async (count: number) => {
        while (received.length < count) await new Promise<void>((resolve) => (wake = resolve));
      };
      const hear = (name: string) => (payload: string) => {
        received.push(`${name} ${payload}`);
        wake();
      };
      const stopFirst = await database.listen('samples_changed', hear('first'));
      const stopSecond = await database.listen('samples_changed', hear('second'));
      await database.notify('samples_changed', 'one');
      await waitFor(2);
      await stopFirst();
      await database.transaction(async (transaction) => {
        await transaction.query('select pg_notify($1, $2)', ['samples_changed', 'two']);
      });
      await waitFor(3);
      await stopSecond();
      expect(received).toEqual(['first one', 'second one', 'second two']);
    });

    it('refuse a channel name that would need quoting', async () => {
      await expect(database.notify('a; drop table users', '')).rejects.toThrow('is not a channel name');
    });
  });
});
