// A server cleans up after updates and deletions by itself; the embedded database does not, and the place of each event that was ever
// delivered would stay taken. Owns when that is made good.
import type { Queryable } from './database.ts';

const pauseMs = 60_000;

/** Tables with so much to clean that it is worth it; a table that is written to all the time is cleaned in every round. */
const untidy = `
select quote_ident(relname) as name from pg_stat_user_tables
where n_dead_tup > 1000 + n_live_tup / 5 order by n_dead_tup desc`;

/** One round: makes the space of dead rows usable again, and brings the planner's figures up to date. Returns the tables. */
export async function tidy(database: Queryable): Promise<string[]> {
  await database.query('select pg_stat_force_next_flush()');
  const tables = await database.query<{ name: string }>(untidy);
  // One by one, so that requests come in between.
  for (const { name } of tables) await database.query(`vacuum (analyze) ${name}`);
  return tables.map(({ name }) => name);
}

/** Tidies every minute until the function that is returned is called. A round that fails is made up for by the next. */
export function startUpkeep(database: Queryable): () => void {
  const timer = setInterval(() => void tidy(database).catch(() => undefined), pauseMs);
  timer.unref();
  return () => clearInterval(timer);
}
