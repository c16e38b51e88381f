// The one shape in which the rest of the gateway sees its database. Two drivers stand behind it (pglite.ts, postgres.ts);
// nothing outside this folder may know which one is in use.

/**
 * Something that answers SQL. Both drivers behave alike:
 * - bigint, also of `count(*)`, comes back as a number (every bigint we store is below 2^53), jsonb as the parsed value;
 * - points in time are stored as bigint milliseconds, never as timestamps;
 * - a jsonb parameter is given as text (`JSON.stringify(value)`), an array parameter as a JavaScript array with a cast in
 *   the SQL (`$1::text[]`).
 */
export interface Queryable {
  query<Row extends Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in one transaction (read committed); commits when it resolves, rolls back when it rejects. Deadlocks and
   * serialization failures run it again from the start, so it must not have effects outside the transaction. Inside, use
   * only the given `transaction`: the embedded database has one connection, and a query past it would wait for ever.
   */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /** Sends a short text (under 8,000 bytes) to every listener of a channel, in this process and in others. */
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Calls `handler` for each text sent to a channel; resolves to the function that stops it. A real PostgreSQL server may
   * lose texts while a connection is replaced: a listener must treat them as hints and read the tables for the truth.
   */
  listen(channel: string, handler: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const channelPattern = /^[a-z][a-z0-9_]{0,62}$/;

/** Refuses a channel name that would need quoting; returns the name. */
export function checkedChannel(channel: string): string {
  if (!channelPattern.test(channel)) throw new Error(`"${channel}" is not a channel name`);
  return channel;
}

/** The SQLSTATE of a database error, or undefined for any other error. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const code = error.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Whether an error says that a row with the same unique key already exists. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}
