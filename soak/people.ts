// Those who write to the user. They speak to the gateway directly and log what it acknowledged: that, and only that, is promised.
import type { GatewayProcess } from '../scripts/gateway-process.ts';
import { RawClient } from '../test/support/raw-client.ts';
import type { Chance } from './random.ts';

export const password = 'skylark-demo';
export const user = '8:fred.2';
const names = ['joe.4', 'anna.7', 'mary.9'];

/** One text that somebody sent, in the conversation as the user sees it. */
export type Sent = { conversation: string; sender: string; text: string };

export type People = {
  /** What the server said it has, in the order of each sender. */
  readonly acknowledged: Sent[];
  /** Sent, and no answer came: there once, or not at all. */
  readonly unknown: Sent[];
  /** Groups that they share with the user. */
  readonly threads: string[];
  /** Writes until stopped, so many messages a second in all. */
  write(perSecond: number): { stop(): Promise<void> };
};

async function connectAll(url: string): Promise<RawClient[]> {
  return Promise.all(names.map((name) => RawClient.connect(url, name, password)));
}

async function makeGroup(clients: readonly RawClient[]): Promise<string> {
  const [joe] = clients;
  if (!joe) throw new Error('nobody is there');
  await joe.request('POST', '/v1/threads', {
    members: ['8:joe.4', user, '8:anna.7'].map((id) => ({ id, role: 'Admin' })),
    properties: { topic: 'Soak' },
  });
  const reply = (await joe.request('GET', '/v1/users/ME/conversations?startTime=0&pageSize=100')) as {
    conversations: { id: string }[];
  };
  const thread = reply.conversations.find(({ id }) => id.startsWith('19:'))?.id;
  if (!thread) throw new Error('the group is not there');
  return thread;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Everybody signs in, and makes a group with the user. @param gateway the one that runs now */
export async function gatherPeople(gateway: () => GatewayProcess, chance: Chance): Promise<People> {
  let clients = await connectAll(gateway().url);
  const thread = await makeGroup(clients);
  const acknowledged: Sent[] = [];
  const unknown: Sent[] = [];
  const counts = names.map(() => 0);
  let reconnecting: Promise<void> | undefined;

  /** The gateway was away: registrations of a killed one are still good, but the connection is not. */
  function reconnect(): Promise<void> {
    reconnecting ??= (async () => {
      for (;;) {
        await pause(200);
        try {
          clients = await connectAll(gateway().url);
          break;
        } catch {
          // It is not back yet.
        }
      }
      reconnecting = undefined;
    })();
    return reconnecting;
  }

  async function writeOne(index: number): Promise<void> {
    const client = clients[index];
    const name = names[index];
    if (!client || !name) return;
    const inGroup = index < 2 && chance.next() < 0.4;
    const count = (counts[index] ?? 0) + 1;
    counts[index] = count;
    const sender = `8:${name}`;
    const text = `${name} ${count} ${'·'.repeat(chance.between(0, 40))}`.trim();
    const sent = { conversation: inGroup ? thread : sender, sender, text };
    try {
      await client.send(inGroup ? thread : user, text);
      acknowledged.push(sent);
    } catch {
      unknown.push(sent);
      await reconnect();
    }
  }

  return {
    acknowledged,
    unknown,
    threads: [thread],
    write(perSecond) {
      let isStopped = false;
      const lane = async (index: number) => {
        while (!isStopped) {
          const beganMs = Date.now();
          await writeOne(index);
          await pause(Math.max(0, (1000 * names.length) / perSecond - (Date.now() - beganMs)));
        }
      };
      const lanes = names.map((_, index) => lane(index));
      return {
        async stop() {
          isStopped = true;
          await Promise.all(lanes);
        },
      };
    },
  };
}
