// One run: a gateway, people who write, a signed-in user, and everything that goes wrong; then calm, and the count.
import { join } from 'node:path';
import { openDatabase } from '../gateway/storage/open.ts';
import { type GatewayProcess, startGatewayProcess } from '../scripts/gateway-process.ts';
import { seedGatewayFolder } from '../test/e2e/seed.ts';
import { chooseDisturbance, type Scene } from './disturbances.ts';
import { createInstall, type Install } from './install.ts';
import { judge, type Verdict } from './oracle.ts';
import { gatherPeople, type People, user } from './people.ts';
import { type SoakProxy, startSoakProxy } from './proxy.ts';
import { type Chance, createChance } from './random.ts';

export type SoakPlan = {
  seed: number;
  minutes: number;
  rate: number;
  faultShare: number;
  installs: number;
  folder: string;
  /** The built extension. */
  extension: string;
};

export type SoakResult = Pick<SoakPlan, 'seed' | 'minutes' | 'rate' | 'faultShare' | 'installs'> & {
  disturbed: Record<string, number>;
  happened: Record<string, number>;
  verdicts: Verdict[];
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const calmMs = 300_000;
const mostConversationsShown = 4;

/** The user types now and then, and reads. Answers every text that the extension took. */
function useInstall(install: Install, conversations: readonly string[], chance: Chance) {
  const typed: string[] = [];
  let isStopped = false;
  const lane = (async () => {
    for (let count = 1; !isStopped; count += 1) {
      await pause(chance.between(500, 4_000));
      const conversation = chance.pick(conversations);
      const text = `fred ${count} of ${chance.between(1, 1e9)}`;
      try {
        const account = await install.account();
        const message = { account, conversation, text, messagetype: 'RichText', content: text };
        if ((await install.command('message.send', message)).ok) typed.push(text);
        if (chance.next() < 0.3) {
          const { messages } = await install.stored();
          const order = Math.max(
            0,
            ...messages.filter((one) => one.conversation === conversation).map((one) => one.order),
          );
          if (order > 0) await install.command('conversation.seen', { account, conversation, order });
        }
      } catch {
        // The browser is being killed: what was taken by then is a row, what was not is still in the field.
      }
    }
  })();
  return {
    typed,
    async stop() {
      isStopped = true;
      await lane;
    },
  };
}

/** Fetches whatever is not here yet, as a reader who scrolls back does. */
async function fetchAll(install: Install): Promise<void> {
  const account = await install.account();
  const { conversations } = await install.stored();
  for (const { id } of conversations) {
    for (let pages = 0; pages < 10_000; pages += 1) {
      const reply = await install.command('conversation.loadOlder', { account, conversation: id });
      if (!reply.ok) await pause(500);
      else if (!(reply.value as { hasMore: boolean }).hasMore) break;
    }
  }
}

/** Waits until nothing more is to come: everything acknowledged is stored and nothing is on its way out; or it never will be. */
async function calm(install: Install, { acknowledged }: People): Promise<void> {
  const endMs = Date.now() + calmMs;
  while (Date.now() < endMs) {
    await install.command('wake', {}).catch(() => undefined);
    await fetchAll(install);
    const { messages, outbox } = await install.stored();
    const stored = new Set(messages.map(({ conversation, text }) => `${conversation}\n${text}`));
    const isComplete = acknowledged.every(({ conversation, text }) => stored.has(`${conversation}\n${text}`));
    if (isComplete && outbox.every(({ state }) => state === 'failed')) return;
    await pause(1_000);
  }
}

async function textsAtServer(data: string): Promise<Map<string, number>> {
  const database = await openDatabase({ data });
  try {
    const rows = await database.query<{ content: string; times: number }>(
      'select content, count(*) as times from messages where sender = $1 group by content',
      [user],
    );
    return new Map(rows.map(({ content, times }) => [content, Number(times)]));
  } finally {
    await database.close();
  }
}

async function disturb(scene: Scene, minutes: number, say: (text: string) => void): Promise<Record<string, number>> {
  const disturbed: Record<string, number> = {};
  const endMs = Date.now() + minutes * 60_000;
  while (Date.now() < endMs) {
    await pause(scene.chance.between(300, 3_000));
    const { name, run } = chooseDisturbance(scene.chance);
    say(`  ${Math.round((endMs - Date.now()) / 1000)} s left: ${name}`);
    try {
      await run(scene);
      disturbed[name] = (disturbed[name] ?? 0) + 1;
    } catch (error) {
      say(`    could not be done: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return disturbed;
}

async function look(install: Install, people: People, typed: readonly string[]) {
  await calm(install, people);
  const stored = await install.stored();
  const badge = await install.badge();
  const shown = new Map<string, readonly string[]>();
  for (const { id } of stored.conversations.slice(0, mostConversationsShown)) shown.set(id, await install.shown(id));
  return { stored, badge, shown, typed };
}

/** Runs one soak; `say` is told what happens. */
export async function soak(plan: SoakPlan, say: (text: string) => void): Promise<SoakResult> {
  const { seed, minutes, rate, faultShare, installs: count, folder, extension } = plan;
  const chance = createChance(seed);
  const data = join(folder, 'gateway');
  await seedGatewayFolder(data);
  let port = '0';
  const start = () =>
    startGatewayProcess(['--host', '127.0.0.1', '--port', port, '--data', data, '--hold-seconds', '10']);
  let gateway: GatewayProcess = await start();
  port = new URL(gateway.url).port;
  const proxy: SoakProxy = await startSoakProxy(() => gateway.url, chance);
  const installs: Install[] = [];
  try {
    const people = await gatherPeople(() => gateway, chance);
    for (let index = 0; index < count; index += 1) {
      installs.push(await createInstall(join(folder, `install-${index}`), extension));
      await installs[index]?.signIn(proxy.url);
    }
    const writing = people.write(rate);
    const conversations = ['8:joe.4', '8:anna.7', '8:mary.9', ...people.threads];
    const users = installs.map((install) => useInstall(install, conversations, chance));
    proxy.faultShare = faultShare;
    const scene: Scene = {
      ...{ installs, proxy, chance },
      async killGateway() {
        await gateway.stop('SIGKILL');
        await pause(chance.between(100, 4_000));
        gateway = await start();
      },
    };
    const disturbed = await disturb(scene, minutes, say);
    proxy.faultShare = 0;
    await Promise.all([writing.stop(), ...users.map((one) => one.stop())]);
    say(`calm: ${people.acknowledged.length} messages acknowledged, ${people.unknown.length} without an answer`);
    const looks = [];
    for (const [index, install] of installs.entries())
      looks.push(await look(install, people, users[index]?.typed ?? []));
    await gateway.stop();
    const atServer = await textsAtServer(data);
    const typedByAll = users.flatMap(({ typed }) => typed);
    const verdicts = looks.map((evidence) =>
      judge({ ...evidence, ...{ acknowledged: people.acknowledged, unknown: people.unknown, atServer, typedByAll } }),
    );
    return {
      seed,
      minutes,
      rate,
      faultShare,
      installs: count,
      disturbed,
      happened: Object.fromEntries(proxy.happened),
      verdicts,
    };
  } finally {
    for (const install of installs) await install.close().catch(() => undefined);
    await proxy.close();
    await gateway.stop('SIGKILL');
  }
}
