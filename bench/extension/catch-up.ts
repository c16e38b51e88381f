import type { Benchmark } from '../bench.ts';
import { figureOf, type Result } from '../figures.ts';
import { createAgent, sendMessage } from '../gateway/requests.ts';
import { eventually, type SignedIn, signedIn } from './signed-in.ts';
import { atDesk, deskPath } from './stage.ts';

const plans = {
  quick: { people: 100, changed: [10, 50] },
  full: { people: 1_000, changed: [10, 100, 1_000] },
} as const;

async function unreadConversations({ stage }: SignedIn): Promise<number> {
  const desk = await stage.open(deskPath);
  const count = await atDesk(desk, 'countUnread');
  await desk.close();
  return count;
}

/** Everybody has written once, and it has been read: what exists, while nothing is new. */
async function writeFrom({ crowd, gatewayUrl }: SignedIn, first: number, count: number): Promise<void> {
  const [to, ...others] = crowd.seats;
  if (!to) throw new Error('nobody is there');
  const agent = createAgent();
  for (const from of others.slice(first, first + count)) {
    await sendMessage(agent, gatewayUrl, from, to.mri, `Something happened at ${first} while you were away.`);
  }
  agent.destroy();
}

async function catchUp(
  scene: SignedIn,
  changed: number,
): Promise<{ tookMs: number; requests: number; kilobytes: number }> {
  const { stage, proxy } = scene;
  const desk = await stage.open(deskPath);
  await atDesk(desk, 'markAllRead');
  await stage.live.close();
  await writeFrom(scene, 0, changed);
  proxy.seen.length = 0;
  const beganMs = performance.now();
  await stage.restart();
  await eventually('all that changed', async () => ((await unreadConversations(scene)) === changed ? true : undefined));
  const tookMs = performance.now() - beganMs;
  const asked = proxy.seen.filter(({ path }) => !path.endsWith('/poll'));
  const bytes = asked.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  return { tookMs, requests: asked.length, kilobytes: bytes / 1024 };
}

/** The browser was away; conversations changed meanwhile; it starts again. */
export const catchUpBench: Benchmark = {
  name: 'catch-up',
  question: 'what coming back costs: it must grow with what changed, not with what exists',
  run(size, note) {
    const { people, changed } = plans[size];
    note(`making ${people} people who write`);
    return signedIn({ users: people + 1 }, async (scene) => {
      await writeFrom(scene, 0, people);
      const all = async () => ((await unreadConversations(scene)) === people ? true : undefined);
      await eventually('everybody is here', all);
      const results: Result[] = [];
      for (const count of changed) {
        note(`${count} of ${people} conversations change`);
        const { tookMs, requests, kilobytes } = await catchUp(scene, count);
        const what = `${count} of ${people} changed`;
        results.push(
          { what: `${what}: browser start to all unread here`, ours: figureOf([tookMs], 'ms') },
          { what: `${what}: requests beside polls`, ours: figureOf([requests], '') },
          { what: `${what}: received`, ours: figureOf([kilobytes], 'KB') },
        );
      }
      return results;
    });
  },
};
