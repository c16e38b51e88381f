import { setMaxListeners } from 'node:events';
import type { Benchmark } from '../bench.ts';
import { compare, figureOf, type Result } from '../figures.ts';
import { startBareServer } from './bare-process.ts';
import { type Seat, withCrowd } from './crowd.ts';
import { residentBytes } from './memory.ts';
import { ask, createAgent, eventsOf, poll, sendMessage } from './requests.ts';

const crowds = { quick: [100, 500], full: [100, 1_000, 5_000] } as const;
const seatsEach = 10;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Held = { memoryPerPollKb: number; latenciesMs: number[] };

/** Holds polls of all seats but the first two's user, again and again, until stopped. */
function holdPolls(url: string, seats: readonly Seat[]): { stop(): void; failures(): number } {
  const agent = createAgent();
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);
  let failures = 0;
  for (const seat of seats) {
    let position = 0;
    void (async () => {
      while (!stopped.signal.aborted) {
        try {
          position = eventsOf(await poll(agent, url, seat, position, stopped.signal)).at(-1)?.id ?? position;
        } catch {
          if (!stopped.signal.aborted) failures += 1;
          await pause(100);
        }
      }
    })();
  }
  return {
    failures: () => failures,
    stop() {
      stopped.abort();
      agent.destroy();
    },
  };
}

/** Send to reply for one seat, while others hold theirs. */
async function measureOne(url: string, from: Seat, to: Seat, rounds: number): Promise<number[]> {
  const agent = createAgent();
  const samples: number[] = [];
  let position = 0;
  for (let round = -2; round < rounds; round += 1) {
    const content = `held ${round} ${Math.random()}`;
    const arrival = (async () => {
      for (;;) {
        const events = eventsOf(await poll(agent, url, to, position));
        const atMs = performance.now();
        position = events.at(-1)?.id ?? position;
        if (events.some((event) => event.resource?.content === content)) return atMs;
      }
    })();
    await pause(60);
    const sentMs = performance.now();
    await sendMessage(agent, url, from, to.mri, content);
    const tookMs = (await arrival) - sentMs;
    if (round >= 0) samples.push(tookMs);
  }
  agent.destroy();
  return samples;
}

async function measureOurs(polls: number, rounds: number): Promise<Held> {
  return withCrowd(
    { users: Math.ceil(polls / seatsEach) + 2, seatsEach, pairs: [[0, 1]] },
    async ({ seats }, { url, pid }) => {
      const [from, to] = [seats[0], seats[seatsEach]];
      if (!from || !to) throw new Error('too few seats');
      // One message first, so that what is loaded on demand counts for nobody.
      await measureOne(url, from, to, 3);
      const before = await residentBytes(pid);
      const holding = holdPolls(url, seats.slice(2 * seatsEach, 2 * seatsEach + polls));
      await pause(3_000 + polls * 2);
      const memoryPerPollKb = Math.max(0, (await residentBytes(pid)) - before) / 1024 / polls;
      const latenciesMs = await measureOne(url, from, to, rounds);
      holding.stop();
      if (holding.failures() > 0) throw new Error(`${holding.failures()} polls failed`);
      return { memoryPerPollKb, latenciesMs };
    },
  );
}

async function measureBare(polls: number, rounds: number): Promise<Held> {
  const server = await startBareServer();
  const agent = createAgent();
  try {
    await ask(agent, `${server.url}/send?to=nobody`, { body: 'x' });
    const before = await residentBytes(server.pid);
    for (let seat = 0; seat < polls; seat += 1) {
      ask(agent, `${server.url}/poll?seat=${seat}`, { method: 'GET' }).catch(() => undefined);
    }
    await pause(2_000 + polls);
    const memoryPerPollKb = Math.max(0, (await residentBytes(server.pid)) - before) / 1024 / polls;
    const latenciesMs: number[] = [];
    for (let round = -2; round < rounds; round += 1) {
      const arrival = ask(agent, `${server.url}/poll?seat=one`, { method: 'GET' }).then(() => performance.now());
      await pause(60);
      const sentMs = performance.now();
      await ask(agent, `${server.url}/send?to=one`, { body: 'x'.repeat(700) });
      const tookMs = (await arrival) - sentMs;
      if (round >= 0) latenciesMs.push(tookMs);
    }
    return { memoryPerPollKb, latenciesMs };
  } finally {
    agent.destroy();
    await server.stop();
  }
}

/** Many clients connected and nobody writing: what they cost, and what they do to a message for one of them. */
export const heldPolls: Benchmark = {
  name: 'held-polls',
  question: 'what a held poll costs, and how fast a message is while many are held',
  async run(size, note) {
    const rounds = size === 'full' ? 60 : 15;
    const results: Result[] = [];
    for (const polls of crowds[size]) {
      note(`${polls} polls held`);
      const ours = await measureOurs(polls, rounds);
      const bare = await measureBare(polls, rounds);
      const memory = (held: Held) => figureOf([held.memoryPerPollKb], 'KB');
      results.push(
        compare(
          `send to reply, ${polls} polls held`,
          figureOf(ours.latenciesMs, 'ms'),
          'node:http',
          figureOf(bare.latenciesMs, 'ms'),
        ),
        compare(`memory of one of ${polls} polls`, memory(ours), 'node:http', memory(bare)),
      );
    }
    return results;
  },
};
