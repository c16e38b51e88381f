import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

export type DatabaseLocation = {
  /** A folder of the file system (created when missing), or `memory:`. */
  readonly data: string;
  /** Connection URL of a PostgreSQL server; when given, the messages live there and not under `data`. */
  readonly databaseUrl?: string | undefined;
};

async function openFolder(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const database = await openPglite({ folder: join(folder, 'postgres') });
    return {
      ...database,
      async close() {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openUnmigrated({ data, databaseUrl }: DatabaseLocation): Promise<Database> {
  if (databaseUrl) return openPostgres(databaseUrl);
  return data === 'memory:' ? openPglite({ memory: undefined }) : openFolder(data);
}

/**
 * Opens the gateway's database and brings its tables up to date. Throws FolderInUseError when another live process holds the
 * folder, and NewerDatabaseError when the tables were written by a later version of the program.
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  const database = await openUnmigrated(location);
  try {
    await migrate(database, migrations);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
