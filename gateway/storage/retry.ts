import { sqlStateOf } from './database.ts';

const retriedStates: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);
const attempts = 5;

/** Runs a whole transaction again when PostgreSQL gave it up for a serialization failure or a deadlock. */
export async function retrySerialization<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === attempts || !retriedStates.has(sqlStateOf(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 5));
    }
  }
}
