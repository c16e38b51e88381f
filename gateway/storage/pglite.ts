// The embedded PostgreSQL: one process, one connection, a folder on disk or memory only.
import { PGlite, types } from '@electric-sql/pglite';
import { checkedChannel, type Database, type Queryable } from './database.ts';
import { retrySerialization } from './retry.ts';

type PgliteQueryable = Pick<PGlite, 'query'>;

const parsers = { [types.INT8]: Number };

function queryable(inner: PgliteQueryable): Queryable {
  return {
    async query<Row extends Record<string, unknown>>(sql: string, parameters: readonly unknown[] = []) {
      const result = await inner.query<Row>(sql, [...parameters], { parsers });
      return result.rows;
    },
  };
}

/** Where the embedded database lives: a folder, or memory, where it may start from a dumped data folder. */
export type PgliteSource = { readonly folder: string } | { readonly memory: Blob | undefined };

/** Opens the embedded database. `folder` must already be locked by this process (see folder-lock.ts). */
export async function openPglite(source: PgliteSource): Promise<Database & { dump(): Promise<Blob> }> {
  const pglite = await PGlite.create(
    'folder' in source
      ? { dataDir: source.folder }
      : { dataDir: 'memory://', ...(source.memory ? { loadDataDir: source.memory } : {}) },
  );
  return {
    ...queryable(pglite),
    transaction: (work) => retrySerialization(() => pglite.transaction((transaction) => work(queryable(transaction)))),
    async notify(channel, payload) {
      await pglite.query('select pg_notify($1, $2)', [checkedChannel(channel), payload]);
    },
    listen: (channel, handler) => pglite.listen(checkedChannel(channel), handler),
    close: () => pglite.close(),
    dump: () => pglite.dumpDataDir('none'),
  };
}
