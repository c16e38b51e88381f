import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobs, type Job } from '../../background/jobs.ts';
import { extension } from '../support/extension.ts';
import { createLoneContext } from '../support/worker-context.ts';

let nowMs = 0;
let runs: string[] = [];
const faults: unknown[] = [];

function build(jobs: Job[]) {
  const context = createLoneContext({ nowMs: () => nowMs, random: () => 0, report: (fault) => faults.push(fault) });
  return createJobs(context, async () => jobs);
}

const job = (name: string, periodMs: number): Job => ({ name, periodMs, run: async () => void runs.push(name) });

beforeEach(() => {
  extension.reset();
  nowMs = 1_000_000;
  runs = [];
  faults.length = 0;
});

describe('the one alarm', () => {
  it('is created with half a minute, the shortest that browsers allow, and left alone when it is there', async () => {
    const jobs = build([]);
    await jobs.ensureAlarm();
    expect([...extension.state.alarms.values()]).toEqual([{ name: 'jobs', periodInMinutes: 0.5 }]);
    const alarm = extension.state.alarms.get('jobs');
    await jobs.ensureAlarm();
    expect(extension.state.alarms.get('jobs')).toBe(alarm);
  });

  it('is created again when it is different or was cleared', async () => {
    extension.state.alarms.set('jobs', { name: 'jobs', periodInMinutes: 5 });
    await build([]).ensureAlarm();
    expect(extension.state.alarms.get('jobs')?.periodInMinutes).toBe(0.5);
    extension.state.alarms.clear();
    await build([]).ensureAlarm();
    expect(extension.state.alarms.size).toBe(1);
  });
});

describe('a job', () => {
  it('runs when its time has come, also in the next life of the worker', async () => {
    const list = [job('often', 45_000), job('rarely', 3_600_000)];
    await build(list).runDue();
    nowMs += 30_000;
    await build(list).runDue();
    nowMs += 30_000;
    await build(list).runDue();
    expect(runs).toEqual(['often', 'rarely', 'often']);
  });

  it('runs once when two alarms come at the same time', async () => {
    const jobs = build([job('often', 45_000)]);
    await Promise.all([jobs.runDue(), jobs.runDue(), jobs.runDue()]);
    expect(runs).toEqual(['often']);
  });

  it('does not run twice at once, although it takes longer than its period', async () => {
    let running = 0;
    let most = 0;
    let finish = () => {};
    const slow: Job = {
      name: 'slow',
      periodMs: 1_000,
      run: () => {
        running += 1;
        most = Math.max(most, running);
        return new Promise((resolve) => {
          finish = () => {
            running -= 1;
            resolve();
          };
        });
      },
    };
    const jobs = build([slow]);
    const first = jobs.runDue();
    await vi.waitUntil(() => running === 1);
    nowMs += 5_000;
    await jobs.runDue();
    finish();
    await first;
    expect(most).toBe(1);
  });

  it('that fails stops no other, and runs again at its next turn', async () => {
    const bad: Job = { name: 'bad', periodMs: 10, run: async () => Promise.reject(new Error('broken')) };
    const jobs = build([bad, job('good', 10)]);
    await jobs.runDue();
    nowMs += 10;
    await jobs.runDue();
    expect(runs).toEqual(['good', 'good']);
    expect(faults).toHaveLength(2);
  });

  it('runs again after the clock was set back, instead of waiting for the old time', async () => {
    const jobs = build([job('often', 45_000)]);
    await jobs.runDue();
    nowMs -= 900_000;
    await jobs.runDue();
    expect(runs).toEqual(['often', 'often']);
  });

  it('can be brought forward, but not put off', async () => {
    const jobs = build([job('rarely', 3_600_000)]);
    await jobs.runDue();
    await jobs.runSoon('rarely', 40_000);
    await jobs.runSoon('rarely', 90_000);
    nowMs += 39_999;
    await jobs.runDue();
    expect(runs).toEqual(['rarely']);
    nowMs += 1;
    await jobs.runDue();
    expect(runs).toEqual(['rarely', 'rarely']);
  });

  it('runs although the stored schedule is unreadable', async () => {
    await extension.local.set({ jobs: 'rubbish' });
    await build([job('often', 45_000)]).runDue();
    expect(runs).toEqual(['often']);
  });
});
