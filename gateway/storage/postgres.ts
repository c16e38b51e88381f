// A real PostgreSQL server: connections for queries, some for transactions, and one of its own for LISTEN, replaced when it breaks.
import pg from 'pg';
import { checkedChannel, type Database, type Queryable } from './database.ts';
import { createListener } from './postgres-listener.ts';
import { retrySerialization } from './retry.ts';

const int8 = 20;
const parsers = new pg.TypeOverrides();
parsers.setTypeParser(int8, Number);

/** The gateway knows some hundreds of statements; one that is made up at run time must not fill the server's memory. */
const mostPrepared = 1000;
const names = new Map<string, string>();

/** Under a name, a connection has the server read a statement once and not each time. The same statement has the same name everywhere. */
function nameOf(sql: string): { name?: string } {
  const name = names.get(sql) ?? (names.size < mostPrepared ? `s${names.size}` : undefined);
  if (name === undefined) return {};
  names.set(sql, name);
  return { name };
}

function queryable(inner: pg.Pool | pg.PoolClient): Queryable {
  return {
    async query<Row extends Record<string, unknown>>(sql: string, parameters: readonly unknown[] = []) {
      const result = await inner.query<Row>({
        text: sql,
        values: [...parameters],
        types: parsers,
        ...(parameters.length > 0 && nameOf(sql)),
      });
      return result.rows;
    },
  };
}

async function runTransaction<T>(pool: pg.Pool, work: (transaction: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query('begin');
    const result = await work(queryable(client));
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/**
 * Nearly every transaction waits for the clock's row (gateway/messaging/clock.ts), which the server hands on the slower the more
 * connections stand in line for it: the line is here instead, and a query by itself does not stand in it.
 */
const connections = { queries: 7, transactions: 3 };

/** Connects to the PostgreSQL server of a connection URL. Throws when it cannot be reached. */
export async function openPostgres(connectionString: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString, max: connections.queries });
  const transactions = new pg.Pool({ connectionString, max: connections.transactions });
  // An idle connection that dies is dropped by its pool; without a listener its error event would end the process.
  for (const each of [pool, transactions]) each.on('error', () => undefined);
  const end = async () => void (await Promise.all([pool.end(), transactions.end()]));
  await pool.query('select 1').catch(async (error: unknown) => {
    await end();
    throw error;
  });
  const listener = createListener(connectionString);
  return {
    ...queryable(pool),
    transaction: (work) => retrySerialization(() => runTransaction(transactions, work)),
    async notify(channel, payload) {
      await pool.query('select pg_notify($1, $2)', [checkedChannel(channel), payload]);
    },
    listen: (channel, handler) => listener.listen(checkedChannel(channel), handler),
    async close() {
      await listener.close();
      await end();
    },
  };
}
