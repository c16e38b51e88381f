import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFaultProxy } from '../../test/support/fault-proxy.ts';
import type { Benchmark } from '../bench.ts';
import { compare, figureOf } from '../figures.ts';
import { createAgent, sendMessage } from '../gateway/requests.ts';
import { eventually, type SignedIn, signedIn, wallClockMs } from './signed-in.ts';

/** Tells in the worker when a text was set on the badge. */
const watchBadge = `
  if (!globalThis.badgeSays) {
    let awaited;
    const set = chrome.action.setBadgeText.bind(chrome.action);
    chrome.action.setBadgeText = async (details) => {
      await set(details);
      if (details.text === awaited?.text) awaited.resolve(performance.timeOrigin + performance.now());
    };
    globalThis.badgeSays = (text) => new Promise((resolve) => { awaited = { text, resolve }; });
  }`;

async function timeAlive(scene: SignedIn, rounds: number): Promise<{ samples: number[]; reply: string }> {
  const { stage, crowd, gatewayUrl, proxy } = scene;
  const [to, from] = crowd.seats;
  if (!to || !from) throw new Error('too few seats');
  const agent = createAgent();
  const worker = await stage.live.worker();
  await worker.evaluate(watchBadge);
  const samples: number[] = [];
  let reply = '';
  for (let round = 1; round <= rounds; round += 1) {
    const content = `badge ${round} of ${rounds}`;
    await eventually('a poll', async () => [...proxy.pending].find(({ path }) => path.endsWith('/poll')));
    let leftMs: number | undefined;
    proxy.fault = ({ path, body }) => {
      if (path.endsWith('/poll') && body.includes(content)) {
        leftMs ??= wallClockMs();
        reply = body;
      }
      return undefined;
    };
    // Asked once, before: questions while the worker works would be measured with it.
    const shown = worker.evaluate(`badgeSays("${round}")`) as Promise<number>;
    await sendMessage(agent, gatewayUrl, from, to.mri, content);
    const shownMs = await shown;
    if (leftMs === undefined) throw new Error('the message came by another way than the poll');
    samples.push(shownMs - leftMs);
  }
  proxy.fault = undefined;
  agent.destroy();
  return { samples, reply };
}

/** The least a worker can do with the same reply on the same way: a request that is held, JSON, and a badge that is set. */
async function timeBareLoop({ stage }: SignedIn, body: string, rounds: number): Promise<number[]> {
  let held: ServerResponse | undefined;
  const server = createServer((_, reply) => {
    held = reply;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  let leftMs = 0;
  proxy.fault = () => {
    leftMs = wallClockMs();
    return undefined;
  };
  const samples: number[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      held = undefined;
      const worker = await stage.live.worker();
      const done = worker.evaluate(`(async () => {
        const { eventMessages } = await (await fetch(${JSON.stringify(`${proxy.url}/poll`)})).json();
        await chrome.action.setBadgeText({ text: 'b' + ${round} % (eventMessages.length + 1) + ${round} });
        return performance.timeOrigin + performance.now();
      })()`) as Promise<number>;
      const reply = await eventually('the poll', async () => held);
      reply.setHeader('content-type', 'application/json');
      reply.end(body);
      samples.push((await done) - leftMs);
    }
  } finally {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  }
  return samples;
}

/** A message while the worker is dead: what the alarm and the way back to life cost. */
async function timeDead(scene: SignedIn, rounds: number, shown: number): Promise<number[]> {
  const { stage, crowd, gatewayUrl } = scene;
  const [to, from] = crowd.seats;
  if (!to || !from) throw new Error('too few seats');
  const agent = createAgent();
  const samples: number[] = [];
  const desk = await stage.open('options/index.html');
  for (let round = 1; round <= rounds; round += 1) {
    await (await stage.live.worker()).close();
    const sentMs = wallClockMs();
    await sendMessage(agent, gatewayUrl, from, to.mri, `dead ${round}`);
    const isShown = async () =>
      (await desk.evaluate('chrome.action.getBadgeText({})')) === String(shown + round) ? true : undefined;
    await eventually('the badge', isShown, 90_000);
    samples.push(wallClockMs() - sentMs);
  }
  await desk.close();
  agent.destroy();
  return samples;
}

/** From the moment a poll's reply leaves for the extension to the badge on the toolbar. */
export const badge: Benchmark = {
  name: 'badge',
  question: 'how fast a message is on the badge, with the worker alive and dead',
  run: (size, note) =>
    signedIn({ users: 2 }, async (scene) => {
      const rounds = size === 'full' ? 80 : 20;
      note(`${rounds} messages, worker alive`);
      const { samples, reply } = await timeAlive(scene, rounds);
      const alive = figureOf(samples, 'ms');
      const bare = figureOf(await timeBareLoop(scene, reply, rounds), 'ms');
      note('worker dead: the alarm of 30 s brings it back');
      const dead = await timeDead(scene, size === 'full' ? 5 : 1, rounds);
      return [
        { what: 'reply leaves to badge, worker alive', ours: alive, bar: { of: 'p95', most: 30 } },
        compare('the same', alive, 'bare fetch loop', bare, { of: 'ratio', most: 2 }),
        { what: 'sent to badge, worker dead', ours: figureOf(dead, 'ms') },
      ];
    }),
};
