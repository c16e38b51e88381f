// One alarm, many named jobs. The alarm brings a dead worker back and runs what is due; when each job ran last is kept on
// disk. Jobs run once at a time and may run too often: two alarms within two seconds are normal (mv3 facts 1.5).
import * as v from 'valibot';
import { hasPassed } from '../src/sync/backoff.ts';
import type { Context } from './context.ts';
import { storedValue } from './stored-value.ts';

export const alarmName = 'jobs';
const alarmMinutes = 0.5;

export type Job = { name: string; periodMs: number; run(): Promise<void> };

export type Jobs = {
  /** Creates the alarm if it is missing or different: updates and restarts may clear it. */
  ensureAlarm(): Promise<void>;
  /** Runs what is due. */
  runDue(): Promise<void>;
  /** Makes a job due after some time instead of at its turn, unless that is sooner. */
  runSoon(name: string, delayMs: number): Promise<void>;
};

const schema = v.record(v.string(), v.object({ sinceMs: v.number(), dueMs: v.number() }));
type Schedule = v.InferOutput<typeof schema>;

export function createJobs(context: Context, list: () => Promise<readonly Job[]>): Jobs {
  const stored = storedValue(context, 'local', 'jobs', schema);
  const running = new Set<string>();
  let chain: Promise<unknown> = Promise.resolve();

  /** Changes of the schedule happen one after the other. */
  function change<T>(step: (schedule: Schedule) => Promise<T> | T): Promise<T> {
    const result = chain.then(async () => step((await stored.read()) ?? {}));
    chain = result.catch(() => undefined);
    return result;
  }

  async function run(job: Job): Promise<void> {
    if (running.has(job.name)) return;
    running.add(job.name);
    try {
      await job.run();
    } catch (fault) {
      context.report(fault);
    } finally {
      running.delete(job.name);
    }
  }

  return {
    async ensureAlarm() {
      const { alarms } = context.browser;
      const alarm = await alarms.get(alarmName);
      if (alarm?.periodInMinutes !== alarmMinutes) alarms.create(alarmName, { periodInMinutes: alarmMinutes });
    },
    async runDue() {
      const jobs = await list();
      const nowMs = context.nowMs();
      const due = await change(async (schedule) => {
        const next: Schedule = {};
        const found: Job[] = [];
        for (const job of jobs) {
          const entry = schedule[job.name];
          const isDue = !entry || hasPassed(entry.sinceMs, entry.dueMs, nowMs);
          if (isDue) found.push(job);
          next[job.name] = isDue ? { sinceMs: nowMs, dueMs: nowMs + job.periodMs } : entry;
        }
        if (found.length > 0) await stored.write(next);
        return found;
      });
      await Promise.all(due.map(run));
    },
    runSoon: (name, delayMs) =>
      change(async (schedule) => {
        const nowMs = context.nowMs();
        const entry = schedule[name];
        const dueMs = Math.min(
          entry && entry.sinceMs <= nowMs ? entry.dueMs : Number.POSITIVE_INFINITY,
          nowMs + delayMs,
        );
        await stored.write({ ...schedule, [name]: { sinceMs: nowMs, dueMs } });
      }),
  };
}
