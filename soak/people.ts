// Those who write. They speak to the gateway directly and log what it acknowledged: that, and only that, is promised.
import { RawClient } from '../test/support/raw-client.ts';
import type { Chance } from './random.ts';

export const password = 'skylark-demo';

/** Who has the accounts in the browser: one over the Skype protocol, one over UCWA. */
export const user = '8:fred.2';
export const ucwaUser = '8:mary.9';

/** People of this test only, by name. */
export const strangers: Readonly<Record<string, string>> = { 'liam.3': 'Liam Hart', 'rosa.5': 'Rosa Lind' };
const names = ['joe.4', 'anna.7', ...Object.keys(strangers)];
const groupCount = 3;

/** One text that somebody sent, in the conversation as its receiver knows it. */
export type Sent = { conversation: string; sender: string; text: string };

/** What somebody is told: in the order of each sender and conversation. */
export type Mail = {
  /** What the server said it has. */
  readonly acknowledged: Sent[];
  /** Sent, and no answer came: there once, or not at all. */
  readonly unknown: Sent[];
};

export type People = {
  /** By receiver. */
  readonly mail: ReadonlyMap<string, Mail>;
  /** Conversations of each receiver, as the server names them. */
  readonly conversations: ReadonlyMap<string, readonly string[]>;
  /** Writes to one receiver until stopped; to all together it is so many messages a second, or as many as the gateway takes. */
  write(receiver: string, perSecond: number): { stop(): Promise<void> };
};

/** One who writes into one conversation, one text after the other. */
type Lane = { writer: number; receiver: string; conversation: string; shown: string; count: number };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Signed in, and without a subscription: what nobody would read is not kept for them. */
async function connect(url: string, name: string): Promise<RawClient> {
  const client = await RawClient.connect(url, name, password);
  await client.request('DELETE', '/v1/users/ME/endpoints/SELF/subscriptions/0');
  return client;
}

async function makeGroups(maker: RawClient): Promise<string[]> {
  for (let count = 1; count <= groupCount; count += 1) {
    await maker.request('POST', '/v1/threads', {
      members: [user, ...names.map((name) => `8:${name}`)].map((id) => ({ id, role: 'Admin' })),
      properties: { topic: `Soak ${count}` },
    });
  }
  const reply = (await maker.request('GET', '/v1/users/ME/conversations?startTime=0&pageSize=100')) as {
    conversations: { id: string }[];
  };
  const groups = reply.conversations.map(({ id }) => id).filter((id) => id.startsWith('19:'));
  if (groups.length < groupCount) throw new Error('the groups are not there');
  return groups;
}

/** Everybody signs in, and makes groups with the user. @param receivers who is written to */
export async function gatherPeople(url: string, chance: Chance, receivers: readonly string[]): Promise<People> {
  const clients = await Promise.all(names.map((name) => connect(url, name)));
  const [maker] = clients;
  if (!maker) throw new Error('nobody is there');
  const groups = await makeGroups(maker);
  const mail = new Map<string, Mail>(receivers.map((receiver) => [receiver, { acknowledged: [], unknown: [] }]));
  const direct = receivers.flatMap((receiver) =>
    names.map((name, writer) => ({ writer, receiver, conversation: receiver, shown: `8:${name}`, count: 0 })),
  );
  const inGroups = groups.flatMap((group) =>
    names.map((_, writer) => ({ writer, receiver: user, conversation: group, shown: group, count: 0 })),
  );
  const lanes: Lane[] = [...direct, ...inGroups];

  /** The gateway was away, or its disk was full: registrations live on, so whoever wrote asks until it answers. */
  async function wait(writer: number, isStopped: () => boolean): Promise<void> {
    while (!isStopped()) {
      await pause(300);
      try {
        await clients[writer]?.request('PUT', '/v1/users/ME/presenceDocs/messagingService', { status: 'Online' });
        return;
      } catch (error) {
        if (!/answered (401|404)/.test(String(error))) continue;
        const again = await connect(url, names[writer] ?? '').catch(() => undefined);
        if (again) clients[writer] = again;
      }
    }
  }

  async function writeOne(lane: Lane, own: Chance, isStopped: () => boolean): Promise<void> {
    const name = names[lane.writer];
    lane.count += 1;
    const text = `${name} ${lane.count} ${'·'.repeat(own.between(0, 40))}`.trim();
    const sent = { conversation: lane.shown, sender: `8:${name}`, text };
    try {
      await clients[lane.writer]?.send(lane.conversation, text);
      mail.get(lane.receiver)?.acknowledged.push(sent);
    } catch {
      mail.get(lane.receiver)?.unknown.push(sent);
      await wait(lane.writer, isStopped);
    }
  }

  return {
    mail,
    conversations: new Map(
      receivers.map((receiver) => [
        receiver,
        [...names.map((name) => `8:${name}`), ...(receiver === user ? groups : [])],
      ]),
    ),
    write(receiver, perSecond) {
      let isOver = false;
      const isStopped = () => isOver;
      const run = async (lane: Lane, index: number) => {
        const own = chance.branch(`lane ${index}`);
        const stepMs = (1000 * lanes.length) / perSecond;
        await pause(own.between(0, Math.min(stepMs, 5_000)));
        while (!isOver) {
          const beganMs = Date.now();
          await writeOne(lane, own, isStopped);
          const restMs = stepMs - (Date.now() - beganMs);
          if (restMs > 0) await pause(restMs);
        }
      };
      const all = lanes.map((lane, index) => (lane.receiver === receiver ? run(lane, index) : undefined));
      return {
        async stop() {
          isOver = true;
          await Promise.all(all);
        },
      };
    },
  };
}
