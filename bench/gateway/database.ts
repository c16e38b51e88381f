// Which database the gateways of a run have: the embedded one, or a PostgreSQL server of the run's own that forces each commit to the
// disk, as one in earnest does.
import { type PostgresCluster, startPostgresCluster } from '../../test/support/postgres-cluster.ts';

let cluster: PostgresCluster | undefined;

/** From now on every gateway has a PostgreSQL database. */
export async function usePostgres(): Promise<void> {
  cluster ??= await startPostgresCluster({ isDurable: true });
}

/** The connection URL of a new, empty database; undefined stands for the embedded one. */
export async function newDatabaseUrl(): Promise<string | undefined> {
  return cluster?.createDatabase();
}

/** Ends the server, if there is one, and deletes its data. */
export async function stopPostgres(): Promise<void> {
  await cluster?.stop();
  cluster = undefined;
}
