import type { Benchmark } from '../bench.ts';
import { figureOf, type Result } from '../figures.ts';
import { createAgent, sendMessage } from '../gateway/requests.ts';
import { eventually, type SignedIn, signedIn } from './signed-in.ts';
import { atDesk, deskPath } from './stage.ts';

/** How many conversations there are, and how many of them change. The same change among few and among many: what exists must not count. */
const plans = {
  quick: [{ people: 100, changed: [10, 50] }],
  full: [
    { people: 100, changed: [10] },
    { people: 1_000, changed: [10, 100, 1_000] },
  ],
} as const;

async function askDesk({ stage }: SignedIn, what: 'countUnread' | 'reconciledAtMs'): Promise<number> {
  const desk = await stage.open(deskPath);
  const answer = await atDesk(desk, what);
  await desk.close();
  return answer;
}

const hasUnread = (scene: SignedIn, wanted: number) => async () =>
  (await askDesk(scene, 'countUnread')) === wanted ? true : undefined;

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

/** What the hours do to an endpoint that nobody asks: it is gone, and with it every event that was kept for it. */
async function expireEndpoint({ gatewayUrl, proxy }: SignedIn): Promise<void> {
  const own = proxy.seen.findLast(
    ({ path, requestHeaders }) => /\/endpoints\/%7B/.test(path) && requestHeaders.registrationtoken,
  );
  if (!own) throw new Error('no request named the endpoint');
  const { status } = await fetch(gatewayUrl + own.path.replace(/(\/endpoints\/[^/]+)\/.*$/, '$1'), {
    method: 'DELETE',
    headers: { RegistrationToken: own.requestHeaders.registrationtoken ?? '' },
  });
  if (status !== 200) throw new Error(`the endpoint could not be ended: ${status}`);
}

type Cost = { tookMs: number; completeMs: number; requests: number; kilobytes: number; ofContacts: number };

async function catchUp(scene: SignedIn, changed: number): Promise<Cost> {
  const { stage, proxy } = scene;
  const desk = await stage.open(deskPath);
  await atDesk(desk, 'markAllRead');
  await stage.live.close();
  await expireEndpoint(scene);
  await writeFrom(scene, 0, changed);
  proxy.seen.length = 0;
  const beganMs = Date.now();
  await stage.restart();
  await eventually('all that changed', hasUnread(scene, changed));
  const tookMs = Date.now() - beganMs;
  const reconciled = async () => ((await askDesk(scene, 'reconciledAtMs')) > beganMs ? true : undefined);
  await eventually('the end of catching up', reconciled);
  const completeMs = Date.now() - beganMs;
  const asked = proxy.seen.filter(({ path }) => !path.endsWith('/poll'));
  const kilobytesOf = (exchanges: typeof asked) =>
    exchanges.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) / 1024;
  const ofContacts = kilobytesOf(asked.filter(({ path }) => path.includes('/contacts/v2/users/SELF?')));
  return { tookMs, completeMs, requests: asked.length, kilobytes: kilobytesOf(asked) - ofContacts, ofContacts };
}

function catchUpAmong(people: number, changed: readonly number[], note: (text: string) => void): Promise<Result[]> {
  note(`making ${people} people who write`);
  return signedIn({ users: people + 1 }, async (scene) => {
    await writeFrom(scene, 0, people);
    await eventually('everybody is here', hasUnread(scene, people));
    // What was heard live since the last catch-up would be asked for again: that belongs to the day before, not to the night.
    await catchUp(scene, 1);
    const results: Result[] = [];
    for (const count of changed) {
      note(`${count} of ${people} conversations change`);
      const { tookMs, completeMs, requests, kilobytes, ofContacts } = await catchUp(scene, count);
      const what = `${count} of ${people} changed`;
      results.push(
        { what: `${what}: browser start to all unread here`, ours: figureOf([tookMs], 'ms') },
        { what: `${what}: browser start to every message here`, ours: figureOf([completeMs], 'ms') },
        { what: `${what}: requests beside polls`, ours: figureOf([requests], '') },
        { what: `${what}: received, contact list apart`, ours: figureOf([kilobytes], 'KB') },
        { what: `${what}: contact list, which can only be read whole`, ours: figureOf([ofContacts], 'KB') },
      );
    }
    return results;
  });
}

/** The browser was away for a night; conversations changed meanwhile; it starts again. */
export const catchUpBench: Benchmark = {
  name: 'catch-up',
  question: 'what coming back costs: it must grow with what changed, not with what exists',
  async run(size, note) {
    const results: Result[] = [];
    for (const { people, changed } of plans[size]) results.push(...(await catchUpAmong(people, changed, note)));
    return results;
  },
};
