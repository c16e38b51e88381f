// Opens databases for tests: the embedded one always, and a real PostgreSQL server where the machine has the programs.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe } from 'vitest';
import type { Database } from '../../gateway/storage/database.ts';
import { migrate } from '../../gateway/storage/migrate.ts';
import { migrations } from '../../gateway/storage/migrations.ts';
import { openPglite } from '../../gateway/storage/pglite.ts';
import { openPostgres } from '../../gateway/storage/postgres.ts';
import { hasPostgres, type PostgresCluster, startPostgresCluster } from './postgres-cluster.ts';

/** Opens a fresh database with all tables and no rows. Whoever opens it closes it. */
export type OpenTestDatabase = () => Promise<Database>;

const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/skylark-tests/', import.meta.url));

/** Starting the embedded database from nothing takes seconds, so a migrated one is kept as a file and loaded from there. */
async function migratedImage(): Promise<Blob> {
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);
  const path = join(cacheFolder, `database-${hash}.tar`);
  if (!existsSync(path)) {
    mkdirSync(cacheFolder, { recursive: true });
    for (const old of readdirSync(cacheFolder))
      if (old.endsWith('.tar')) rmSync(join(cacheFolder, old), { force: true });
    const database = await openPglite({ memory: undefined });
    await migrate(database, migrations);
    const draft = join(cacheFolder, `${randomUUID()}.draft`);
    writeFileSync(draft, new Uint8Array(await (await database.dump()).arrayBuffer()));
    await database.close();
    renameSync(draft, path);
  }
  return new Blob([readFileSync(path)]);
}

let image: Promise<Blob> | undefined;

/** Opens a fresh embedded database in memory. */
export async function openMemoryDatabase(): Promise<Database> {
  image ??= migratedImage();
  return openPglite({ memory: await image });
}

let cluster: Promise<PostgresCluster> | undefined;
let clusterUsers = 0;

/** Opens a fresh database on the throw-away PostgreSQL server of this test process. */
async function openServerDatabase(): Promise<Database> {
  cluster ??= startPostgresCluster();
  const database = await openPostgres(await (await cluster).createDatabase());
  await migrate(database, migrations);
  return database;
}

async function releaseCluster(): Promise<void> {
  clusterUsers -= 1;
  if (clusterUsers > 0 || !cluster) return;
  const running = cluster;
  cluster = undefined;
  await (await running).stop();
}

/**
 * Runs a suite on every kind of database that this machine has: `PGlite`, and `PostgreSQL` when `initdb` and `postgres` are on
 * the PATH. The label is the name of the surrounding `describe`.
 */
export function eachDatabase(suite: (openDatabase: OpenTestDatabase, label: 'PGlite' | 'PostgreSQL') => void): void {
  describe('on PGlite', () => suite(openMemoryDatabase, 'PGlite'));
  if (!hasPostgres()) return;
  clusterUsers += 1;
  describe('on PostgreSQL', () => {
    afterAll(releaseCluster);
    suite(openServerDatabase, 'PostgreSQL');
  });
}
