// What happens to the processes: worker, browser, gateway, network, storage. Each takes its time and leaves everything running.
import type { Install } from './install.ts';
import type { SoakProxy } from './proxy.ts';
import type { Chance } from './random.ts';

export type Scene = {
  installs: readonly Install[];
  proxy: SoakProxy;
  chance: Chance;
  /** kill -9, and a new process on the same folder and port. */
  killGateway(): Promise<void>;
};

export type Disturbance = { name: string; weight: number; run(scene: Scene): Promise<void> };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The user opens the popup some time later, or only the alarm brings the worker back. */
async function wakeSometimes({ chance }: Scene, install: Install): Promise<void> {
  if (chance.next() < 0.3) return;
  await pause(chance.between(5, 2_000));
  await install.command('wake', {});
}

/** Kills the worker so many milliseconds after a poll's reply was handed over: while it decodes, folds, commits, announces. */
async function killAfterReply(scene: Scene): Promise<void> {
  const { installs, proxy, chance } = scene;
  const install = chance.pick(installs);
  const delayMs = chance.between(0, 40);
  const handedOver = new Promise<boolean>((resolve) => {
    proxy.onEvents = () => resolve(true);
    setTimeout(() => resolve(false), 5_000);
  });
  const hasCome = await handedOver;
  proxy.onEvents = undefined;
  if (!hasCome) return;
  await pause(delayMs);
  await install.killWorker();
  await wakeSometimes(scene, install);
}

export const disturbances: readonly Disturbance[] = [
  {
    name: 'worker killed',
    weight: 8,
    async run(scene) {
      const install = scene.chance.pick(scene.installs);
      await install.killWorker();
      await wakeSometimes(scene, install);
    },
  },
  { name: 'worker killed after a reply', weight: 20, run: killAfterReply },
  {
    name: 'worker killed three times',
    weight: 3,
    async run({ installs, chance }) {
      const install = chance.pick(installs);
      for (let times = 0; times < 3; times += 1) {
        await install.killWorker();
        await install.command('wake', {});
        await pause(chance.between(5, 150));
      }
    },
  },
  { name: 'browser killed', weight: 2, run: ({ installs, chance }) => chance.pick(installs).killBrowser() },
  {
    name: 'machine slept',
    weight: 2,
    run: ({ installs, chance }) => chance.pick(installs).sleep(chance.between(1_000, 15_000)),
  },
  { name: 'gateway killed', weight: 2, run: ({ killGateway }) => killGateway() },
  {
    name: 'network away',
    weight: 4,
    async run({ proxy, chance }) {
      proxy.isClosed = true;
      await pause(chance.between(200, 8_000));
      proxy.isClosed = false;
    },
  },
  {
    name: 'storm of faults',
    weight: 6,
    async run({ proxy, chance }) {
      const before = proxy.faultShare;
      proxy.faultShare = 0.8;
      await pause(chance.between(1_000, 6_000));
      proxy.faultShare = before;
    },
  },
  {
    name: 'disk full',
    weight: 1,
    async run({ installs, chance }) {
      const install = chance.pick(installs);
      await install.limitStorage(1);
      await pause(chance.between(1_000, 5_000));
      await install.limitStorage(undefined);
    },
  },
];

/** One of them, the heavier the likelier. */
export function chooseDisturbance(chance: Chance): Disturbance {
  let place = chance.next() * disturbances.reduce((sum, { weight }) => sum + weight, 0);
  for (const disturbance of disturbances) {
    place -= disturbance.weight;
    if (place < 0) return disturbance;
  }
  return chance.pick(disturbances);
}
