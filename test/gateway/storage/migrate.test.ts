import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../gateway/storage/database.ts';
import { migrate } from '../../../gateway/storage/migrate.ts';
import { migrations } from '../../../gateway/storage/migrations.ts';
import { eachDatabase } from '../../support/databases.ts';

const first = { name: 'first', sql: "create table one (id bigint);\ncreate table two (note text default 'a;b');\n" };
const second = { name: 'second', sql: 'insert into one values (1);' };

eachDatabase((openDatabase) => {
  let database: Database;
  beforeEach(async () => {
    database = await openDatabase();
  });
  afterEach(() => database.close());

  describe('migrations', () => {
    it('are applied once each, in order, however often and by however many at once', async () => {
      await Promise.all([1, 2, 3].map(() => migrate(database, [...migrations, first, second])));
      await migrate(database, [...migrations, first, second]);
      expect(await database.query('select id from one')).toEqual([{ id: 1 }]);
      expect(await database.query('select * from two')).toEqual([]);
    });

    it('keep nothing of one that fails, and everything before it', async () => {
      const broken = { name: 'broken', sql: 'insert into one values (2);\ncreate table nonsense (id no_such_type);' };
      await expect(migrate(database, [...migrations, first, broken])).rejects.toThrow('no_such_type');
      expect(await database.query('select id from one')).toEqual([]);
      await migrate(database, [...migrations, first, second]);
      expect(await database.query('select id from one')).toEqual([{ id: 1 }]);
    });

    it('refuse a database of a later version, and name it', async () => {
      await migrate(database, [...migrations, first]);
      await expect(migrate(database, migrations)).rejects.toThrow(
        'This database was written by a later version of Skylark (it has "first")',
      );
    });

    it('have names of their own', () => {
      const names = migrations.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    });
  });
});
