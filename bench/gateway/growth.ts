import type { Agent } from 'node:http';
import type { Benchmark } from '../bench.ts';
import { compare, type Figure, figureOf, type Result } from '../figures.ts';
import { type CrowdPlan, type Seat, withCrowd } from './crowd.ts';
import { ask, createAgent, eventsOf, poll, sendMessage } from './requests.ts';

const messageCounts = { quick: [1_000, 10_000, 50_000], full: [10_000, 100_000, 1_000_000] } as const;
const userCounts = { quick: [10, 100], full: [10, 100, 1_000] } as const;
const pairCount = 5;

type Costs = { send: Figure; poll: Figure; messages: Figure; conversations: Figure };

/** Milliseconds of each of some requests, one after the other; the first few warm up. */
async function time(rounds: number, step: () => Promise<unknown>): Promise<Figure> {
  const samples: number[] = [];
  for (let round = -5; round < rounds; round += 1) {
    const beganMs = performance.now();
    await step();
    if (round >= 0) samples.push(performance.now() - beganMs);
  }
  return figureOf(samples, 'ms');
}

/** Reads a list of the given seat. @throws on any answer but 200. */
async function read(agent: Agent, url: string, seat: Seat, path: string): Promise<void> {
  const headers = { RegistrationToken: `registrationToken=${seat.registrationToken}` };
  const { status } = await ask(agent, `${url}/v1/users/ME/${path}`, { method: 'GET', headers });
  if (status !== 200) throw new Error(`${path} answered ${status}`);
}

/** What the everyday requests cost where this much is there already. */
async function measure(plan: CrowdPlan, rounds: number): Promise<Costs> {
  return withCrowd(plan, async ({ seats }, { url }) => {
    const agent = createAgent();
    const [from, to] = [seats[0], seats[pairCount]];
    if (!from || !to) throw new Error('too few seats');
    let position = 0;
    const receive = async () => {
      await sendMessage(agent, url, from, to.mri, 'growth');
      const beganMs = performance.now();
      position = eventsOf(await poll(agent, url, to, position)).at(-1)?.id ?? position;
      return performance.now() - beganMs;
    };
    const send = await time(rounds, () => sendMessage(agent, url, from, to.mri, 'growth'));
    await receive();
    const polls: number[] = [];
    for (let round = 0; round < rounds; round += 1) polls.push(await receive());
    const list = `conversations/${to.mri}/messages?startTime=0&pageSize=30`;
    const messages = await time(rounds, () => read(agent, url, from, list));
    const conversations = await time(rounds, () =>
      read(agent, url, from, 'conversations?startTime=0&pageSize=50&view=msnp24Equivalent'),
    );
    agent.destroy();
    return { send, poll: figureOf(polls, 'ms'), messages, conversations };
  });
}

const pairs = Array.from({ length: pairCount }, (_, place) => [place, place + pairCount] as const);

/** The costs at each size, beside those at the smallest. */
async function grow(
  plans: readonly { at: string; plan: CrowdPlan }[],
  rounds: number,
  note: (text: string) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  let first: { at: string; costs: Costs } | undefined;
  for (const { at, plan } of plans) {
    note(at);
    const costs = await measure(plan, rounds);
    first ??= { at, costs };
    const lines = [
      ['send', costs.send, first.costs.send],
      ['poll with an event', costs.poll, first.costs.poll],
      ['30 newest messages', costs.messages, first.costs.messages],
      ['list of conversations', costs.conversations, first.costs.conversations],
    ] as const;
    for (const [what, figure, smallest] of lines) results.push(compare(`${what}, ${at}`, figure, first.at, smallest));
  }
  return results;
}

const number = new Intl.NumberFormat('en');

/** Everyday requests while more and more is stored, and while more and more users are there. */
export const growth: Benchmark = {
  name: 'growth',
  question: 'how costs grow with the messages that are stored and with the users that are there',
  async run(size, note) {
    const rounds = size === 'full' ? 100 : 20;
    const byMessages = messageCounts[size].map((history) => ({
      at: `${number.format(history)} messages`,
      plan: { users: pairCount * 2, seatsEach: 1, pairs, history },
    }));
    const byUsers = userCounts[size].map((users) => ({
      at: `${number.format(users)} users`,
      plan: { users, seatsEach: 1, pairs },
    }));
    return [...(await grow(byMessages, rounds, note)), ...(await grow(byUsers, rounds, note))];
  },
};
