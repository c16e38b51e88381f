import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../gateway/storage/open.ts';
import { openPostgres } from '../../../gateway/storage/postgres.ts';
import { hasPostgres, type PostgresCluster, startPostgresCluster } from '../../support/postgres-cluster.ts';

function runningServer() {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgresCluster();
  });
  afterAll(() => cluster.stop());

  it('is listened to again after the connection broke, and the listener is woken to look for itself', async () => {
    const database = await openPostgres(await cluster.createDatabase());
    const heard: string[] = [];
    let wake = () => {};
    const waitFor = async (text: string) => {
      while (!heard.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
    };
    await database.listen('changed', (payload) => {
      heard.push(payload);
      wake();
    });
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query = 'listen changed'`,
    );
    await waitFor('');
    await database.notify('changed', 'after');
    await waitFor('after');
    await database.close();
  });

  it('takes two gateways on one database, each hearing the other', async () => {
    const databaseUrl = await cluster.createDatabase();
    const [one, two] = await Promise.all([1, 2].map(() => openDatabase({ data: 'unused', databaseUrl })));
    if (!one || !two) throw new Error('not opened');
    const heard = new Promise<string>(
      (resolve) => void one.listen('changed', resolve).then(() => two.notify('changed', 'hello')),
    );
    expect(await heard).toBe('hello');
    await Promise.all([one.close(), two.close()]);
  });

  it('is read while many transactions stand in line for one row', async () => {
    const database = await openPostgres(await cluster.createDatabase());
    await database.query('create table clock (tick bigint not null)');
    await database.query('insert into clock values (0)');
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const tick = (hold?: Promise<void>) =>
      database.transaction(async (transaction) => {
        await transaction.query('update clock set tick = tick + 1');
        await hold;
      });
    const line = [tick(ended), ...Array.from({ length: 40 }, () => tick())];
    try {
      const reads = await Promise.all(Array.from({ length: 20 }, () => database.query('select tick from clock')));
      expect(reads).toHaveLength(20);
    } finally {
      end();
      await Promise.all(line);
    }
    expect(await database.query('select tick from clock')).toEqual([{ tick: 41 }]);
    await database.close();
  });

  it('gives a deadlock another try', async () => {
    const database = await openPostgres(await cluster.createDatabase());
    await database.query('create table accounts (id bigint primary key, amount bigint not null)');
    await database.query('insert into accounts values (1, 100), (2, 100)');
    const move = (from: number, to: number) =>
      database.transaction(async (transaction) => {
        await transaction.query('update accounts set amount = amount - 1 where id = $1', [from]);
        await transaction.query('update accounts set amount = amount + 1 where id = $1', [to]);
      });
    await Promise.all(Array.from({ length: 6 }, (_, index) => (index % 2 ? move(1, 2) : move(2, 1))));
    expect(await database.query('select amount from accounts order by id')).toEqual([{ amount: 100 }, { amount: 100 }]);
    await database.close();
  });
}

describe('a PostgreSQL server', () => {
  it('that is not there is an error, not a wait', async () => {
    await expect(openPostgres('postgresql://skylark@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

if (hasPostgres()) describe('a running PostgreSQL server', runningServer);
