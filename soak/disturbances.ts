// What happens to the processes: worker, browser, gateway, network, storage, clock. Each takes its time and leaves everything running.
import type { SoakGateway } from './gateway.ts';
import type { Install } from './install.ts';
import { olderVersions, type UpgradeResult } from './older-versions.ts';
import type { SoakProxy } from './proxy.ts';
import type { Chance } from './random.ts';

/** An install, the way between it and the gateway, and what was learned about it. */
export type Place = { install: Install; proxy: SoakProxy; upgrades: UpgradeResult[]; nextStop: number };

export type Scene = {
  places: readonly Place[];
  gateway: SoakGateway;
  /** Steps at which the worker was killed. */
  stoppedAt: Map<string, number>;
};

export type Disturbance = { name: string; weight: number; run(scene: Scene, chance: Chance): Promise<void> };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const dayMs = 86_400_000;
const stopPatienceMs = 8_000;

/** The user opens the popup some time later, or only the alarm brings the worker back. */
async function wakeSometimes({ install }: Place, chance: Chance): Promise<void> {
  if (chance.next() < 0.3) return;
  await pause(chance.between(5, 2_000));
  await install.command('wake', {});
}

/** Kills the worker so many milliseconds after a poll's reply was handed over: while it decodes, folds, commits, announces. */
async function killAfterReply({ places }: Scene, chance: Chance): Promise<void> {
  const place = chance.pick(places);
  const { install, proxy } = place;
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
  await wakeSometimes(place, chance);
}

/** One step after the other, over the whole run, until the way from reply to next poll has no more; then from the first again. */
async function killAtStep({ places, stoppedAt }: Scene, chance: Chance): Promise<void> {
  const place = chance.pick(places);
  for (let times = 0; times < 6; times += 1) {
    await place.install.command('wake', {});
    const step = place.nextStop;
    const name = await place.install.killWorkerAt(step, stopPatienceMs);
    place.nextStop = name === '' ? 0 : step + (name === undefined ? 0 : 1);
    if (!name) continue;
    const title = `${String(step).padStart(3)} ${name}`;
    stoppedAt.set(title, (stoppedAt.get(title) ?? 0) + 1);
  }
  await wakeSometimes(place, chance);
}

async function killThreeTimes({ places }: Scene, chance: Chance): Promise<void> {
  const { install } = chance.pick(places);
  for (let times = 0; times < 3; times += 1) {
    await install.killWorker();
    await install.command('wake', {});
    await pause(chance.between(5, 150));
  }
}

/** The clock is set, and put right again; or the worker ends before. */
async function jump({ places }: Scene, chance: Chance): Promise<void> {
  const { install } = chance.pick(places);
  const far = chance.pick([-2 * dayMs, -3_600_000, -90_000, 90_000, 3_600_000, 2 * dayMs]);
  await install.setClock(far);
  await pause(chance.between(1_000, 10_000));
  if (chance.next() < 0.5) await install.setClock(0);
  else await install.killWorker();
}

const ofWorker: readonly Disturbance[] = [
  {
    name: 'worker killed',
    weight: 8,
    async run({ places }, chance) {
      const place = chance.pick(places);
      await place.install.killWorker();
      await wakeSometimes(place, chance);
    },
  },
  { name: 'worker killed after a reply', weight: 14, run: killAfterReply },
  { name: 'worker killed at a chosen step', weight: 14, run: killAtStep },
  { name: 'worker killed three times', weight: 3, run: killThreeTimes },
  { name: 'clock set', weight: 4, run: jump },
];

const ofMachine: readonly Disturbance[] = [
  { name: 'browser killed', weight: 2, run: ({ places }, chance) => chance.pick(places).install.killBrowser() },
  {
    name: 'machine slept',
    weight: 2,
    run: ({ places }, chance) => chance.pick(places).install.sleep(chance.between(1_000, 15_000)),
  },
  {
    name: 'disk full in the browser',
    weight: 2,
    async run({ places }, chance) {
      const { install } = chance.pick(places);
      await install.limitStorage(1);
      await pause(chance.between(1_000, 5_000));
      await install.limitStorage(undefined);
    },
  },
  {
    name: 'updated from an older version',
    weight: 2,
    async run({ places }, chance) {
      const place = chance.pick(places);
      const version = olderVersions[place.upgrades.length % olderVersions.length];
      const [account] = await place.install.accounts();
      // Its rows are copied as a whole: not when there are very many.
      if (version === undefined || !account || (await place.install.amount(account.id)).messages > 30_000) return;
      place.upgrades.push(await place.install.upgrade(version));
    },
  },
];

const ofServer: readonly Disturbance[] = [
  { name: 'gateway killed', weight: 2, run: ({ gateway }, chance) => gateway.kill(chance.between(100, 4_000)) },
  {
    name: 'disk full at the gateway',
    weight: 2,
    run: ({ gateway }, chance) => gateway.fillDisk(chance.between(2_000, 8_000)),
  },
  {
    name: 'network away',
    weight: 4,
    async run({ places }, chance) {
      const { proxy } = chance.pick(places);
      proxy.isClosed = true;
      await pause(chance.between(200, 8_000));
      proxy.isClosed = false;
    },
  },
  {
    name: 'storm of faults',
    weight: 6,
    async run({ places }, chance) {
      const { proxy } = chance.pick(places);
      const before = proxy.faultShare;
      proxy.faultShare = 0.8;
      await pause(chance.between(1_000, 6_000));
      proxy.faultShare = before;
    },
  },
];

export const disturbances: readonly Disturbance[] = [...ofWorker, ...ofMachine, ...ofServer];

/** One of them, the heavier the likelier. */
export function chooseDisturbance(chance: Chance): Disturbance {
  let place = chance.next() * disturbances.reduce((sum, { weight }) => sum + weight, 0);
  for (const disturbance of disturbances) {
    place -= disturbance.weight;
    if (place < 0) return disturbance;
  }
  return chance.pick(disturbances);
}
