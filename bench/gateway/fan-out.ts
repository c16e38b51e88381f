import type { Benchmark } from '../bench.ts';
import { compare, figureOf, type Result } from '../figures.ts';
import { startBareServer } from './bare-process.ts';
import { type Seat, withCrowd } from './crowd.ts';
import { ask, createAgent, eventsOf, poll, sendMessage } from './requests.ts';

// 600 is the most members a group may have.
const groupSizes = { quick: [10, 100], full: [10, 100, 600] } as const;
const pauseMs = 300;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls for one seat until a message with this content has come; answers when that was. */
async function waitFor(
  url: string,
  agent: ReturnType<typeof createAgent>,
  place: Place,
  content: string,
): Promise<number> {
  for (;;) {
    const events = eventsOf(await poll(agent, url, place.seat, place.position));
    const atMs = performance.now();
    place.position = events.at(-1)?.id ?? place.position;
    if (events.some((event) => event.resource?.content === content)) return atMs;
  }
}

type Place = { seat: Seat; position: number };

async function measureGroup(url: string, seats: readonly Seat[], thread: string, rounds: number): Promise<number[]> {
  const agent = createAgent();
  const [sender] = seats;
  if (!sender) throw new Error('nobody is there');
  const places = seats.slice(1).map((seat): Place => ({ seat, position: 0 }));
  const samples: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const content = `round ${round} in ${thread}`;
    const arrivals = places.map((place) => waitFor(url, agent, place, content));
    // All polls are out, and what waited for them before has been read.
    await pause(pauseMs + seats.length * 5);
    const sentMs = performance.now();
    await sendMessage(agent, url, sender, thread, content);
    const lastMs = Math.max(...(await Promise.all(arrivals)));
    if (round >= 0) samples.push(lastMs - sentMs);
  }
  agent.destroy();
  return samples;
}

async function measureBare(size: number, rounds: number): Promise<number[]> {
  const server = await startBareServer();
  const agent = createAgent();
  const samples: number[] = [];
  try {
    for (let round = -1; round < rounds; round += 1) {
      const arrivals = Array.from({ length: size - 1 }, async (_, seat) => {
        await ask(agent, `${server.url}/poll?seat=${seat}`, { method: 'GET' });
        return performance.now();
      });
      await pause(pauseMs + size);
      const sentMs = performance.now();
      await ask(agent, `${server.url}/send`, { body: 'x'.repeat(700) });
      const lastMs = Math.max(...(await Promise.all(arrivals)));
      if (round >= 0) samples.push(lastMs - sentMs);
    }
  } finally {
    agent.destroy();
    await server.stop();
  }
  return samples;
}

/** Send to the last member's reply, everybody holding a poll. */
export const fanOut: Benchmark = {
  name: 'fan-out',
  question: 'how long until the last member of a group has a message',
  async run(size, note) {
    const sizes = groupSizes[size];
    const rounds = size === 'full' ? 15 : 4;
    const users = Math.max(...sizes);
    note(`making ${users} users`);
    return withCrowd({ users, seatsEach: 1, groups: sizes }, async ({ seats, threads }, { url }) => {
      const results: Result[] = [];
      for (const [index, members] of sizes.entries()) {
        note(`a group of ${members}, ${rounds} messages`);
        const ours = await measureGroup(url, seats.slice(0, members), threads[index] ?? '', rounds);
        const bare = await measureBare(members, rounds);
        const what = `send to the last of ${members} members`;
        results.push(compare(what, figureOf(ours, 'ms'), 'node:http', figureOf(bare, 'ms')));
      }
      return results;
    });
  },
};
