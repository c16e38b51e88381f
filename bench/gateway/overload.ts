import type { Benchmark } from '../bench.ts';
import { compare, type Figure, figureOf, type Result } from '../figures.ts';
import { withCrowd } from './crowd.ts';
import { load } from './load.ts';
import { residentBytes } from './memory.ts';
import { createAgent, sendMessage } from './requests.ts';

// Fewer would run into the limit of messages for each user. The last is many times more than the gateway can do at once: each sends
// its next as soon as the last is confirmed.
const sendersAtOnce = { quick: [8, 32, 128], full: [8, 64, 512, 2_000] } as const;
const receivers = 8;
const content = 'A message as people write them, of some sixty characters or so.';

type Overload = { rate: Figure; tookMs: Figure; memoryMb: number; confirmed: number; refused: Map<string, number> };

const one = (value: number, unit: string) => figureOf([value], unit);

/** Everybody sends as fast as the gateway confirms. */
async function press(
  senders: number,
  seconds: number,
  note: (text: string) => void,
): Promise<Overload & { lost: number }> {
  const pairs = Array.from({ length: senders }, (_, lane) => [lane + receivers, lane % receivers] as const);
  let stored = 0;
  const pressed = await withCrowd(
    { users: senders + receivers, seatsEach: 1, pairs },
    async ({ seats }, { url, pid }): Promise<Overload> => {
      note(`${senders} at once, ${seconds} s`);
      const agent = createAgent();
      const refused = new Map<string, number>();
      let confirmed = 0;
      const send = async (lane: number) => {
        const [from, to] = [seats[lane + receivers], seats[lane % receivers]];
        if (!from || !to) throw new Error('too few seats');
        try {
          await sendMessage(agent, url, from, to.mri, content);
          confirmed += 1;
        } catch (error) {
          const what = (error instanceof Error ? error.message : String(error)).slice(0, 60);
          refused.set(what, (refused.get(what) ?? 0) + 1);
        }
      };
      await load(2, Math.min(senders, 8), send);
      const { ratesPerSecond, latenciesMs } = await load(seconds, senders, send);
      const memoryMb = (await residentBytes(pid)) / 1024 / 1024;
      agent.destroy();
      return {
        rate: figureOf(ratesPerSecond, 'messages/s'),
        tookMs: figureOf(latenciesMs, 'ms'),
        memoryMb,
        confirmed,
        refused,
      };
    },
    (count) => {
      stored = count;
    },
  );
  return { ...pressed, lost: pressed.confirmed - stored };
}

/** More and more people who send at the same time, up to far more than one gateway can do. */
export const overload: Benchmark = {
  name: 'overload',
  question: 'what a gateway does when more is sent than it can take',
  async run(size, note) {
    const seconds = size === 'full' ? 15 : 4;
    const results: Result[] = [];
    let first: Overload | undefined;
    const smallest = `${sendersAtOnce[size][0]} sending`;
    for (const senders of sendersAtOnce[size]) {
      const pressed = await press(senders, seconds, note);
      for (const [what, count] of pressed.refused) note(`refused ${count} times: ${what}`);
      first ??= pressed;
      const at = `${senders} sending`;
      results.push(
        compare(`answered, ${at}`, pressed.rate, smallest, first.rate),
        compare(`time of one send, ${at}`, pressed.tookMs, smallest, first.tookMs),
        { what: `memory of the gateway, ${at}`, ours: one(pressed.memoryMb, 'MB') },
        {
          what: `refused, ${at}`,
          ours: one(
            [...pressed.refused.values()].reduce((sum, count) => sum + count, 0),
            'sends',
          ),
        },
        {
          what: `confirmed and lost when killed, ${at}`,
          ours: one(pressed.lost, 'messages'),
          bar: { of: 'median', most: 0 },
        },
      );
    }
    return results;
  },
};
