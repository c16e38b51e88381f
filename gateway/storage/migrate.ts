import type { Database, Queryable } from './database.ts';
import type { Migration } from './migrations.ts';

/** The database holds migrations that this version of the program does not know. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
  constructor(unknown: readonly string[]) {
    super(
      `This database was written by a later version of Skylark (it has "${unknown.join('", "')}"). ` +
        'Start that version, or choose another data folder.',
    );
  }
}

// Any number works as long as every version of the program uses the same one.
const advisoryLock = 7_259_115;

async function appliedNames(transaction: Queryable): Promise<Set<string>> {
  const rows = await transaction.query<{ name: string }>('select name from migrations');
  return new Set(rows.map((row) => row.name));
}

/**
 * The list mixes subjects, so a database made by an older version may lack a step from the middle; each missing step is
 * applied, in list order, in a transaction of its own. The advisory lock lets several processes start on one server.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
    await transaction.query(
      'create table if not exists migrations (name text primary key, applied_at_ms bigint not null)',
    );
  });
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...(await appliedNames(database))].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new NewerDatabaseError(unknown);
  for (const migration of migrations) await applyOnce(database, migration);
}

async function applyOnce(database: Database, { name, sql }: Migration): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
    if ((await appliedNames(transaction)).has(name)) return;
    for (const statement of statements(sql)) await transaction.query(statement);
    await transaction.query(
      'insert into migrations (name, applied_at_ms) values ($1, (extract(epoch from clock_timestamp()) * 1000)::bigint)',
      [name],
    );
  });
}

/** Splits at a semicolon that ends a line: our migrations hold none inside a literal, and their functions are one line each. */
function statements(sql: string): string[] {
  return sql
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
