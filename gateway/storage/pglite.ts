// The embedded PostgreSQL: one process, one connection, a folder on disk or memory only.
import { PGlite } from '@electric-sql/pglite';
import { checkedChannel, type Database } from './database.ts';
import { createSession } from './pglite-session.ts';
import { startUpkeep } from './pglite-upkeep.ts';
import { retrySerialization } from './retry.ts';

/**
 * The embedded database makes no statistics by itself, so a plan is not better for being made anew for each value: it is made once. One that
 * was made while a table was small must not read the table from end to end when it has grown.
 */
const settings = ['plan_cache_mode = force_generic_plan', 'enable_seqscan = off'];

/** Where the embedded database lives: a folder, or memory, where it may start from a dumped data folder. */
export type PgliteSource = { readonly folder: string } | { readonly memory: Blob | undefined };

/** Opens the embedded database. `folder` must already be locked by this process (see folder-lock.ts). */
export async function openPglite(source: PgliteSource): Promise<Database & { dump(): Promise<Blob> }> {
  const pglite = await PGlite.create(
    'folder' in source
      ? { dataDir: source.folder }
      : { dataDir: 'memory://', ...(source.memory ? { loadDataDir: source.memory } : {}) },
  );
  const session = createSession(pglite);
  for (const setting of settings) await session.query(`set ${setting}`);
  const endUpkeep = startUpkeep(session);
  return {
    query: session.query,
    transaction: (work) => retrySerialization(() => session.transaction(work)),
    async notify(channel, payload) {
      await session.query('select pg_notify($1, $2)', [checkedChannel(channel), payload]);
    },
    async listen(channel, handler) {
      const stop = await session.alone(() => pglite.listen(checkedChannel(channel), handler));
      return () => session.alone(stop);
    },
    close() {
      endUpkeep();
      return session.alone(() => pglite.close());
    },
    dump: () => session.alone(() => pglite.dumpDataDir('none')),
  };
}
